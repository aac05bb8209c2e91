using System.Collections.Concurrent;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Server.Hosting;

/// <summary>
/// Bodies of entities as they came by on the feed, as many as fit: they need not be fetched from a database on another machine, and can be shown
/// while it is away. Thread-safe to read.
/// </summary>
internal sealed class KeptBodies(ICatalogStore store) : IFeedFollower, IBodyReader
{
    private const long Budget = 256L * 1024 * 1024;
    private const int Overhead = 200;
    private readonly ConcurrentDictionary<EntityRef, (long Sequence, byte[] Body)> _kept = new();
    private long _bytes;

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<FeedEntry> entries)
    {
        foreach (var entry in entries)
        {
            Keep(entry.Ref, entry.Sequence, entry.IsTombstone ? default : entry.Record!.Processed);
        }
    }

    /// <inheritdoc/>
    public ValueTask ReadBodiesAsync(ReadOnlyMemory<BodyKey> keys, Memory<ProcessedBody> bodies, CancellationToken cancellationToken)
    {
        List<int>? missing = null;
        for (var i = 0; i < keys.Length; i++)
        {
            var key = keys.Span[i];
            if (_kept.TryGetValue(key.Ref, out var kept) && kept.Sequence >= key.Sequence)
            {
                bodies.Span[i] = new ProcessedBody(kept.Sequence, kept.Body);
            }
            else
            {
                (missing ??= []).Add(i);
            }
        }

        return missing is null ? default : FetchAsync(keys, bodies, missing, cancellationToken);
    }

    private async ValueTask FetchAsync(ReadOnlyMemory<BodyKey> keys, Memory<ProcessedBody> bodies, List<int> missing, CancellationToken cancellationToken)
    {
        var wanted = missing.ConvertAll(i => keys.Span[i]).ToArray();
        var read = new ProcessedBody[wanted.Length];
        await store.ReadBodiesAsync(wanted, read, cancellationToken);
        for (var i = 0; i < read.Length; i++)
        {
            bodies.Span[missing[i]] = read[i];
        }
    }

    private void Keep(EntityRef entity, long sequence, ReadOnlyMemory<byte> body)
    {
        if (_kept.TryRemove(entity, out var before))
        {
            _bytes -= before.Body.Length + Overhead;
        }

        if (body.IsEmpty || _bytes + body.Length + Overhead > Budget)
        {
            return;
        }

        _kept[entity] = (sequence, body.ToArray());
        _bytes += body.Length + Overhead;
    }
}
