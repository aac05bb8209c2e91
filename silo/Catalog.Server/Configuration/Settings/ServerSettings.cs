using Catalog.Http.Authentication;
using Catalog.Http.Cors;
using Catalog.Http.Limits;
using Catalog.Model;
using Catalog.Server.Configuration.Files;
using Catalog.Sources;
using Catalog.Sources.Urls;

namespace Catalog.Server.Configuration.Settings;

/// <summary>Everything that configuration files say to this server, read and checked.</summary>
internal sealed record ServerSettings
{
    /// <summary>Where to listen.</summary>
    public required ListenSettings Listen { get; init; }

    /// <summary>Where the catalog is kept.</summary>
    public required DatabaseSettings Database { get; init; }

    /// <summary>The address that clients know the server by; null when it is not said.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>Which web pages may call the server.</summary>
    public required CatalogCorsOptions Cors { get; init; }

    /// <summary>The urls that may be read, and the source code hosts that are known; from <c>backend.reading</c> and <c>integrations</c>.</summary>
    public required UrlReaderOptions Urls { get; init; }

    /// <summary>Who may call.</summary>
    public required CatalogAuthOptions Auth { get; init; }

    /// <summary>How many requests one address may make; null for any number.</summary>
    public CatalogRateLimitOptions? RateLimit { get; init; }

    /// <summary>The catalog's own part.</summary>
    public required CatalogSettings Catalog { get; init; }

    /// <summary>Keys in the files that mean nothing to this server, the outermost only.</summary>
    public IReadOnlyList<string> UnknownKeys { get; init; } = [];

    /// <summary>What the files ask for that this server knows but does not do; it starts without.</summary>
    public IReadOnlyList<Problem> Unsupported { get; init; } = [];

    /// <summary>Reads the settings out of merged configuration; what is wrong is added to the problems and reads as missing.</summary>
    /// <param name="root">The merged configuration.</param>
    /// <param name="problems">Receives what is wrong.</param>
    public static ServerSettings Read(ConfigMap root, ICollection<Problem> problems)
    {
        var section = new ConfigSection(root, "", problems);
        var backend = section.Section("backend") ?? Empty(problems);
        var catalog = section.Section("catalog") ?? Empty(problems);
        var unsupported = new List<Problem>();
        var settings = new ServerSettings
        {
            Listen = ListenSettings.Read(backend),
            Database = DatabaseSettings.Read(backend),
            BaseUrl = backend.Url("baseUrl"),
            Cors = CorsSettings.Read(backend),
            Urls = SourcesConfig.Read(root.ToJson(), out var found),
            Auth = AuthSettings.Read(backend, catalog, unsupported),
            RateLimit = AuthSettings.ReadRateLimit(backend),
            Catalog = CatalogSettings.Read(catalog),
        };
        AcceptUrlKeys(section, backend);
        foreach (var problem in found.Where(problem => !IsUnsupported(problem)))
        {
            problems.Add(root.Locate(problem));
        }

        return settings with { UnknownKeys = [.. section.Unknown()], Unsupported = [.. unsupported, .. found.Where(IsUnsupported).Select(root.Locate)] };
    }

    /// <summary>Adds a problem when other machines could reach the server and nobody has said who may use it.</summary>
    public void RequireDecision(ICollection<Problem> problems)
    {
        if (!Listen.IsLoopback && !Auth.IsDecided)
        {
            problems.Add(new Problem(
                $"backend.listen opens the catalog to other machines ({Listen.Host}), so somebody must decide who may use it: "
                + "give the callers in backend.auth.externalAccess, or let everybody in with backend.auth.dangerouslyDisableDefaultAuthPolicy: true."));
        }
    }

    private static bool IsUnsupported(Problem problem) => problem.Name == "NotImplementedError";

    // Read by the sources room as a whole, so that here they only count as known.
    private static void AcceptUrlKeys(ConfigSection root, ConfigSection backend)
    {
        backend.Accept("reading");
        if (root.IsSection("integrations"))
        {
            var integrations = root.Section("integrations")!;
            foreach (var type in SourcesConfig.IntegrationKeys)
            {
                integrations.Accept(type);
            }
        }
    }

    private static ConfigSection Empty(ICollection<Problem> problems) =>
        new(new ConfigMap([], new SourcePosition("configuration", 1, 1, 1)), "", problems);
}
