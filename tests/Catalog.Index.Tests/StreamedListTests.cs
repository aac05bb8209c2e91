using System.Text;
using System.Text.Json;
using Catalog.Index.Entities;
using Catalog.Index.Query;

namespace Catalog.Index.Tests;

/// <summary>Long lists in batches: how far they are read ahead, in which order they come, and what is left when the reader goes.</summary>
public sealed class StreamedListTests
{
    private static readonly byte[] Comma = [(byte)','];

    private readonly BodyStore _bodies = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_slow_reader_has_no_more_than_a_few_batches_read_ahead()
    {
        var count = 8 * EntityWriter.Ahead;
        var reads = new HeldReads(_bodies);
        await using var batches = Batches(Filled(reads, count), Token);
        for (var taken = 0; taken < count; taken++)
        {
            var next = batches.MoveNextAsync();
            await reads.WaitForAsync(Math.Min(EntityWriter.Ahead, count - taken), Token);
            Assert.InRange(reads.Started, taken, taken + EntityWriter.Ahead);
            reads.Release(First(taken));
            Assert.True(await next);
        }

        Assert.False(await batches.MoveNextAsync());
    }

    [Fact]
    public async Task Batches_come_in_the_order_of_the_list_whichever_is_read_first()
    {
        var reads = new HeldReads(_bodies);
        var index = Filled(reads, EntityWriter.Ahead);
        await using var batches = Batches(index, Token);
        var next = batches.MoveNextAsync();
        await reads.WaitForAsync(EntityWriter.Ahead, Token);
        for (var read = EntityWriter.Ahead; read > 0; read--)
        {
            reads.Release(First(read - 1));
        }

        var names = new List<string>();
        for (; await next; next = batches.MoveNextAsync())
        {
            names.AddRange(Names(batches.Current));
        }

        Assert.Equal(index.Current.All(Condition.Everything).Select(doc => index.Current.RefOf(doc).Name.ToString()), names);
    }

    [Fact]
    public async Task A_reader_who_is_cancelled_ends_what_is_read_ahead()
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var reads = new HeldReads(_bodies);
        await using var batches = Batches(Filled(reads, 8 * EntityWriter.Ahead), leaving.Token);
        var next = batches.MoveNextAsync();
        await reads.WaitForAsync(EntityWriter.Ahead, Token);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
        Assert.Equal((EntityWriter.Ahead, 0), (reads.Started, reads.UnderWay));
    }

    [Fact]
    public async Task A_reader_who_leaves_waits_for_what_is_read_ahead_and_starts_no_more()
    {
        var reads = new HeldReads(_bodies);
        var batches = Batches(Filled(reads, 8 * EntityWriter.Ahead), Token);
        var next = batches.MoveNextAsync();
        await reads.WaitForAsync(EntityWriter.Ahead, Token);
        reads.Release(First(0));
        Assert.True(await next);

        var left = batches.DisposeAsync().AsTask();
        Assert.False(left.IsCompleted);
        for (var read = 1; read < EntityWriter.Ahead; read++)
        {
            reads.Release(First(read));
        }

        await left;
        Assert.Equal((EntityWriter.Ahead, 0), (reads.Started, reads.UnderWay));
    }

    private static IAsyncEnumerator<ReadOnlyMemory<byte>> Batches(CatalogIndex index, CancellationToken cancellationToken) =>
        index.Current.ReadAsync(index.Current.All(Condition.Everything).ToArray(), null, Comma, cancellationToken).GetAsyncEnumerator(cancellationToken);

    // The sequence of the first entity of a batch.
    private static long First(int batch) => 1 + (batch * EntityWriter.BatchSize);

    private static List<string> Names(ReadOnlyMemory<byte> batch)
    {
        using var items = JsonDocument.Parse($"[{Encoding.UTF8.GetString(batch.Span)}]");
        return [.. items.RootElement.EnumerateArray().Select(item => item.GetProperty("metadata").GetProperty("name").GetString()!)];
    }

    private CatalogIndex Filled(HeldReads reads, int batches)
    {
        var index = new CatalogIndex(reads);
        index.Apply([.. Enumerable.Range(0, batches * EntityWriter.BatchSize).Select(i => _bodies.Put($$$"""{"kind":"Group","metadata":{"name":"g{{{i}}}"}}"""))]);
        return index;
    }
}
