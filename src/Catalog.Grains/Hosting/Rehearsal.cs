using System.Text;
using Catalog.Grains.Providers;
using Catalog.Grains.Telemetry;
using Catalog.Index;
using Catalog.Index.Query;
using Catalog.Model;
using Catalog.Processing;
using Catalog.Storage.InMemory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Catalog.Grains.Hosting;

/// <summary>
/// Does at the start, unseen, what a server is about to be asked for, so that the code for it is compiled by then. Each is done more than once,
/// in about a second: the runtime compiles what is used at all, then, a while after nothing new has come, begins to count calls, and compiles what is called
/// often for good.
/// </summary>
public static class Rehearsal
{
    private const int Entities = 200;
    private const int Listed = 1000;
    private const int Times = 4;

    /// <summary>The runtime's while is 100 ms.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(150);

    private static readonly PageRequest s_some = new() { Limit = Listed, CountTotal = false };

    private static readonly LocationRef s_location = new("url", "https://rehearsal.invalid/all.yaml");

    /// <summary>
    /// For an empty catalog: takes a few hundred made-up entities through an engine of its own in memory, as a provider's and as a file's of a
    /// registered location. Nothing of it is seen: it has no place on disk, no log, no telemetry.
    /// </summary>
    /// <returns>How many entities became visible.</returns>
    public static async Task<int> IngestAsync(CancellationToken cancellationToken)
    {
        await PlayAsync(cancellationToken).ConfigureAwait(false);
        await Task.Delay(s_pause, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        return await PlayAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>For a catalog that is there: puts some of its entities together, as for a long list; others each time, for those of before are at hand.</summary>
    /// <returns>How many bytes they were.</returns>
    public static async Task<long> ListAsync(IndexSnapshot snapshot, CancellationToken cancellationToken)
    {
        var query = new EntityQuery { Where = Condition.Everything };
        var page = snapshot.Find(query, s_some);
        var bytes = await ListAsync(snapshot, page, cancellationToken).ConfigureAwait(false);
        for (var time = 1; time < Times && page.HasMore; time++)
        {
            await Task.Delay(s_pause, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            page = snapshot.Find(query, s_some with { From = page.Hits[^1].Position });
            bytes += await ListAsync(snapshot, page, cancellationToken).ConfigureAwait(false);
        }

        return bytes;
    }

    private static async Task<long> ListAsync(IndexSnapshot snapshot, QueryPage page, CancellationToken cancellationToken)
    {
        var bytes = 0L;
        await foreach (var batch in snapshot.ReadAsync(page.Hits.Select(hit => hit.Doc).ToArray(), null, default, cancellationToken).ConfigureAwait(false))
        {
            bytes += batch.Length;
        }

        return bytes;
    }

    private static async Task<int> PlayAsync(CancellationToken cancellationToken)
    {
        var pipeline = new ProcessingPipeline(new ProcessingOptions(), EntityModel.BuiltIn, [], [new OneFile()]);
        await using var store = new InMemoryCatalogStore();
        var index = new CatalogIndex(store);
        await using var engine = new CatalogEngine(
            store, pipeline, index, [], new CatalogOptions(), TimeProvider.System, NullLoggerFactory.Instance,
            cluster: null, new CatalogMetrics("Rehearsal"));
        await engine.StartAsync(progress: null, cancellationToken).ConfigureAwait(false);
        await engine.ApplyAsync("rehearsal", new ProviderMutation.Full(Provided().ToAsyncEnumerable()), cancellationToken).ConfigureAwait(false);
        await engine.Locations.CreateAsync(s_location, optional: false, cancellationToken).ConfigureAwait(false);
        await engine.SettledAsync(cancellationToken).ConfigureAwait(false);
        return index.Current.Count;
    }

    private static IEnumerable<ProvidedEntity> Provided() =>
        CatalogFile.Parse(File("provided"), "rehearsal", new ParseLimits()).Select(document => new ProvidedEntity(document.Body!, "rehearsal"));

    private static byte[] File(string name) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, Entities).Select(i => $$"""
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata:
          name: {{name}}-{{i}}
          description: The number {{i}}, "as it is".
          tags: [java, tier-{{i % 4}}]
          labels: { example.com/tier: "{{i % 4}}" }
          annotations:
            backstage.io/managed-by-location: {{s_location}}
            backstage.io/managed-by-origin-location: {{s_location}}
          links:
            - url: https://example.com/{{i}}
        spec:
          type: service
          lifecycle: production
          owner: team-{{i % 20}}
          system: system-{{i % 7}}
          dependsOn:
            - component:default/{{name}}-{{(i + 1) % Entities}}
            - resource:default/other-{{i % 30}}

        """)));

    private sealed class OneFile : ILocationReader
    {
        public bool CanRead(LocationRef location) => location == s_location;

        public ValueTask<LocationContent> ReadAsync(LocationRef location, string? etag, CancellationToken cancellationToken) =>
            new(new LocationContent { Status = LocationStatus.Found, Files = [new LocationFile(location.Target, File("read"))], ETag = "1" });
    }
}
