using System.Text;
using Catalog.Model;
using static Catalog.Storage.Tests.Kit.SampleRecords;

namespace Catalog.Storage.Tests.Kit;

public abstract partial class CatalogStoreTests
{
    [Fact]
    public async Task Bodies_AreFoundBySequence_AndByRefWhenThatWasReplaced()
    {
        await Store.CommitAsync(Batch(Plain(Ref("a"), 1, "old"), Plain(Ref("b"), 1)), Token);
        await Store.CommitAsync(Batch(Plain(Ref("a"), 2, "new")), Token);
        Assert.Contains("\"new\"", await BodyAsync(3, Ref("a")), StringComparison.Ordinal);
        Assert.Contains("\"new\"", await BodyAsync(1, Ref("a")), StringComparison.Ordinal);
        Assert.Contains("\"name\":\"b\"", await BodyAsync(2, Ref("b")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bodies_TellWhichRecordTheyAreOf()
    {
        await Store.CommitAsync(Batch(Plain(Ref("a"), 1, "old"), Plain(Ref("b"), 1)), Token);
        await Store.CommitAsync(Batch(Plain(Ref("a"), 2, "new")), Token);
        var bodies = new ProcessedBody[3];
        await Store.ReadBodiesAsync(new BodyKey[] { new(1, Ref("a")), new(3, Ref("a")), new(2, Ref("b")) }, bodies, Token);
        Assert.Equal([3L, 3, 2], bodies.Select(b => b.Sequence));
    }

    [Fact]
    public async Task Bodies_OfWhatIsGoneUnknownOrNotProcessed_AreEmpty()
    {
        await Store.CommitAsync(Batch(Plain(Ref("a"), 1), Plain(Ref("raw"), 1) with { Processed = default }), Token);
        await Store.CommitAsync(Batch(Tombstone(Ref("a"), 2)), Token);
        var keys = new BodyKey[] { new(1, Ref("a")), new(3, Ref("a")), new(2, Ref("raw")), new(99, Ref("never")) };
        var bodies = Enumerable.Repeat(new ProcessedBody(7, new byte[1]), keys.Length).ToArray();
        await Store.ReadBodiesAsync(keys, bodies, Token);
        Assert.All(bodies, b => Assert.True(b.Utf8.IsEmpty));
        Assert.Equal([0L, 0, 2, 0], bodies.Select(b => b.Sequence));
    }

    [Fact]
    public async Task Bodies_AskedForInAnyOrder_AreThoseOfTheirKeys()
    {
        const int count = 80;
        await Store.CommitAsync(Batch([.. Enumerable.Range(0, count).Select(i => Plain(Ref($"e{i}"), 1))]), Token);
        foreach (var i in Enumerable.Range(0, count).Where(i => i % 7 < 2))
        {
            await Store.CommitAsync(Batch(i % 7 == 0 ? Plain(Ref($"e{i}"), 2) : Tombstone(Ref($"e{i}"), 2)), Token);
        }

        var dice = new Random(7);
        var upwards = Enumerable.Range(0, count).ToArray();
        foreach (var order in (int[][])[upwards, [.. upwards.Reverse()], [.. upwards.Where(i => i % 7 < 2)], [.. upwards.Where(i => i % 9 == 0)], [.. upwards.SelectMany(i => new[] { i, i })], [.. upwards.OrderBy(_ => dice.Next())]])
        {
            var bodies = new ProcessedBody[order.Length];
            await Store.ReadBodiesAsync(order.Select(i => new BodyKey(i + 1, Ref($"e{i}"))).ToArray(), bodies, Token);
            Assert.All(order.Zip(bodies), found =>
            {
                var (i, body) = found;
                Assert.Equal(i % 7 != 1, Encoding.UTF8.GetString(body.Utf8.Span).Contains($"\"e{i}\"", StringComparison.Ordinal));
                Assert.True(i % 7 == 0 ? body.Sequence > count : body.Sequence == (i % 7 == 1 ? 0 : i + 1), $"{i}: {body.Sequence}");
            });
        }
    }

    [Fact]
    public async Task Bodies_RefsMadeLate_AreAskedForAndOnlyWhereNeeded()
    {
        await Store.CommitAsync(Batch(Plain(Ref("a"), 1), Plain(Ref("b"), 1)), Token);
        await Store.CommitAsync(Batch(Plain(Ref("a"), 2, "new")), Token);
        var made = new List<int>();
        EntityRef RefOf(int number)
        {
            made.Add(number);
            return Ref("a");
        }

        var bodies = new ProcessedBody[2];
        await Store.ReadBodiesAsync(new BodyKey[] { new(1, RefOf, 10), new(2, RefOf, 20) }, bodies, Token);
        Assert.Equal([3L, 2], bodies.Select(b => b.Sequence));
        Assert.Equal([10], made.Distinct());
    }

    [Fact]
    public async Task Bodies_BelongToTheCaller()
    {
        await Store.CommitAsync(Batch(Plain(Ref("a"), 1)), Token);
        var before = await BodyAsync(1, Ref("a"));
        var bodies = new ProcessedBody[1];
        await Store.ReadBodiesAsync(new BodyKey[] { new(1, Ref("a")) }, bodies, Token);
        Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bodies[0].Utf8, out var array));
        array.AsSpan().Clear();
        Assert.Equal(before, await BodyAsync(1, Ref("a")));
    }

    [Fact]
    public async Task Bodies_ReleasedByOne_AreNotThoseOfAnother()
    {
        await Store.CommitAsync(Batch(Plain(Ref("a"), 1), Plain(Ref("b"), 1)), Token);
        var (one, other) = (new ProcessedBody[2], new ProcessedBody[2]);
        await Store.ReadBodiesAsync(new BodyKey[] { new(1, Ref("a")), new(1, Ref("a")) }, one, Token);
        var before = one[1].Utf8.ToArray();
        one[0].Release();
        await Store.ReadBodiesAsync(new BodyKey[] { new(2, Ref("b")), new(1, Ref("a")) }, other, Token);
        Assert.Equal(before, one[1].Utf8.ToArray());
        Assert.Equal(before, other[1].Utf8.ToArray());
    }

    [Fact]
    public async Task Feed_LongerThanAChunk_ComesWholeAndInOrder()
    {
        const int count = 2500;
        foreach (var chunk in Enumerable.Range(0, count).Chunk(700))
        {
            await Store.CommitAsync(Batch([.. chunk.Select(i => Plain(Ref($"e{i}"), 1))]), Token);
        }

        var feed = await FeedAsync(Store);
        Assert.Equal(Enumerable.Range(1, count).Select(i => (long)i), feed.Select(e => e.Sequence));
        Assert.Equal(Enumerable.Range(0, count).Select(i => $"e{i}"), feed.Select(e => e.Ref.Name.ToString()));
    }

    [Fact]
    public async Task Feed_Bare_TellsWhatOthersThanTheIndexRead()
    {
        var full = Full(Ref("full"), 1);
        var never = Plain(Ref("never"), 1) with { Processed = default };
        await Store.CommitAsync(Batch(full, never, full with { Ref = Ref("later") }), Token);

        var feed = new List<FeedEntry>();
        await foreach (var entry in Store.ReadFeedAsync(0, 2, Token)) feed.Add(entry);

        Assert.Equal([1L, 2L, 3L], feed.Select(e => e.Sequence));
        Assert.False(feed[0].Record!.Processed.IsEmpty);
        Assert.True(feed[1].Record!.Processed.IsEmpty);
        Assert.Equal(full.Processed.ToArray(), feed[2].Record!.Processed.ToArray());
        Assert.Equal(full.Relations.Length, feed[2].Record!.Relations.Length);
        Assert.Equal(full.Children, feed[2].Record!.Children);
        foreach (var told in new[] { feed[0].Record!, feed[2].Record! })
        {
            Assert.Equal((full.UnprocessedHash, full.Uid, full.Processing), (told.UnprocessedHash, told.Uid, told.Processing));
            Assert.Equal(full.Sources, told.Sources);
            Assert.Equal(full.RefreshKeys, told.RefreshKeys);
            Assert.Equal(full.Pending.Length, told.Pending.Length);
        }
    }

    [Fact]
    public async Task Feed_AbandonedHalfway_LeavesTheStoreUsable()
    {
        await Store.CommitAsync(Batch([.. Enumerable.Range(0, 1500).Select(i => Plain(Ref($"e{i}"), 1))]), Token);
        await foreach (var entry in Store.ReadFeedAsync(0, 0, Token))
        {
            if (entry.Sequence == 3) break;
        }

        Assert.Equal([1501L], await Store.CommitAsync(Batch(Plain(Ref("e0"), 2)), Token));
    }

    [Fact]
    public async Task BigRecords_Survive()
    {
        var big = Plain(Ref("big"), 1) with
        {
            Unprocessed = Utf8('"' + new string('u', 3_000_000) + '"'),
            Processed = Utf8('"' + new string('p', 5_000_000) + '"'),
            Children = [.. Enumerable.Range(0, 50_000).Select(i => Ref($"child-{i}"))],
        };
        await Store.CommitAsync(Batch(big), Token);
        await ReopenAsync();
        Assert.Equal(RecordText.Of(big), RecordText.Of((await Store.GetAsync([big.Ref], Token))[0]));
        Assert.Equal(Encoding.UTF8.GetString(big.Processed.Span), await BodyAsync(1, big.Ref));
    }

    [Fact]
    public async Task Readers_SeeWholeBatches_WhileAWriterCommits()
    {
        const int refs = 20;
        var entities = Enumerable.Range(0, refs).Select(i => Ref($"e{i}")).ToArray();
        await Store.CommitAsync(Batch([.. entities.Select(e => Plain(e, 1))]), Token);
        var writing = WriteAsync();
        var reads = 0;
        do
        {
            var records = await Store.GetAsync(entities, Token);
            Assert.Single(records.Select(r => r!.Version).Distinct());
            var last = await Store.GetLastSequenceAsync(Token);
            Assert.Equal(0, last % refs);
            reads++;
        }
        while (!writing.IsCompleted || reads < 2);

        await writing;
        Assert.Equal(refs, (await FeedAsync(Store)).Count);

        async Task WriteAsync()
        {
            await Task.Yield();
            for (var version = 2; version < 60; version++)
            {
                await Store.CommitAsync(Batch([.. entities.Select(e => Plain(e, version))]), Token);
            }
        }
    }

    [Fact]
    public async Task Follower_ThatReadsWhileOthersCommit_EndsWithTheSameAsAFreshOne()
    {
        const int refs = 1200;
        var writing = WriteAsync();
        var folded = new Dictionary<EntityRef, string>();
        var at = 0L;
        bool done;
        do
        {
            done = writing.IsCompleted;
            await foreach (var entry in Store.ReadFeedAsync(at, 0, Token))
            {
                Assert.True(entry.Sequence > at);
                at = entry.Sequence;
                folded[entry.Ref] = RecordText.Of(entry);
            }
        }
        while (!done);

        await writing;
        Assert.Equal(await Store.GetLastSequenceAsync(Token), at);
        Assert.Equal((await FeedAsync(Store)).Select(RecordText.Of).Order(), folded.Values.Order());

        async Task WriteAsync()
        {
            await Task.Yield();
            var random = new Random(7);
            var versions = new int[refs];
            for (var i = 0; i < 150; i++)
            {
                var chosen = Enumerable.Range(0, refs).Where(_ => random.Next(20) == 0).ToArray();
                await Store.CommitAsync(Batch([.. chosen.Select(c => Plain(Ref($"e{c}"), ++versions[c], $"{i}"))]), Token);
            }
        }
    }

    [Fact]
    public async Task ConcurrentCommits_OfDifferentRefs_AllSucceed()
    {
        var sequences = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            Task.Run(async () => (await Store.CommitAsync(Batch(Plain(Ref($"e{i}"), 1)), Token))[0])));
        Assert.Equal(Enumerable.Range(1, 40).Select(i => (long)i), sequences.Order());
    }

    [Fact]
    public async Task ConcurrentCommits_OfTheSameVersion_OneWins()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            try
            {
                await Store.CommitAsync(Batch(Plain(Ref("a"), 1, $"{i}")), Token);
                return true;
            }
            catch (VersionConflictException)
            {
                return false;
            }
        })));
        Assert.Single(outcomes, true);
        Assert.Equal(1, await Store.GetLastSequenceAsync(Token));
    }
}
