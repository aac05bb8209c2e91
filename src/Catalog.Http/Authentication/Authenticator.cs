using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Catalog.Http.Answers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Catalog.Http.Authentication;

/// <summary>Finds out who is calling. In: the Authorization header. Out: credentials, or the answer that refuses them. No token is ever logged.</summary>
internal sealed partial class Authenticator : IDisposable
{
    private const string PluginType = "vnd.backstage.plugin";
    private const string UserType = "vnd.backstage.user";
    private const string LimitedUserType = "vnd.backstage.limited-user";
    private const string UserAudience = "backstage";
    private const int MaxPlugins = 1000;
    private readonly CatalogAuthOptions _options;
    private readonly TimeProvider _time;
    private readonly Func<Uri, KeySet> _keysAt;
    private readonly HttpClient _http;
    private readonly List<(byte[] Hash, ExternalAccess.Static Access)> _statics = [];
    private readonly List<(KeySet Keys, ExternalAccess.Jwks Access)> _externals = [];
    private readonly KeySet? _users;
    private readonly ConcurrentDictionary<string, KeySet> _plugins = new(StringComparer.Ordinal);

    public Authenticator(CatalogHttpOptions options, TimeProvider time, ILogger<Authenticator> logger)
    {
        _options = options.Auth;
        _time = time;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            MaxResponseContentBufferSize = 1024 * 1024,
        };
        _keysAt = url => new KeySet(url, _http, time, logger);
        _users = _options.UserKeysUrl is { } users ? _keysAt(users) : null;
        foreach (var access in _options.ExternalAccess)
        {
            if (access is ExternalAccess.Static secret)
            {
                _statics.Add((SHA256.HashData(Encoding.UTF8.GetBytes(secret.Token)), secret));
            }
            else if (access is ExternalAccess.Jwks jwks)
            {
                _externals.Add((_keysAt(jwks.Url), jwks));
            }
        }
    }

    /// <summary>Who is calling, or why that is refused.</summary>
    public async ValueTask<(Credentials? Caller, ErrorAnswer? Refused)> AuthenticateAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (BearerToken(request) is not { } token)
        {
            return _options.RequiresCredentials ? (null, Answer.AuthenticationError("Missing credentials")) : (Credentials.None.Instance, null);
        }

        var jwt = Jwt.TryRead(token, out var read) && !read.IsCritical ? read : null;
        return jwt?.Type switch
        {
            PluginType => await PluginAsync(jwt, cancellationToken),
            UserType => await UserAsync(jwt, cancellationToken),
            LimitedUserType => (null, Answer.AuthenticationError("Illegal limited user token")),
            _ when jwt is not null && jwt.Audience.Contains(UserAudience) => await UserAsync(jwt, cancellationToken),
            _ => await ExternalAsync(token, jwt, cancellationToken),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var keys in _externals.Select(e => e.Keys).Concat(_plugins.Values).Append(_users))
        {
            keys?.Dispose();
        }

        _http.Dispose();
    }

    private static string? BearerToken(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && BearerForm().Match(header) is { Success: true } match ? match.Groups[1].Value : null;

    private async ValueTask<(Credentials?, ErrorAnswer?)> PluginAsync(Jwt jwt, CancellationToken cancellationToken)
    {
        if (jwt.Subject is not { } plugin || !PluginForm().IsMatch(plugin))
        {
            return Refuse("Invalid plugin token: forbidden subject format");
        }

        if (PluginKeys(plugin) is not { } keys || jwt.IssuedAt is null || !IsCurrent(jwt, mustExpire: true)
            || !jwt.Audience.Contains(_options.PluginId) || !await keys.VerifiesAsync(jwt, cancellationToken))
        {
            return Refuse("Failed plugin token verification");
        }

        if (jwt.Claim("obo") is not { } onBehalfOf)
        {
            return (new Credentials.Service($"plugin:{plugin}"), null);
        }

        return Jwt.TryRead(onBehalfOf, out var user) && user is { IsCritical: false, Type: UserType or LimitedUserType }
            ? await UserAsync(user, cancellationToken)
            : Refuse("Invalid user token in plugin token obo claim");
    }

    private async ValueTask<(Credentials?, ErrorAnswer?)> UserAsync(Jwt jwt, CancellationToken cancellationToken)
    {
        if (_users is null || jwt.IssuedAt is null || !IsCurrent(jwt, mustExpire: true)
            || (_options.UserIssuer is { } issuer && jwt.Type != LimitedUserType && jwt.Issuer != issuer) || !await _users.VerifiesAsync(jwt, cancellationToken))
        {
            return Refuse("Failed user token verification");
        }

        return jwt.Subject is { Length: > 0 } user
            ? (new Credentials.User(user, [.. jwt.Texts("ent").Append(user).Distinct()]), null)
            : Refuse("No user sub found in token");
    }

    private async ValueTask<(Credentials?, ErrorAnswer?)> ExternalAsync(string token, Jwt? jwt, CancellationToken cancellationToken)
    {
        if (TryStatic(token, out var secret))
        {
            return Restrict(secret.Subject, secret);
        }

        foreach (var (keys, access) in jwt is null ? [] : _externals)
        {
            if (Fits(jwt!, access) && await keys.VerifiesAsync(jwt!, cancellationToken))
            {
                return Restrict(access.SubjectPrefix is { } prefix ? $"external:{prefix}:{jwt!.Subject}" : $"external:{jwt!.Subject}", access);
            }
        }

        return Refuse("Illegal token");
    }

    // All are compared, each in constant time over hashes of one length, so that the time tells nothing of any.
    private bool TryStatic(string token, [NotNullWhen(true)] out ExternalAccess.Static? found)
    {
        found = null;
        var given = SHA256.HashData(Encoding.UTF8.GetBytes(token));
        foreach (var (hash, access) in _statics)
        {
            found = CryptographicOperations.FixedTimeEquals(hash, given) ? found ?? access : found;
        }

        return found is not null;
    }

    private bool Fits(Jwt jwt, ExternalAccess.Jwks access) =>
        jwt.Subject is { Length: > 0 } && IsCurrent(jwt, mustExpire: false)
        && (access.Algorithms.Count == 0 || access.Algorithms.Contains(jwt.Algorithm))
        && (access.Issuers.Count == 0 || access.Issuers.Contains(jwt.Issuer))
        && (access.Audiences.Count == 0 || access.Audiences.Intersect(jwt.Audience).Any());

    private bool IsCurrent(Jwt jwt, bool mustExpire)
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        return (jwt.Expires is { } expires ? now < expires : !mustExpire) && (jwt.NotBefore ?? 0) <= now;
    }

    private (Credentials?, ErrorAnswer?) Restrict(string subject, ExternalAccess access)
    {
        if (access.Restrictions.Count == 0)
        {
            return (new Credentials.Service(subject), null);
        }

        return access.Restrictions.FirstOrDefault(r => r.Plugin == _options.PluginId) is { } restriction
            ? (new Credentials.Service(subject, restriction), null)
            : (null, Answer.NotAllowed($"This token's access is restricted to plugin(s) {string.Join(", ", access.Restrictions.Select(r => $"'{r.Plugin}'"))}"));
    }

    private KeySet? PluginKeys(string plugin)
    {
        if (_options.PluginBaseUrl is not { } backend || (_plugins.Count >= MaxPlugins && !_plugins.ContainsKey(plugin)))
        {
            return null;
        }

        return _plugins.GetOrAdd(plugin, static (id, state) => state._keysAt(new Uri($"{state.backend.AbsoluteUri.TrimEnd('/')}/{id}/.backstage/auth/v1/jwks.json")), (_keysAt, backend));
    }

    private static (Credentials?, ErrorAnswer?) Refuse(string why) => (null, Answer.AuthenticationError(why));

    [GeneratedRegex(@"^Bearer +(\S+)$", RegexOptions.IgnoreCase)]
    private static partial Regex BearerForm();

    [GeneratedRegex("^[a-z0-9_-]+$", RegexOptions.IgnoreCase)]
    private static partial Regex PluginForm();
}
