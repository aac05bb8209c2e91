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

    /// <summary>The address that clients know the server by; null when it is not said.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>Which web pages may call the server; null when none.</summary>
    public CorsSettings? Cors { get; init; }

    /// <summary>The urls that may be read, and the source code hosts that are known; from <c>backend.reading</c> and <c>integrations</c>.</summary>
    public required UrlReaderOptions Urls { get; init; }

    /// <summary>Whether everybody who reaches the server may use it: <c>backend.auth.dangerouslyDisableDefaultAuthPolicy</c>; null when nothing is said.</summary>
    public bool? EverybodyMayCall { get; init; }

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
        var settings = new ServerSettings
        {
            Listen = ListenSettings.Read(backend),
            BaseUrl = ReadUrl(backend, "baseUrl"),
            Cors = CorsSettings.Read(backend),
            Urls = SourcesConfig.Read(root.ToJson(), out var found),
            EverybodyMayCall = backend.Section("auth")?.Flag("dangerouslyDisableDefaultAuthPolicy"),
            Catalog = CatalogSettings.Read(section.Section("catalog") ?? Empty(problems)),
        };
        AcceptUrlKeys(section, backend);
        foreach (var problem in found.Where(problem => !IsUnsupported(problem)))
        {
            problems.Add(root.Locate(problem));
        }

        return settings with { UnknownKeys = [.. section.Unknown()], Unsupported = [.. found.Where(IsUnsupported).Select(root.Locate)] };
    }

    /// <summary>Adds a problem when other machines could reach the server and nobody has said who may use it.</summary>
    public void RequireDecision(ICollection<Problem> problems)
    {
        if (!Listen.IsLoopback && EverybodyMayCall is not true)
        {
            problems.Add(new Problem(
                $"backend.listen opens the catalog to other machines ({Listen.Host}), so somebody must decide who may use it: "
                + "set backend.auth.dangerouslyDisableDefaultAuthPolicy to true to let everybody in, or listen on 127.0.0.1."));
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

    private static Uri? ReadUrl(ConfigSection section, string key)
    {
        if (section.Text(key) is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        section.Reject(key, $"must be an http or https url, not '{text}'");
        return null;
    }
}
