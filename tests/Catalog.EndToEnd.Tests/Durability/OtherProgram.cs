using SQLitePCL;

namespace Catalog.EndToEnd.Tests.Durability;

/// <summary>Another program that uses the server's data file: this process, over a connection of its own.</summary>
internal sealed class OtherProgram : IAsyncDisposable
{
    private readonly sqlite3 _database;

    private OtherProgram(string data)
    {
        Batteries_V2.Init();
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open_v2(data, out _database, raw.SQLITE_OPEN_READWRITE, null));
        raw.sqlite3_busy_timeout(_database, 5_000);
    }

    /// <summary>Takes the right to write, until it is disposed.</summary>
    public static Task<OtherProgram> LockAsync(string data) => Task.Run(() =>
    {
        var other = new OtherProgram(data);
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(other._database, "BEGIN IMMEDIATE"));
        return other;
    });

    /// <summary>SQLite's own verdict on whether the file is whole: <c>ok</c>, or what is wrong.</summary>
    public static async Task<string> CheckAsync(string data)
    {
        await using var other = new OtherProgram(data);
        raw.sqlite3_prepare_v2(other._database, "PRAGMA integrity_check", out var check);
        using (check)
        {
            Assert.Equal(raw.SQLITE_ROW, raw.sqlite3_step(check));
            return raw.sqlite3_column_text(check, 0).utf8_to_string();
        }
    }

    public ValueTask DisposeAsync()
    {
        _database.Dispose();
        return ValueTask.CompletedTask;
    }
}
