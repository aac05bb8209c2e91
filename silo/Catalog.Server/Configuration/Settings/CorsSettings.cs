using System.Text.RegularExpressions;
using Catalog.Server.Configuration.Files;
using Microsoft.AspNetCore.Cors.Infrastructure;

namespace Catalog.Server.Configuration.Settings;

/// <summary>Which web pages may call the server, from <c>backend.cors</c>.</summary>
/// <param name="Origins">Allowed origins; <c>*</c> in one stands for any text without a slash.</param>
/// <param name="Methods">Allowed methods; null for the usual ones.</param>
/// <param name="AllowedHeaders">Allowed request headers; null for those asked for.</param>
/// <param name="ExposedHeaders">Response headers that a page may read.</param>
/// <param name="Credentials">Whether cookies and the like may be sent.</param>
/// <param name="MaxAge">How long a browser may remember the answer.</param>
internal sealed record CorsSettings(
    IReadOnlyList<string> Origins,
    IReadOnlyList<string>? Methods,
    IReadOnlyList<string>? AllowedHeaders,
    IReadOnlyList<string> ExposedHeaders,
    bool Credentials,
    TimeSpan? MaxAge)
{
    /// <summary>Reads the section; null when it is missing or false.</summary>
    public static CorsSettings? Read(ConfigSection backend)
    {
        if (!backend.IsSection("cors"))
        {
            _ = backend.Flag("cors");
            return null;
        }

        var cors = backend.Section("cors")!;
        cors.Accept("preflightContinue");
        cors.Accept("optionsSuccessStatus");
        return new CorsSettings(
            cors.Texts("origin") ?? [],
            cors.Texts("methods"),
            cors.Texts("allowedHeaders"),
            cors.Texts("exposedHeaders") ?? [],
            cors.Flag("credentials") ?? false,
            cors.Number("maxAge") is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
    }

    /// <summary>Puts the settings into a policy of the web framework.</summary>
    public void Apply(CorsPolicyBuilder policy)
    {
        List<Regex> origins = [.. Origins.Select(origin =>
            new Regex($"^{Regex.Escape(origin).Replace(@"\*", "[^/]*", StringComparison.Ordinal)}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant))];
        policy.SetIsOriginAllowed(origin => origins.Exists(allowed => allowed.IsMatch(origin)));
        _ = Methods is null ? policy.WithMethods("GET", "HEAD", "PUT", "PATCH", "POST", "DELETE") : policy.WithMethods([.. Methods]);
        _ = AllowedHeaders is null ? policy.AllowAnyHeader() : policy.WithHeaders([.. AllowedHeaders]);
        policy.WithExposedHeaders([.. ExposedHeaders]);
        _ = Credentials ? policy.AllowCredentials() : policy.DisallowCredentials();
        if (MaxAge is { } age)
        {
            policy.SetPreflightMaxAge(age);
        }
    }
}
