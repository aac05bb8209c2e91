using System.Net;
using System.Text.RegularExpressions;
using Catalog.EndToEnd.Tests.Hosting;
using Catalog.Testing;
using Catalog.Testing.Http;

namespace Catalog.EndToEnd.Tests.Recorded;

/// <summary>Real public catalog files, registered by url over HTTP, become what a real Backstage catalog made of them.</summary>
public sealed partial class RealFilesTests : IDisposable
{
    private static readonly string[] Examples = ["backstage-examples/all.yaml", "backstage-examples/acme-corp.yaml"];

    // The recorded server knew no API without a definition; this one knows mcp-server with remotes.
    private static readonly string[] OursAlone = ["api:default/github-mcp-server"];
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public Task The_54_entities_of_the_examples() => CompareAsync("golden/examples.jsonl", 54, Examples);

    [Fact]
    public Task The_134_entities_of_all_files()
    {
        // Where two locations lead to one file, the recorded server named the one that got there last as the origin: the longer way, through a Location.
        var others = Fixtures.FilesBelow("data").Select(file => file["data/".Length..]).Except(Examples)
            .Where(file => file.EndsWith(".yaml", StringComparison.Ordinal) || file.EndsWith(".yml", StringComparison.Ordinal))
            .Where(file => ApiVersion().IsMatch(Fixtures.Text("data/" + file)))
            .OrderBy(file => Fixtures.Text("data/" + file).Contains("kind: Location", StringComparison.Ordinal));
        return CompareAsync("golden/real-files.jsonl", 134, [.. Examples, .. others]);
    }

    private async Task CompareAsync(string recorded, int count, IReadOnlyList<string> files)
    {
        await using var web = await StaticFileServer.StartAsync(Fixtures.Data);
        var expected = RecordedEntities.Read(recorded, web.BaseUrl);
        Assert.Equal(count, expected.Count);
        var config = _place.Write("app-config.yaml", $$"""
            backend:
              reading: { allow: [{ host: '{{web.Host}}' }] }
            catalog:
              rules:
                - allow: [Component, API, Resource, System, Domain, Group, User, Location, Template]
            """);
        await using var server = await ServerProcess.StartAsync(_place.Data, "--config", config);

        foreach (var file in files)
        {
            Assert.Equal(HttpStatusCode.Created, (await server.RegisterAsync(web.Url(file))).Status);
        }

        var actual = await Eventually.AskAsync(
            async () =>
            {
                var all = RecordedEntities.ByRef(await server.EntitiesAsync());
                Array.ForEach(OursAlone, entity => all.Remove(entity));
                return all;
            },
            all => all.SequenceEqual(expected));

        Assert.Equal(expected.Keys, actual.Keys);
        Assert.All(expected, entity => Assert.Equal(entity.Value, actual[entity.Key]));
    }

    [GeneratedRegex(@"^\s*apiVersion:\s*['""]?(backstage\.io|scaffolder\.backstage\.io)/", RegexOptions.Multiline)]
    private static partial Regex ApiVersion();
}
