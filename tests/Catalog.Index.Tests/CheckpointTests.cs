using System.Buffers;
using System.Text;
using Catalog.Index.Query;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Index.Tests;

public sealed class CheckpointTests
{
    private readonly BodyStore _store = new();

    [Fact]
    public void Errors_and_what_hides_an_entity_survive()
    {
        var position = new SourcePosition("file:/a.yaml", 3, 7, 1);
        var failed = _store.Put(Body("failed"), errors: [new Problem("The owner is missing", "/spec/owner", position) { Name = "ValidationError", Hint = "name one" }]);
        var hidden = _store.Put("""{"apiVersion":"a","kind":"K","metadata":{"name":"hidden"},"spec":{"a":1,"A":2}}""");
        List<FeedEntry> feed = [failed, hidden];
        var index = new CatalogIndex(_store);
        index.Apply(feed);

        var restarted = Checkpoint.Of(index).Restart(_store, feed, 1);

        Assert.NotNull(index.Current.HiddenReason(hidden.Ref));
        Assert.Equal(index.Current.HiddenReason(hidden.Ref), restarted.Current.HiddenReason(hidden.Ref));
        Assert.Equal(Final(index, failed.Ref), Final(restarted, failed.Ref));
        Assert.Contains("ValidationError", Final(restarted, failed.Ref), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_gone_takes_no_room_after_many_restarts()
    {
        var index = new CatalogIndex(_store);
        var feed = new Dictionary<EntityRef, FeedEntry>();
        var sizes = new List<int>();
        for (var round = 0; round < 12; round++)
        {
            var entries = Enumerable.Range(0, 50)
                .Select(i => _store.Put(Body($"e{i}", $"round {round} of {i}"), [new Relation(Ref($"e{i}"), "ownedBy", Ref($"of-{round}-{i}"))])).ToList();
            entries.ForEach(entry => feed[entry.Ref] = entry);
            index.Apply(entries);
            var checkpoint = Checkpoint.Of(index);
            sizes.Add(checkpoint.Bytes.Length);
            index = checkpoint.Restart(_store, feed.Values, 1);
            GC.Collect();
            for (var publish = 0; publish < 600; publish++)
            {
                index.Apply([]);
            }
        }

        Assert.InRange(sizes[^1], 1, sizes[1] * 1.2);
    }

    [Fact]
    public void What_is_damaged_anywhere_is_refused_and_leaves_an_empty_index()
    {
        var entries = Enumerable.Range(0, 40).Select(i => _store.Put(Body($"e{i}", $"text {i}"), errors: i % 9 == 0 ? [new Problem("x")] : [])).ToList();
        var index = new CatalogIndex(_store);
        index.Apply(entries);
        var checkpoint = Checkpoint.Of(index);
        var random = new Random(5);
        for (var i = 0; i < 300; i++)
        {
            var bytes = checkpoint.Bytes.ToArray();
            bytes[i < 64 ? i : random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            Refused(checkpoint with { Bytes = bytes }, entries);
            Refused(checkpoint with { Bytes = checkpoint.Bytes[..random.Next(bytes.Length)] }, entries);
        }
    }

    [Fact]
    public void One_of_another_name_is_refused()
    {
        var index = new CatalogIndex(_store);
        List<FeedEntry> entries = [_store.Put(Body("a"))];
        index.Apply(entries);
        Refused(Checkpoint.Of(index) with { Name = Guid.NewGuid() }, entries);
    }

    private void Refused(Checkpoint checkpoint, List<FeedEntry> entries)
    {
        var index = new CatalogIndex(_store);
        var refused = Assert.ThrowsAny<Exception>(() => index.Restore(new MemoryStream(checkpoint.Bytes), checkpoint.Name));
        Assert.True(refused is IOException or InvalidDataException, refused.ToString());
        Assert.Equal(0, index.Current.Count);
        Checkpoint.Load(index, entries, 2);
        Assert.Equal(entries.Count, index.Current.CountOf(Condition.Everything));
    }

    private static string Body(string name, string description = "") =>
        $$$"""{"apiVersion":"a","kind":"K","metadata":{"name":"{{{name}}}","description":"{{{description}}}"},"spec":{"type":"t"}}""";

    private static EntityRef Ref(string name) => EntityRef.Parse($"k:default/{name}");

    private static string Final(CatalogIndex index, EntityRef entity)
    {
        Assert.True(index.Current.TryGet(entity, out var doc));
        var output = new ArrayBufferWriter<byte>();
        index.Current.WriteAsync(new[] { doc }, null, ","u8.ToArray(), default, output, TestContext.Current.CancellationToken).AsTask().GetAwaiter().GetResult();
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
