using Catalog.Storage.Records;
using Catalog.Storage.Sqlite.Native;

namespace Catalog.Storage.Sqlite;

/// <summary>The one connection that writes, with its prepared statements.</summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _begin, _commit, _rollback, _last, _find, _delete, _insert, _putItem, _deleteItem;

    private readonly SqliteCheckpointer _checkpointer;

    public SqliteWriter(SqliteConnection connection, SqliteCheckpointer checkpointer)
    {
        _connection = connection;
        _checkpointer = checkpointer;
        _begin = connection.Prepare("BEGIN IMMEDIATE");
        _commit = connection.Prepare("COMMIT");
        _rollback = connection.Prepare("ROLLBACK");
        _last = connection.Prepare("SELECT max(seq) FROM record");
        _find = connection.Prepare("SELECT seq, version FROM record WHERE ref = ?");
        _delete = connection.Prepare("DELETE FROM record WHERE seq = ?");
        _insert = connection.Prepare("INSERT INTO record(seq, ref, version, kind, state, processed) VALUES(?, ?, ?, ?, ?, ?)");
        _putItem = connection.Prepare(
            "INSERT INTO item(scope, key, value) VALUES(?, ?, ?) ON CONFLICT(scope, key) DO UPDATE SET value = excluded.value");
        _deleteItem = connection.Prepare("DELETE FROM item WHERE scope = ? AND key = ?");
    }

    /// <summary>Writes a batch in one transaction.</summary>
    /// <returns>The sequence numbers of the records.</returns>
    public long[] Commit(EncodedRecords records, IReadOnlyList<ItemChange> items)
    {
        _connection.RequireInPlace();
        _begin.Run();
        try
        {
            var sequences = WriteRecords(records);
            foreach (var item in items)
            {
                Write(item);
            }

            _commit.Run();
            _checkpointer.Committed(_connection);
            return sequences;
        }
        catch
        {
            // After a full disk SQLite may have rolled back by itself.
            if (_connection.InTransaction) _rollback.Run();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var statement in (SqliteStatement[])[_begin, _commit, _rollback, _last, _find, _delete, _insert, _putItem, _deleteItem])
        {
            statement.Dispose();
        }

        _checkpointer.Dispose();
        _connection.Dispose();
    }

    private long[] WriteRecords(EncodedRecords records)
    {
        var sequences = new long[records.Count];
        if (sequences.Length == 0) return sequences;
        _last.Step();
        var last = _last.Int64(0);
        _last.Reset();
        for (var i = 0; i < sequences.Length; i++)
        {
            sequences[i] = ++last;
            Write(records[i], last);
        }

        return sequences;
    }

    private void Write(in EncodedRecord record, long sequence)
    {
        _find.BindText(1, record.RefUtf8.Span);
        var (old, version) = _find.Step() ? (_find.Int64(0), _find.Int64(1)) : (0L, 0L);
        _find.Reset();
        CommitRules.RequireNext(record.Ref, record.Version, version);
        if (old > 0)
        {
            _delete.Bind(1, old);
            _delete.Run();
        }

        _insert.Bind(1, sequence);
        _insert.BindText(2, record.RefUtf8.Span);
        // A ref begins again at version 1 after its bare tombstone.
        _insert.Bind(3, record.Kind == RecordKind.Tombstone ? 0 : record.Version);
        _insert.Bind(4, (long)record.Kind);
        _insert.BindBlob(5, record.State.Span);
        _insert.BindBlob(6, record.Processed.Span);
        _insert.Run();
    }

    private void Write(ItemChange change)
    {
        var statement = change.Value is null ? _deleteItem : _putItem;
        statement.BindText(1, change.Scope);
        statement.BindText(2, change.Key);
        if (change.Value is { } value) statement.BindBlob(3, value.Span);
        statement.Run();
    }
}
