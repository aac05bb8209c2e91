using System.Buffers;
using Catalog.Model;
using Catalog.Storage.Records;
using Npgsql;

namespace Catalog.Storage.Postgres;

/// <summary>Reads entries of the feed from rows of reference, version, kind, state, processed body and sequence number, as <see cref="PostgresQueries"/> asks for them.</summary>
internal sealed class EntryReader(NpgsqlDataReader rows) : IDisposable
{
    private byte[] _state = ArrayPool<byte>.Shared.Rent(4_096);

    /// <summary>The entry of the row that the rows stand on.</summary>
    public FeedEntry Read(RecordParts parts)
    {
        var entity = EntityRef.Parse(rows.GetString(0));
        var kind = (RecordKind)rows.GetInt16(2);
        var record = kind == RecordKind.Tombstone
            ? null
            : RecordCodec.Decode(entity, rows.GetInt64(1), kind == RecordKind.Leaving, State(), rows.GetFieldValue<byte[]>(4), parts);
        return new FeedEntry(rows.GetInt64(5), entity, record);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_state);

    /// <summary>The state; good until the next is read.</summary>
    private ReadOnlySpan<byte> State()
    {
        var length = (int)rows.GetBytes(3, 0, null, 0, 0);
        if (length > _state.Length)
        {
            ArrayPool<byte>.Shared.Return(_state);
            _state = ArrayPool<byte>.Shared.Rent(length);
        }

        return _state.AsSpan(0, (int)rows.GetBytes(3, 0, _state, 0, length));
    }
}
