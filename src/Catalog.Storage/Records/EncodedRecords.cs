using Catalog.Model;

namespace Catalog.Storage.Records;

/// <summary>A batch of records in stored form, in one buffer: made by the committing caller, so that a store's writer only writes.</summary>
/// <remarks>The buffer is lent and goes back when the batch is disposed of; what was read from it is not valid after that.</remarks>
public sealed class EncodedRecords : IDisposable
{
    private const int MostKept = 16 << 20;
    private const int Usual = 2 << 10;
    private static FieldWriter? s_spare;
    private readonly FieldWriter _writer = Interlocked.Exchange(ref s_spare, null) ?? new FieldWriter();
    private readonly Entry[] _entries;

    /// <summary>Encodes the records.</summary>
    public EncodedRecords(IReadOnlyList<EntityRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        _entries = new Entry[records.Count];
        _writer.Expect(Math.Min((long)records.Count * Usual, MostKept));
        for (var i = 0; i < _entries.Length; i++)
        {
            _entries[i] = Encode(records[i]);
        }
    }

    /// <summary>How many records.</summary>
    public int Count => _entries.Length;

    /// <summary>The record at an index, in stored form.</summary>
    public EncodedRecord this[int index]
    {
        get
        {
            var (record, refLength, start, stateLength) = _entries[index];
            return new EncodedRecord(
                record.Ref,
                record.Version,
                !record.Deleted ? RecordKind.Live : stateLength == 0 ? RecordKind.Tombstone : RecordKind.Leaving,
                _writer.Slice(start, refLength),
                _writer.Slice(start + refLength, stateLength),
                stateLength == 0 ? default : record.Processed);
        }
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        if (_writer.Capacity > MostKept) return;
        _writer.Clear();
        s_spare = _writer;
    }

    private Entry Encode(EntityRecord record)
    {
        var start = _writer.Length;
        _writer.RawText(record.Ref.ToString());
        var refLength = _writer.Length - start;
        if (!record.IsBareTombstone()) RecordEncoder.WriteState(_writer, record);
        return new Entry(record, refLength, start, _writer.Length - start - refLength);
    }

    private readonly record struct Entry(EntityRecord Record, int RefLength, int Start, int StateLength);
}

/// <summary>One record in stored form.</summary>
/// <param name="Ref">Its reference.</param>
/// <param name="Version">Its version.</param>
/// <param name="Kind">What is stored of it.</param>
/// <param name="RefUtf8">The reference's canonical text.</param>
/// <param name="State">The state, as <see cref="RecordCodec"/> reads it; empty for a tombstone.</param>
/// <param name="Processed">The processed body; empty for a tombstone.</param>
public readonly record struct EncodedRecord(
    EntityRef Ref, long Version, RecordKind Kind, ReadOnlyMemory<byte> RefUtf8, ReadOnlyMemory<byte> State, ReadOnlyMemory<byte> Processed);

/// <summary>What a stored row stands for.</summary>
public enum RecordKind
{
    /// <summary>An entity that is there.</summary>
    Live = 0,

    /// <summary>An entity that is gone but has messages pending.</summary>
    Leaving = 1,

    /// <summary>A bare tombstone: nothing but the reference, for followers. It counts as no record; the ref begins again at version 1.</summary>
    Tombstone = 2,
}
