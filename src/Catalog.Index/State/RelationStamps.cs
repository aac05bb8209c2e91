using Catalog.Index.Memory;

namespace Catalog.Index.State;

/// <summary>
/// For each document, the version of the index in which the relations that it shows changed last. Not a part of any state: the writer
/// marks a change before it publishes it, so a reader who finds a later version than its own state's knows that what it reads is no longer new.
/// </summary>
internal sealed class RelationStamps
{
    private readonly GrowArray<int> _versions = new();
    private volatile int _limit;

    /// <summary>Bytes held.</summary>
    public long Bytes => _versions.Bytes;

    /// <summary>The version of the last change; 0 when there was none.</summary>
    public int Of(int doc) => doc < _limit ? Volatile.Read(ref _versions[doc]) : 0;

    /// <summary>Notes a change.</summary>
    public void Mark(int doc, int version)
    {
        _versions.EnsureIndex(doc);
        Volatile.Write(ref _versions[doc], version);
        _limit = Math.Max(_limit, doc + 1);
    }
}
