using System.Text;
using Catalog.Model;
using static Catalog.Storage.Tests.Kit.SampleRecords;

namespace Catalog.Storage.Tests.Kit;

/// <summary>The conformance kit: what holds for every store. A store's own test class derives from it and says how it is opened.</summary>
public abstract partial class CatalogStoreTests : IAsyncLifetime
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The store under test, open.</summary>
    protected ICatalogStore Store { get; private set; } = null!;

    /// <summary>Opens the test's store; called again after a close, it opens the same data.</summary>
    protected abstract ValueTask<ICatalogStore> OpenAsync();

    /// <summary>Opens another store, empty.</summary>
    protected abstract ValueTask<ICatalogStore> OpenEmptyAsync();

    /// <summary>Closes a store and opens its data again; a store that keeps nothing gives back the same.</summary>
    protected abstract ValueTask<ICatalogStore> ReopenAsync(ICatalogStore store);

    public virtual async ValueTask InitializeAsync() => Store = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Store is not null) await Store.DisposeAsync();
    }

    [Fact]
    public async Task EmptyStore_HasNothing()
    {
        Assert.Equal(0, await Store.GetLastSequenceAsync(Token));
        Assert.Empty(await FeedAsync(Store));
        Assert.Equal([null], await Store.GetAsync([Ref("a")], Token));
        Assert.Empty(await Store.GetItemsAsync("scope", Token));
    }

    [Fact]
    public async Task Commit_GivesSequencesInOrder_FromOne()
    {
        Assert.Equal([1L, 2L], await Store.CommitAsync(Batch(Plain(Ref("b"), 1), Plain(Ref("a"), 1)), Token));
        Assert.Equal([3L], await Store.CommitAsync(Batch(Plain(Ref("c"), 1)), Token));
        Assert.Equal(3, await Store.GetLastSequenceAsync(Token));
    }

    [Fact]
    public async Task EmptyCommit_ChangesNothing()
    {
        Assert.Empty(await Store.CommitAsync(new CommitBatch(), Token));
        Assert.Equal(0, await Store.GetLastSequenceAsync(Token));
    }

    [Fact]
    public async Task Get_GivesRecordsBackWithAllTheirContent()
    {
        var full = Full(Ref("full"), 1);
        var plain = Plain(Ref("plain"), 1);
        var bare = Plain(Ref("unprocessed"), 1) with { Processed = default };
        var same = plain with { Ref = Ref("same"), Unprocessed = plain.Processed };
        await Store.CommitAsync(Batch(full, plain, bare, same), Token);
        var read = await Store.GetAsync([plain.Ref, Ref("missing"), full.Ref, bare.Ref, same.Ref], Token);
        Assert.Equal(
            [RecordText.Of(plain), "none", RecordText.Of(full), RecordText.Of(bare), RecordText.Of(same)], read.Select(RecordText.Of));
    }

    [Fact]
    public async Task RefChangedTwice_ComesOnceAtItsLastPlace()
    {
        await Store.CommitAsync(Batch(Plain(Ref("a"), 1), Plain(Ref("b"), 1)), Token);
        await Store.CommitAsync(Batch(Plain(Ref("a"), 2, "new")), Token);
        Assert.Equal([(2L, "b"), (3L, "a")], (await FeedAsync(Store)).Select(e => (e.Sequence, e.Ref.Name.ToString())));
        Assert.Equal([3L], (await FeedAsync(Store, after: 2)).Select(e => e.Sequence));
        Assert.Empty(await FeedAsync(Store, after: 3));
    }

    [Fact]
    public async Task OutdatedToken_IsRefused_AndNothingOfTheBatchIsWritten()
    {
        var item = new ItemChange("scope", "key", Encoding.UTF8.GetBytes("1"));
        await Store.CommitAsync(new CommitBatch { Records = [Plain(Ref("a"), 1)], Token = long.MinValue }, Token);
        await Store.FenceAsync(7, Token);
        await Store.FenceAsync(5, Token);
        var late = new CommitBatch { Records = [Plain(Ref("a"), 2)], Items = [item], Token = 6 };
        Assert.Equal(7, (await Assert.ThrowsAsync<OutdatedException>(async () => await Store.CommitAsync(late, Token))).Required);
        Assert.Equal(1, await Store.GetLastSequenceAsync(Token));
        Assert.Empty(await Store.GetItemsAsync("scope", Token));

        Assert.Equal([2L], await Store.CommitAsync(new CommitBatch { Records = [Plain(Ref("a"), 2)], Items = [item], Token = 7 }, Token));
        Assert.Equal([3L], await Store.CommitAsync(Batch(Plain(Ref("a"), 3)), Token));
    }

    [Fact]
    public async Task WrongVersion_IsRefused_AndNothingOfTheBatchIsWritten()
    {
        await Store.CommitAsync(Batch(Plain(Ref("a"), 1)), Token);
        foreach (var wrong in new long[] { 0, 1, 3 })
        {
            var batch = new CommitBatch { Records = [Plain(Ref("b"), 1), Plain(Ref("a"), wrong)], Items = [new ItemChange("s", "k", Utf8("1"))] };
            var conflict = await Assert.ThrowsAsync<VersionConflictException>(async () => await Store.CommitAsync(batch, Token));
            Assert.Equal(Ref("a"), conflict.Entity);
        }

        Assert.Single(await FeedAsync(Store));
        Assert.Empty(await Store.GetItemsAsync("s", Token));
        Assert.Equal([2L], await Store.CommitAsync(Batch(Plain(Ref("a"), 2)), Token));
    }

    [Fact]
    public async Task FirstVersion_MustBeOne() =>
        await Assert.ThrowsAsync<VersionConflictException>(async () => await Store.CommitAsync(Batch(Plain(Ref("a"), 2)), Token));

    [Fact]
    public async Task BareTombstone_IsInTheFeed_CountsAsNoRecord_AndTheRefBeginsAgain()
    {
        await Store.CommitAsync(Batch(Plain(Ref("a"), 1)), Token);
        await Store.CommitAsync(Batch(Tombstone(Ref("a"), 2)), Token);
        var entry = Assert.Single(await FeedAsync(Store));
        Assert.True(entry is { Sequence: 2, Record: null, IsTombstone: true });
        Assert.Equal([null], await Store.GetAsync([Ref("a")], Token));
        await Assert.ThrowsAsync<VersionConflictException>(async () => await Store.CommitAsync(Batch(Plain(Ref("a"), 3)), Token));
        Assert.Equal([3L], await Store.CommitAsync(Batch(Plain(Ref("a"), 1)), Token));
    }

    [Fact]
    public async Task DeletedWithPending_KeepsItsRecord_ButHasNoBody()
    {
        var leaving = Leaving(Ref("a"), 2);
        await Store.CommitAsync(Batch(Plain(Ref("a"), 1)), Token);
        await Store.CommitAsync(Batch(leaving), Token);
        Assert.Equal(RecordText.Of(leaving), RecordText.Of((await Store.GetAsync([Ref("a")], Token))[0]));
        Assert.True(Assert.Single(await FeedAsync(Store)).IsTombstone);
        Assert.Equal("", await BodyAsync(2, Ref("a")));
        await Store.CommitAsync(Batch(Tombstone(Ref("a"), 3)), Token);
        Assert.Equal([null], await Store.GetAsync([Ref("a")], Token));
    }

    [Fact]
    public async Task SequenceOfADeletedLastRecord_IsNotGivenAgain()
    {
        await Store.CommitAsync(Batch(Plain(Ref("a"), 1)), Token);
        await Store.CommitAsync(Batch(Tombstone(Ref("a"), 2)), Token);
        await ReopenAsync();
        Assert.Equal(2, await Store.GetLastSequenceAsync(Token));
        Assert.Equal([3L], await Store.CommitAsync(Batch(Plain(Ref("b"), 1)), Token));
    }

    [Fact]
    public async Task Reopened_HasAllThatWasCommitted()
    {
        await Store.CommitAsync(new CommitBatch { Records = [Full(Ref("a"), 1)], Items = [new ItemChange("s", "k", Utf8("{}"))] }, Token);
        var before = (await FeedAsync(Store)).Select(RecordText.Of).ToList();
        await ReopenAsync();
        Assert.Equal(before, (await FeedAsync(Store)).Select(RecordText.Of));
        Assert.Single(await Store.GetItemsAsync("s", Token));
    }

    [Fact]
    public async Task RefTwiceInABatch_IsABug()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.CommitAsync(Batch(Plain(Ref("a"), 1), Plain(Ref("a"), 2)), Token));
        Assert.Equal(0, await Store.GetLastSequenceAsync(Token));
    }

    [Fact]
    public async Task CancelledCommit_WritesNothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.CommitAsync(Batch(Plain(Ref("a"), 1)), cancelled.Token));
        Assert.Equal(0, await Store.GetLastSequenceAsync(Token));
    }

    protected async ValueTask ReopenAsync() => Store = await ReopenAsync(Store);

    protected static async Task<List<FeedEntry>> FeedAsync(ICatalogStore store, long after = 0)
    {
        var entries = new List<FeedEntry>();
        await foreach (var entry in store.ReadFeedAsync(after, 0, Token))
        {
            entries.Add(entry);
        }

        return entries;
    }

    protected async Task<string> BodyAsync(long sequence, EntityRef entity)
    {
        var bodies = new ProcessedBody[1];
        await Store.ReadBodiesAsync(new BodyKey[] { new(sequence, entity) }, bodies, Token);
        return Encoding.UTF8.GetString(bodies[0].Utf8.Span);
    }
}
