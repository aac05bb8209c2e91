using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Grains.Tests.Support;

/// <summary>Keeps the newest record of each entity, and how many entries it was given since it started.</summary>
internal sealed class RecordingFollower : IFeedFollower
{
    private readonly Lock _gate = new();
    private readonly Dictionary<EntityRef, EntityRecord> _records = [];
    private int _entries;

    public int Entries
    {
        get { lock (_gate) return _entries; }
    }

    public IReadOnlyList<EntityRef> Visible
    {
        get { lock (_gate) return [.. _records.Values.Where(r => !r.Processed.IsEmpty).Select(r => r.Ref)]; }
    }

    public IReadOnlyDictionary<EntityRef, EntityRecord> Records
    {
        get { lock (_gate) return new Dictionary<EntityRef, EntityRecord>(_records); }
    }

    public void Apply(IReadOnlyList<FeedEntry> entries)
    {
        lock (_gate)
        {
            _entries += entries.Count;
            foreach (var entry in entries)
            {
                if (entry.IsTombstone) _records.Remove(entry.Ref);
                else _records[entry.Ref] = entry.Record!;
            }
        }
    }
}
