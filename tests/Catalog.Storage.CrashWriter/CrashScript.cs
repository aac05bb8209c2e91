using System.Text;
using Catalog.Model;

namespace Catalog.Storage.CrashWriter;

/// <summary>
/// A sequence of batches that only its seed decides, so that whoever finds a store after a crash can tell what must be in it.
/// Each batch also writes its own number as an item.
/// </summary>
public sealed class CrashScript(int seed)
{
    private const int Refs = 300;
    private readonly Random _random = new(seed);
    private readonly Dictionary<EntityRef, (long Sequence, EntityRecord Record)> _state = [];

    /// <summary>How many batches were given out.</summary>
    public int Step { get; private set; }

    /// <summary>The sequence number of the last record given out.</summary>
    public long Last { get; private set; }

    /// <summary>What a store that took all of them has to say, one line for each ref, in feed order.</summary>
    public IEnumerable<string> Expected() =>
        _state.Values.OrderBy(s => s.Sequence).Select(s => Line(new FeedEntry(s.Sequence, s.Record.Ref, s.Record.IsBareTombstone() ? null : s.Record)));

    /// <summary>A feed entry as one line.</summary>
    public static string Line(FeedEntry entry) => entry.Record is { } r
        ? $"{entry.Sequence} {entry.Ref} v{r.Version} {Encoding.UTF8.GetString(r.Processed.Span)} {Encoding.UTF8.GetString(r.Unprocessed.Span)}"
        : $"{entry.Sequence} {entry.Ref} tombstone";

    /// <summary>The next batch.</summary>
    public CommitBatch Next()
    {
        Step++;
        var chosen = Enumerable.Range(0, _random.Next(1, 60)).Select(_ => _random.Next(Refs)).Distinct();
        return new CommitBatch
        {
            Records = [.. chosen.Select(Change)],
            Items = [new ItemChange("crash", "step", Encoding.UTF8.GetBytes($"{Step}"))],
        };
    }

    /// <summary>Goes to the place in the script where the store is.</summary>
    /// <returns>The number of the last batch that the store has.</returns>
    public async Task<int> SkipCommittedAsync(ICatalogStore store)
    {
        var item = await store.GetItemAsync("crash", "step", CancellationToken.None);
        var committed = item is null ? 0 : int.Parse(item.Value.Span);
        while (Step < committed)
        {
            Next();
        }

        return committed;
    }

    private EntityRecord Change(int number)
    {
        var entity = EntityRef.Create("component", "default", $"e{number}");
        var version = _state.TryGetValue(entity, out var old) && !old.Record.IsBareTombstone() ? old.Record.Version + 1 : 1;
        var body = Encoding.UTF8.GetBytes($"{{\"step\":{Step},\"pad\":\"{new string('x', _random.Next(3000))}\"}}");
        var record = new EntityRecord
        {
            Ref = entity,
            Uid = new Guid(number, 0, 0, new byte[8]),
            Version = version,
            Deleted = _random.Next(5) == 0,
            Unprocessed = body.AsMemory(0, body.Length - 3),
            UnprocessedHash = (UInt128)Step,
            Processed = body,
            Created = DateTimeOffset.UnixEpoch,
            Updated = DateTimeOffset.UnixEpoch,
        };
        _state[entity] = (++Last, record);
        return record;
    }
}
