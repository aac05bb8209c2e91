using Catalog.Http.Authentication;
using Catalog.Http.Limits;
using Catalog.Model;
using Catalog.Server.Configuration.Files;

namespace Catalog.Server.Configuration.Settings;

/// <summary>Reads who may call, and how often: <c>backend.auth</c>, <c>backend.rateLimit</c>, and <c>catalog.auth</c>, a section of our own.</summary>
internal static class AuthSettings
{
    /// <summary>Reads who may call.</summary>
    /// <param name="backend">The section <c>backend</c>.</param>
    /// <param name="catalog">The section <c>catalog</c>.</param>
    /// <param name="unsupported">Receives what is asked for and not done; nobody gets in by it.</param>
    public static CatalogAuthOptions Read(ConfigSection backend, ConfigSection catalog, ICollection<Problem> unsupported)
    {
        var (auth, ours) = (backend.Section("auth"), catalog.Section("auth"));
        return new CatalogAuthOptions
        {
            DisableDefaultPolicy = auth?.Flag("dangerouslyDisableDefaultAuthPolicy"),
            ExternalAccess = [.. (auth?.Sections("externalAccess") ?? []).Select(entry => ReadEntry(entry, unsupported)).OfType<ExternalAccess>()],
            PluginBaseUrl = ours?.Url("pluginBaseUrl"),
            UserKeysUrl = ours?.Url("userKeysUrl"),
            UserIssuer = ours?.Text("userIssuer"),
        };
    }

    /// <summary>Reads how many requests one address may make; null for any number.</summary>
    public static CatalogRateLimitOptions? ReadRateLimit(ConfigSection backend)
    {
        if (!backend.IsSection("rateLimit"))
        {
            return backend.Flag("rateLimit") is true ? new CatalogRateLimitOptions() : null;
        }

        var limit = backend.Section("rateLimit")!;
        var defaults = new CatalogRateLimitOptions();
        return new CatalogRateLimitOptions
        {
            Window = limit.Duration("window") ?? defaults.Window,
            Limit = (int?)limit.Number("incomingRequestLimit") ?? defaults.Limit,
            AllowList = limit.Texts("ipAllowList") ?? defaults.AllowList,
        };
    }

    private static ExternalAccess? ReadEntry(ConfigSection entry, ICollection<Problem> unsupported)
    {
        var options = entry.Section("options");
        var restrictions = (entry.Sections("accessRestrictions") ?? []).Select(ReadRestriction).ToList();
        switch (entry.RequiredText("type"))
        {
            case "static" when options is not null:
                return ReadStatic(options) is { } token ? token with { Restrictions = restrictions } : null;
            case "jwks" when options is not null:
                return ReadJwks(options) is { } keys ? keys with { Restrictions = restrictions } : null;
            case "legacy":
                entry.Accept("options");
                unsupported.Add(new Problem($"{entry.Path}: tokens of type legacy are refused; use type static or jwks", null, entry.At));
                return null;
            case var type:
                entry.Reject("type", options is null ? $"{type} needs options" : $"must be static or jwks, not '{type}'");
                return null;
        }
    }

    private static ExternalAccess.Static? ReadStatic(ConfigSection options)
    {
        var (token, subject) = (options.RequiredText("token"), options.RequiredText("subject"));
        try
        {
            return token.Length == 0 || subject.Length == 0 ? null : new ExternalAccess.Static(token, subject);
        }
        catch (ArgumentException e)
        {
            options.Reject(e.ParamName ?? "token", "cannot be used: " + e.Message.Split(" (Parameter", 2)[0]);
            return null;
        }
    }

    private static ExternalAccess.Jwks? ReadJwks(ConfigSection options)
    {
        options.RequiredText("url");
        return options.Url("url") is not { } url ? null : new ExternalAccess.Jwks(url)
        {
            Algorithms = options.Texts("algorithm") ?? [],
            Issuers = options.Texts("issuer") ?? [],
            Audiences = options.Texts("audience") ?? [],
            SubjectPrefix = options.Text("subjectPrefix"),
        };
    }

    private static AccessRestriction ReadRestriction(ConfigSection restriction) => new(
        restriction.RequiredText("plugin"),
        restriction.Texts("permission") ?? [],
        restriction.Section("permissionAttribute")?.Texts("action") ?? []);
}
