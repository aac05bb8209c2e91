using System.Text;
using Catalog.Grains.Providers;
using Catalog.Grains.Telemetry;
using Catalog.Index;
using Catalog.Model;
using Catalog.Processing;
using Catalog.Storage.InMemory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Catalog.Grains.Hosting;

/// <summary>
/// Takes a few hundred made-up entities through an engine of its own in memory, as a provider's and as a file's of a registered location, so that
/// the code of an ingestion is compiled by the time the first real one comes. Nothing of it is seen: it has no place on disk, no log, no telemetry.
/// </summary>
public static class Rehearsal
{
    private const int Entities = 200;

    /// <summary>The runtime's while is 100 ms.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(150);

    private static readonly LocationRef s_location = new("url", "https://rehearsal.invalid/all.yaml");

    /// <summary>
    /// Plays it twice, in about a second: the runtime compiles what is used at all, then, a while after nothing new has come, begins to count calls, and
    /// compiles what is called often for good.
    /// </summary>
    /// <returns>How many entities became visible.</returns>
    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await PlayAsync(cancellationToken).ConfigureAwait(false);
        await Task.Delay(s_pause, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        return await PlayAsync(cancellationToken).ConfigureAwait(false);
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
