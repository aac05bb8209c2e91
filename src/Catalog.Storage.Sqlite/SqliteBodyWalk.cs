using Catalog.Storage.Sqlite.Native;

namespace Catalog.Storage.Sqlite;

/// <summary>
/// Finds bodies by sequence. Rows stand in the order of their sequences, so what is asked for in ascending order is often the next row or one
/// soon after, which costs a step and no search. Within a transaction only; whoever ends early calls <see cref="End"/>.
/// </summary>
internal sealed class SqliteBodyWalk(SqliteConnection connection) : IDisposable
{
    // So few rows are sooner stepped over than searched past.
    private const int Near = 4;

    private readonly SqliteStatement _rows = connection.Prepare("SELECT seq, kind, processed FROM record WHERE seq >= ? ORDER BY seq");

    // Between the two there is no row; the second has one, or is past all.
    private long _from = long.MaxValue;
    private long _at = long.MaxValue;

    /// <summary>The body of a record; false when it has been replaced.</summary>
    public bool TryRead(long sequence, out ProcessedBody body)
    {
        if (sequence < _from || sequence - Near > _at)
        {
            Seek(sequence);
        }

        while (_at < sequence)
        {
            Step(_at + 1);
        }

        body = _at == sequence ? SqliteReader.Body(_rows) : default;
        return _at == sequence;
    }

    /// <summary>Forgets where it stands.</summary>
    public void End()
    {
        _rows.Reset();
        _from = _at = long.MaxValue;
    }

    public void Dispose() => _rows.Dispose();

    private void Seek(long sequence)
    {
        End();
        _rows.Bind(1, sequence);
        Step(sequence);
    }

    private void Step(long from)
    {
        var row = _rows.Step();
        (_from, _at) = (from, row ? _rows.Int64(0) : long.MaxValue);
    }
}
