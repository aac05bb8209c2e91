using System.Text.Json;
using Catalog.Model;
using Catalog.Sources.Urls;
using Catalog.Sources.Urls.Scm;

namespace Catalog.Sources;

/// <summary>Reads the parts of a Backstage <c>app-config.yaml</c> that say which urls may be read and with which credentials.</summary>
public static class SourcesConfig
{
    private static readonly (string Key, ScmKind Kind)[] Kinds =
    [
        ("github", ScmKind.GitHub), ("gitlab", ScmKind.GitLab), ("bitbucketCloud", ScmKind.BitbucketCloud),
        ("bitbucketServer", ScmKind.BitbucketServer), ("azure", ScmKind.Azure), ("gitea", ScmKind.Gitea),
    ];

    /// <summary>The keys below <c>integrations</c> that are read.</summary>
    public static IEnumerable<string> IntegrationKeys => Kinds.Select(kind => kind.Key);

    /// <summary>Reads <c>backend.reading.allow</c> and <c>integrations</c>.</summary>
    /// <param name="config">The whole configuration as JSON, with <c>${ENV}</c>, <c>$include</c>, <c>$file</c> and <c>$env</c> already replaced.</param>
    /// <param name="problems">
    /// What is malformed, and so left out, or set but not supported (<c>NotImplementedError</c>), and so without effect; with JSON paths.
    /// </param>
    public static UrlReaderOptions Read(JsonElement config, out IReadOnlyList<Problem> problems)
    {
        var found = new List<Problem>();
        var integrations = ReadIntegrations(config, found);
        problems = found;
        return new UrlReaderOptions
        {
            Allow = ReadAllow(config, found),
            Integrations = [.. integrations, .. ScmIntegration.Defaults.Where(d => !integrations.Any(i => i.Kind == d.Kind && i.Host == d.Host))],
        };
    }

    private static List<UrlAllowRule> ReadAllow(JsonElement config, List<Problem> problems)
    {
        var rules = new List<UrlAllowRule>();
        foreach (var (entry, path) in Items(Child(Child(Child(config, "backend"), "reading"), "allow"), "/backend/reading/allow"))
        {
            try
            {
                rules.Add(new UrlAllowRule(Text(entry, "host") ?? "", Child(entry, "paths") is { ValueKind: JsonValueKind.Array } paths
                    ? [.. paths.EnumerateArray().Select(p => p.ToString())] : null));
            }
            catch (ArgumentException e)
            {
                problems.Add(new Problem(Text(entry, "host") is null ? "an entry of backend.reading.allow needs a host" : e.Message, path));
            }
        }

        return rules;
    }

    private static List<ScmIntegration> ReadIntegrations(JsonElement config, List<Problem> problems)
    {
        var result = new List<ScmIntegration>();
        foreach (var (key, kind) in Kinds)
        {
            foreach (var (entry, path) in Items(Child(Child(config, "integrations"), key), $"/integrations/{key}"))
            {
                var defaultHost = ScmIntegration.Defaults.FirstOrDefault(d => d.Kind == kind)?.Host;
                if ((Text(entry, "host") ?? defaultHost) is not { } host || !Uri.TryCreate($"https://{host}/", UriKind.Absolute, out var root) || !root.Authority.Equals(host, StringComparison.OrdinalIgnoreCase))
                {
                    problems.Add(new Problem($"an integration of kind {key} needs a host, such as git.example.com", path));
                    continue;
                }

                result.Add(ReadOne(new ScmIntegration(kind, host), entry, path, problems));
            }
        }

        return result;
    }

    private static ScmIntegration ReadOne(ScmIntegration integration, JsonElement entry, string path, List<Problem> problems)
    {
        foreach (var key in (string[])["apps", "clientId", "clientSecret", "oauth"])
        {
            if (Child(entry, key).ValueKind != JsonValueKind.Undefined)
            {
                problems.Add(new Problem($"{key} of {integration} is not supported; give it a token", $"{path}/{key}") { Name = "NotImplementedError" });
            }
        }

        var credentials = Child(entry, "credentials") is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0 ? list[0] : default;
        return integration with
        {
            ApiBaseUrl = ReadUrl(entry, "apiBaseUrl", path, problems),
            RawBaseUrl = ReadUrl(entry, "rawBaseUrl", path, problems),
            BaseUrl = ReadUrl(entry, "baseUrl", path, problems),
            Token = Text(entry, "token")?.Trim() ?? Text(credentials, "personalAccessToken"),
            Username = Text(entry, "username"),
            Password = Text(entry, "password") ?? Text(entry, "appPassword"),
        };
    }

    private static Uri? ReadUrl(JsonElement entry, string key, string path, List<Problem> problems)
    {
        if (Text(entry, key) is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https"))
        {
            return url;
        }

        problems.Add(new Problem($"'{text}' is no http or https url", $"{path}/{key}"));
        return null;
    }

    private static IEnumerable<(JsonElement Entry, string Path)> Items(JsonElement list, string path) =>
        list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Select((e, i) => (e, $"{path}/{i}")) : [];

    private static JsonElement Child(JsonElement parent, string key) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(key, out var child) ? child : default;

    private static string? Text(JsonElement parent, string key) =>
        Child(parent, key) is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } value ? value : null;
}
