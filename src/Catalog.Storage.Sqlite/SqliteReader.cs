using System.Text;
using Catalog.Model;
using Catalog.Storage.Records;
using Catalog.Storage.Sqlite.Native;

namespace Catalog.Storage.Sqlite;

/// <summary>A read-only connection with its prepared statements; used by one thread at a time.</summary>
internal sealed class SqliteReader : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _begin, _commit, _last, _get, _bodyByRef, _feed, _item, _items;
    private readonly SqliteBodyWalk _bodies;
    private byte[] _utf8 = new byte[256];

    public SqliteReader(SqliteConnection connection)
    {
        _connection = connection;
        _begin = connection.Prepare("BEGIN");
        _commit = connection.Prepare("COMMIT");
        _last = connection.Prepare("SELECT max(seq) FROM record");
        _get = connection.Prepare("SELECT version, kind, state, processed FROM record WHERE ref = ?");
        _bodies = new SqliteBodyWalk(connection);
        _bodyByRef = connection.Prepare("SELECT seq, kind, processed FROM record WHERE ref = ?");
        _feed = connection.Prepare(
            """
            SELECT version, kind, state, CASE WHEN seq > ?2 OR coalesce(length(processed), 0) = 0 THEN processed ELSE x'7b7d' END, seq, ref
            FROM record WHERE seq > ?1 ORDER BY seq
            """);
        _item = connection.Prepare("SELECT key, value FROM item WHERE scope = ? AND key = ?");
        _items = connection.Prepare("SELECT key, value FROM item WHERE scope = ?");
    }

    public long LastSequence()
    {
        _last.Step();
        var last = _last.Int64(0);
        _last.Reset();
        return last;
    }

    public EntityRecord?[] Get(IReadOnlyList<EntityRef> refs)
    {
        var records = new EntityRecord?[refs.Count];
        InSnapshot(() =>
        {
            for (var i = 0; i < records.Length; i++)
            {
                _get.BindText(1, Utf8(refs[i]));
                if (_get.Step()) records[i] = Record(_get, refs[i], RecordParts.All);
                _get.Reset();
            }
        });
        return records;
    }

    public void Bodies(ReadOnlyMemory<BodyKey> keys, Memory<ProcessedBody> bodies) => InSnapshot(() =>
    {
        var wanted = keys.Span;
        var found = bodies.Span;
        for (var i = 0; i < wanted.Length; i++)
        {
            if (!_bodies.TryRead(wanted[i].Sequence, out found[i]))
            {
                found[i] = ByRef(wanted[i].Ref);
            }
        }

        _bodies.End();
    });

    /// <summary>The next entries after a sequence number, as many as make a chunk; one statement, so they are of one moment.</summary>
    public FeedChunk Feed(long after, long bareUpTo)
    {
        var entries = new List<FeedEntry>();
        var bytes = 0;
        _feed.Bind(1, after);
        _feed.Bind(2, bareUpTo);
        while (entries.Count < FeedChunk.MaxEntries && bytes < FeedChunk.MaxBytes)
        {
            if (!_feed.Step()) return new FeedChunk(entries, IsLast: true);
            var entity = EntityRef.Parse(Encoding.UTF8.GetString(_feed.Bytes(5)));
            var sequence = _feed.Int64(4);
            entries.Add(new FeedEntry(sequence, entity, Record(_feed, entity, sequence <= bareUpTo ? RecordParts.Bare : RecordParts.Told)));
            bytes += _feed.Bytes(2).Length + _feed.Bytes(3).Length;
        }

        _feed.Reset();
        return new FeedChunk(entries, IsLast: false);
    }

    public StoredItem? Item(string scope, string key)
    {
        _item.BindText(1, scope);
        _item.BindText(2, key);
        var item = _item.Step() ? Item(_item, scope) : null;
        _item.Reset();
        return item;
    }

    public List<StoredItem> Items(string scope)
    {
        var items = new List<StoredItem>();
        _items.BindText(1, scope);
        while (_items.Step())
        {
            items.Add(Item(_items, scope));
        }

        // SQLite orders by UTF-8, .NET by UTF-16; beyond the basic plane these differ.
        items.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return items;
    }

    public void Dispose()
    {
        foreach (var statement in (SqliteStatement[])[_begin, _commit, _last, _get, _bodyByRef, _feed, _item, _items])
        {
            statement.Dispose();
        }

        _bodies.Dispose();
        _connection.Dispose();
    }

    /// <summary>The body of a row of sequence, kind and body.</summary>
    internal static ProcessedBody Body(SqliteStatement row) =>
        row.Int64(1) == (long)RecordKind.Live ? ProcessedBody.Copy(row.Int64(0), row.Bytes(2)) : default;

    private static EntityRecord? Record(SqliteStatement row, EntityRef entity, RecordParts parts)
    {
        var kind = (RecordKind)row.Int64(1);
        return kind == RecordKind.Tombstone
            ? null
            : RecordCodec.Decode(entity, row.Int64(0), kind == RecordKind.Leaving, row.Bytes(2), Copy(row.Bytes(3)), parts);
    }

    private static StoredItem Item(SqliteStatement row, string scope) =>
        new(scope, Encoding.UTF8.GetString(row.Bytes(0)), Copy(row.Bytes(1)));

    private static byte[] Copy(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return [];
        var copy = GC.AllocateUninitializedArray<byte>(bytes.Length);
        bytes.CopyTo(copy);
        return copy;
    }

    private ProcessedBody ByRef(EntityRef entity)
    {
        if (entity.IsDefault) return default;
        _bodyByRef.BindText(1, Utf8(entity));
        if (!_bodyByRef.Step()) return default;
        var body = Body(_bodyByRef);
        _bodyByRef.Reset();
        return body;
    }

    // One transaction for many point reads: SQLite then takes its read lock once.
    private void InSnapshot(Action read)
    {
        _begin.Run();
        try
        {
            read();
        }
        finally
        {
            if (_connection.InTransaction) _commit.Run();
        }
    }

    private ReadOnlySpan<byte> Utf8(EntityRef entity)
    {
        var text = entity.ToString();
        if (_utf8.Length < text.Length * 3) _utf8 = new byte[text.Length * 3];
        return _utf8.AsSpan(0, Encoding.UTF8.GetBytes(text, _utf8));
    }
}

/// <summary>A part of the feed that is read in one go: small enough to hold, large enough to be quick.</summary>
internal readonly record struct FeedChunk(List<FeedEntry> Entries, bool IsLast)
{
    public const int MaxEntries = 1000;
    public const int MaxBytes = 16 << 20;
}
