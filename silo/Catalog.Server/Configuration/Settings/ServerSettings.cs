using Catalog.Model;
using Catalog.Server.Configuration.Files;

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

    /// <summary>The urls that may be read beside those of <see cref="Integrations"/>.</summary>
    public IReadOnlyList<AllowedUrls> Reading { get; init; } = [];

    /// <summary>The source code hosts that are known.</summary>
    public IReadOnlyList<IntegrationSettings> Integrations { get; init; } = [];

    /// <summary>The catalog's own part.</summary>
    public required CatalogSettings Catalog { get; init; }

    /// <summary>Keys in the files that mean nothing to this server, the outermost only.</summary>
    public IReadOnlyList<string> UnknownKeys { get; init; } = [];

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
            Reading = AllowedUrls.Read(backend.Section("reading")),
            Integrations = IntegrationSettings.Read(section.Section("integrations")),
            Catalog = CatalogSettings.Read(section.Section("catalog") ?? Empty(problems)),
        };
        return settings with { UnknownKeys = [.. section.Unknown()] };
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
