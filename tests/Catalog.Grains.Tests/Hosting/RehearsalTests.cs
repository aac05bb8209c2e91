using System.Text;
using Catalog.Grains.Hosting;
using Catalog.Index;
using Catalog.Index.Query;
using Catalog.Model;
using Catalog.Storage;
using Catalog.Storage.InMemory;

namespace Catalog.Grains.Tests.Hosting;

public sealed class RehearsalTests
{
    /// <summary>200 entities of a provider, 200 of a file, and the Location of the file: else it would not compile what a real ingestion needs.</summary>
    [Fact]
    public async Task All_that_is_played_becomes_visible() => Assert.Equal(401, await Rehearsal.IngestAsync(TestContext.Current.CancellationToken));

    /// <summary>Two different parts of the catalog: the second time, the entities of the first would be at hand.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(1500)]
    public async Task What_is_listed_are_entities_as_a_list_has_them_each_once(int count)
    {
        await using var store = new InMemoryCatalogStore();
        await store.CommitAsync(new CommitBatch { Records = [.. Enumerable.Range(0, count).Select(Record)] }, TestContext.Current.CancellationToken);
        var index = new CatalogIndex(store);
        index.Apply(await store.ReadFeedAsync(0, 0, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        var bytes = 0L;
        await foreach (var batch in index.Current.ReadAsync(index.Current.All(Condition.Everything).ToArray(), null, default, TestContext.Current.CancellationToken))
        {
            bytes += batch.Length;
        }

        Assert.Equal(bytes, await Rehearsal.ListAsync(index.Current, TestContext.Current.CancellationToken));
    }

    private static EntityRecord Record(int i)
    {
        var body = Encoding.UTF8.GetBytes($$$"""{"apiVersion":"v1","kind":"Component","metadata":{"name":"c{{{i}}}"}}""");
        return new EntityRecord
        {
            Ref = EntityRef.Parse($"component:default/c{i}"),
            Uid = new Guid(i, 0, 0, new byte[8]),
            Version = 1,
            Sources = ["provider:test"],
            Unprocessed = body,
            UnprocessedHash = 0,
            Processed = body,
            Created = default,
            Updated = default,
        };
    }
}
