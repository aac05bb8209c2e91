using Catalog.Server.Configuration.Files;

namespace Catalog.Server.Configuration.Settings;

/// <summary>One source code host, from <c>integrations</c>.</summary>
/// <param name="Type">Which kind of host: <c>github</c>, <c>gitlab</c>, …</param>
/// <param name="Host">Its name, for example <c>github.com</c>.</param>
/// <param name="Token">What it wants to be shown; null when it is read without. Never logged.</param>
/// <param name="ApiBaseUrl">Its API; null for the usual place.</param>
/// <param name="RawBaseUrl">Where raw files are served; null for the usual place.</param>
internal sealed record IntegrationSettings(string Type, string Host, string? Token, string? ApiBaseUrl, string? RawBaseUrl)
{
    private static readonly Dictionary<string, string?> DefaultHosts = new(StringComparer.Ordinal)
    {
        ["github"] = "github.com",
        ["gitlab"] = "gitlab.com",
        ["bitbucketCloud"] = "bitbucket.org",
        ["bitbucketServer"] = null,
        ["bitbucket"] = "bitbucket.org",
        ["azure"] = "dev.azure.com",
        ["gitea"] = null,
        ["gerrit"] = null,
        ["harness"] = null,
    };

    /// <summary>Reads the hosts of the types that are known; the others stay unread and so are listed as unknown.</summary>
    public static IReadOnlyList<IntegrationSettings> Read(ConfigSection? integrations) =>
        integrations is null ? [] : [.. DefaultHosts.Keys.Where(integrations.Has).SelectMany(type => ReadType(integrations, type))];

    /// <summary>What the record shows of itself: never the token.</summary>
    public override string ToString() => $"{Type} {Host}";

    private static IEnumerable<IntegrationSettings> ReadType(ConfigSection integrations, string type)
    {
        foreach (var host in integrations.Sections(type) ?? [])
        {
            var name = host.Text("host") ?? DefaultHosts[type];
            if (string.IsNullOrEmpty(name))
            {
                host.RequiredText("host");
                continue;
            }

            foreach (var ours in (string[])["apps", "credentials", "username", "password", "appPassword", "baseUrl", "commitSigningKey", "cloneUrl"])
            {
                host.Accept(ours);
            }

            yield return new IntegrationSettings(type, name, host.Text("token"), host.Text("apiBaseUrl"), host.Text("rawBaseUrl"));
        }
    }
}
