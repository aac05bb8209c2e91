using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Catalog.Model;
using Catalog.Storage;
using Catalog.Testing.Time;

namespace Catalog.Index.Tests;

/// <summary>Entities whose record is replaced between the snapshot and the reading of the body: never put together of two records.</summary>
public sealed partial class ReplacedRecordTests
{
    private static readonly byte[] Comma = [(byte)','];

    private readonly BodyStore _store = new();
    private readonly ManualTimeProvider _time = new();
    private readonly CatalogIndex _index;

    public ReplacedRecordTests() => _index = new CatalogIndex(_store, time: _time);

    [Fact]
    public async Task An_entity_is_shown_as_the_newer_record_has_it_once_the_index_does()
    {
        var (before, entity) = Shown();
        var newer = Newer();
        var writing = WriteAsync(before, entity);
        Assert.False(writing.IsCompleted);

        _index.Apply([newer]);

        Newest(await writing);
        Newest(await WriteAsync(_index.Current, entity));
        Assert.Equal(1, _store.Reads);
    }

    [Fact]
    public async Task A_list_in_batches_shows_no_entity_of_two_records_either()
    {
        var (before, entity) = Shown();
        _index.Apply([Newer()]);
        Assert.True(before.TryGet(entity, out var doc));
        var text = "";
        await foreach (var batch in before.ReadAsync(new[] { doc }, null, Comma, TestContext.Current.CancellationToken))
        {
            text += Encoding.UTF8.GetString(batch.Span);
        }

        Newest(text);
    }

    [Fact]
    public async Task Each_entity_of_a_batch_has_its_own_relations_though_one_of_them_was_replaced()
    {
        _index.Apply([.. Enumerable.Range(0, 5).Select(i => Body(i, orphan: false, $"g{i}"))]);
        var before = _index.Current;
        _index.Apply([Body(40, orphan: false, "g2")]);
        var output = new ArrayBufferWriter<byte>();
        await before.WriteAsync(before.All(Query.Condition.Everything).ToArray(), null, Comma, default, output, TestContext.Current.CancellationToken);

        var items = Encoding.UTF8.GetString(output.WrittenSpan).Split("},{\"kind\"");
        Assert.Equal([0, 1, 40, 3, 4], items.Select(item => int.Parse(Revision().Match(item).Groups[1].Value, CultureInfo.InvariantCulture)));
        Assert.All(items, item => Assert.Contains($"group:default/c{Revision().Match(item).Groups[1].Value}\"", item, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_record_replaced_once_more_is_followed()
    {
        var (before, entity) = Shown();
        var second = Body(2, orphan: true);
        var writing = WriteAsync(before, entity);
        var third = Body(3, orphan: true);
        var newer = Newer();
        _index.Apply([second, third]);
        _index.Apply([newer]);

        Newest(await writing);
        Newest(await WriteAsync(_index.Current, entity));
        Assert.Equal(2, _store.Reads);
    }

    [Fact]
    public async Task An_entity_that_has_gone_meanwhile_is_left_out()
    {
        var (before, entity) = Shown();
        var newer = Newer();
        var writing = WriteAsync(before, entity);

        _index.Apply([newer, _store.Drop(entity)]);

        Assert.Equal("", await writing);
    }

    [Fact]
    public async Task An_index_that_does_not_follow_is_waited_for_once_in_a_list_and_what_is_shown_then_is_not_kept()
    {
        _index.Apply([.. Enumerable.Range(0, 600).Select(i => Body(1, orphan: true, $"g{i}"))]);
        var before = _index.Current;
        var newer = Enumerable.Range(0, 600).Select(i => Body(40, orphan: false, $"g{i}")).ToList();
        var output = new ArrayBufferWriter<byte>();
        var docs = before.All(Query.Condition.Everything).ToArray();
        var writing = before.WriteAsync(docs, null, Comma, default, output, TestContext.Current.CancellationToken).AsTask();
        Assert.False(writing.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(2));
        await writing;

        Assert.Equal(600, Encoding.UTF8.GetString(output.WrittenSpan).Split("\"revision\":40").Length - 1);
        Assert.Equal(0, _index.Cache.Count);
        _index.Apply(newer);
        Newest(await WriteAsync(before, EntityRef.Parse("group:default/g0")));
    }

    [Fact]
    public async Task A_reader_who_leaves_is_not_kept_waiting()
    {
        var (before, entity) = Shown();
        Newer();
        using var left = new CancellationTokenSource();
        var writing = WriteUntilAsync(before, entity, left.Token);
        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
    }

    private (IndexSnapshot Before, EntityRef Entity) Shown()
    {
        var entry = Body(1, orphan: true);
        _index.Apply([entry]);
        return (_index.Current, entry.Ref);
    }

    private FeedEntry Newer() => Body(40, orphan: false);

    private FeedEntry Body(int revision, bool orphan, string name = "g")
    {
        var entity = EntityRef.Create("Group", "default", name);
        return _store.Put(
            $$$"""{"kind":"Group","metadata":{"name":"{{{name}}}"},"spec":{"revision":{{{revision}}}}}""",
            [new Relation(entity, "parentOf", EntityRef.Parse($"group:default/c{revision}"))],
            orphan: orphan);
    }

    private static void Newest(string text)
    {
        Assert.Contains("\"revision\":40", text, StringComparison.Ordinal);
        Assert.Contains("group:default/c40", text, StringComparison.Ordinal);
        Assert.DoesNotContain("orphan", text, StringComparison.Ordinal);
    }

    private static Task<string> WriteAsync(IndexSnapshot snapshot, EntityRef entity) => WriteUntilAsync(snapshot, entity, TestContext.Current.CancellationToken);

    private static async Task<string> WriteUntilAsync(IndexSnapshot snapshot, EntityRef entity, CancellationToken cancellationToken)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.True(snapshot.TryGet(entity, out var doc));
        await snapshot.WriteAsync(new[] { doc }, null, Comma, default, output, cancellationToken);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    [GeneratedRegex("\"revision\":([0-9]+)")]
    private static partial Regex Revision();
}
