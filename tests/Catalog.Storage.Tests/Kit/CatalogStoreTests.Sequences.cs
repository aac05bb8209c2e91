using Catalog.Model;
using FsCheck;
using FsCheck.Fluent;
using static Catalog.Storage.Tests.Kit.SampleRecords;

namespace Catalog.Storage.Tests.Kit;

public abstract partial class CatalogStoreTests
{
    /// <summary>One thing done to a store: a batch of changes to a few refs, or a reopening.</summary>
    private abstract record Step;

    /// <summary>Commits changes; a wrong version must be refused with everything beside it.</summary>
    private sealed record Write(int[] Refs, Change[] Changes, string Content) : Step;

    /// <summary>Closes and opens the store.</summary>
    private sealed record Reopen : Step;

    /// <summary>What becomes of a ref.</summary>
    private enum Change
    {
        Plain,
        Full,
        Unprocessed,
        Leaving,
        Gone,
        Stale,
    }

    private static readonly Gen<Step> Steps = Gen.Frequency(
        (8, from refs in Gen.Choose(0, 6).ArrayOf()
            from changes in Gen.Frequency(
                (5, Gen.Constant(Change.Plain)), (3, Gen.Constant(Change.Full)), (2, Gen.Constant(Change.Unprocessed)),
                (2, Gen.Constant(Change.Leaving)), (4, Gen.Constant(Change.Gone)), (1, Gen.Constant(Change.Stale))).ArrayOf(7)
            from content in ArbMap.Default.GeneratorFor<NonNull<string>>()
            select (Step)new Write([.. refs.Distinct()], changes, System.Text.Json.JsonEncodedText.Encode(content.Get).ToString())),
        (1, Gen.Constant((Step)new Reopen())));

    /// <summary>Any sequence of commits, refusals and reopenings leaves the store with what a naive dictionary has.</summary>
    [Fact]
    public async Task GeneratedSteps_LeaveWhatANaiveModelHas()
    {
        foreach (var (steps, seed) in Steps.ListOf().Sample(GeneratedCases, 20).Select((s, i) => (s, i)))
        {
            var store = await OpenEmptyAsync();
            try
            {
                var model = new NaiveStore();
                foreach (var step in steps)
                {
                    store = await ApplyAsync(store, model, step);
                }

                Assert.Equal(model.Feed(0).Select(RecordText.Of), (await FeedAsync(store)).Select(RecordText.Of));
                Assert.Equal(model.Last, await store.GetLastSequenceAsync(Token));
                var half = model.Last / 2;
                Assert.Equal(model.Feed(half).Select(RecordText.Of), (await FeedAsync(store, half)).Select(RecordText.Of));
                var refs = Enumerable.Range(0, 8).Select(i => Ref($"r{i}")).ToArray();
                Assert.Equal(refs.Select(r => RecordText.Of(model.Find(r))), (await store.GetAsync(refs, Token)).Select(RecordText.Of));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new InvalidOperationException($"case {seed}: {string.Join("; ", steps)}", e);
            }
            finally
            {
                await store.DisposeAsync();
            }
        }
    }

    /// <summary>How many generated sequences a run tries.</summary>
    protected virtual int GeneratedCases => 100;

    private async ValueTask<ICatalogStore> ApplyAsync(ICatalogStore store, NaiveStore model, Step step)
    {
        if (step is not Write write) return await ReopenAsync(store);
        var records = write.Refs.Select(r => Make(model, Ref($"r{r}"), write.Changes[r], write.Content)).ToArray();
        var stale = write.Refs.Any(r => write.Changes[r] == Change.Stale);
        if (stale)
        {
            await Assert.ThrowsAsync<VersionConflictException>(async () => await store.CommitAsync(Batch(records), Token));
        }
        else
        {
            Assert.Equal(records.Select(model.Append).ToList(), await store.CommitAsync(Batch(records), Token));
        }

        return store;
    }

    private static EntityRecord Make(NaiveStore model, EntityRef entity, Change change, string content)
    {
        var next = (model.Find(entity)?.Version ?? 0) + 1;
        return change switch
        {
            Change.Full => Full(entity, next),
            Change.Unprocessed => Plain(entity, next, content) with { Processed = default },
            Change.Leaving => Leaving(entity, next),
            Change.Gone => Tombstone(entity, next),
            Change.Stale => Plain(entity, next + 1, content),
            _ => Plain(entity, next, content),
        };
    }

    private sealed class NaiveStore
    {
        private readonly List<FeedEntry> _log = [];

        public long Last => _log.Count;

        public long Append(EntityRecord record)
        {
            _log.Add(new FeedEntry(_log.Count + 1, record.Ref, record.Deleted && record.Pending.IsEmpty ? null : record));
            return _log.Count;
        }

        public EntityRecord? Find(EntityRef entity) => _log.LastOrDefault(e => e.Ref == entity)?.Record;

        public IEnumerable<FeedEntry> Feed(long after) =>
            _log.GroupBy(e => e.Ref).Select(g => g.Last()).Where(e => e.Sequence > after).OrderBy(e => e.Sequence);
    }
}
