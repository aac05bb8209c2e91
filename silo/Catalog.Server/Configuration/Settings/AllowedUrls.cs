using Catalog.Server.Configuration.Files;

namespace Catalog.Server.Configuration.Settings;

/// <summary>Urls that may be read, from <c>backend.reading.allow</c>.</summary>
/// <param name="Host">A host, or <c>*.host</c> for all below it, with <c>:port</c> or <c>:from-to</c> where the port is not the scheme's own.</param>
/// <param name="Paths">The paths that may be read with all below them; null for all.</param>
internal sealed record AllowedUrls(string Host, IReadOnlyList<string>? Paths)
{
    /// <summary>Reads the list; empty when there is none.</summary>
    public static IReadOnlyList<AllowedUrls> Read(ConfigSection? reading) =>
        [.. (reading?.Sections("allow") ?? []).Select(allow => new AllowedUrls(allow.RequiredText("host"), allow.Texts("paths")))];
}
