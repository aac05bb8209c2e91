using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Server.Terminal;

/// <summary>How much is still to be done, folded from the feed. Thread-safe to read.</summary>
internal sealed class Backlog : IFeedFollower
{
    private readonly Dictionary<EntityRef, (int Unprocessed, int Untold)> _waiting = [];
    private long _unprocessed;
    private long _found;
    private long _processed;

    /// <summary>Entities that are there and have not been processed yet.</summary>
    public long Unprocessed => Interlocked.Read(ref _unprocessed);

    /// <summary>New or changed entities that Locations have found, ever.</summary>
    public long Found => Interlocked.Read(ref _found);

    /// <summary>Records of processed entities that have come by, ever.</summary>
    public long Processed => Interlocked.Read(ref _processed);

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<FeedEntry> entries)
    {
        var (unprocessed, found, processed) = (0L, 0L, 0L);
        foreach (var entry in entries)
        {
            var now = entry.Record is { } record ? Waiting(record) : default;
            _waiting.Remove(entry.Ref, out var before);
            if (now != default)
            {
                _waiting[entry.Ref] = now;
            }

            unprocessed += now.Unprocessed - before.Unprocessed;
            found += Math.Max(0, now.Untold - before.Untold);
            processed += now.Unprocessed == 0 ? 1 : 0;
        }

        Interlocked.Add(ref _unprocessed, unprocessed);
        Interlocked.Add(ref _found, found);
        Interlocked.Add(ref _processed, processed);
    }

    private static (int Unprocessed, int Untold) Waiting(EntityRecord record)
    {
        var untold = 0;
        foreach (var message in record.Pending)
        {
            untold += message.Kind == PendingKind.Submit ? 1 : 0;
        }

        return (record is { Deleted: false, Processing.LastRun: null } ? 1 : 0, untold);
    }
}
