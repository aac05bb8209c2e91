using System.Diagnostics;
using Catalog.Storage.Postgres;
using Catalog.Testing.Postgres;
using Npgsql;
using static Catalog.Storage.Tests.Kit.SampleRecords;

namespace Catalog.Storage.Tests.Postgres;

/// <summary>A backup with PostgreSQL's own tools while the catalog is written, restored into another database.</summary>
public sealed class PostgresBackupTests(SharedPostgres postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ADumpTakenWhileItIsWritten_IsRestoredAsItWasAtOneMoment()
    {
        var server = await postgres.ServerAsync();
        var options = new PostgresStoreOptions { ConnectionString = server.ConnectionString, Schema = "backed_up" };
        await using var store = new PostgresCatalogStore(options);
        await store.InitializeAsync(Token);
        using var enough = new CancellationTokenSource();
        var writing = WriteAsync(store, enough.Token);
        await Sql.UntilAsync(server.ConnectionString, "last_seq > 100 FROM backed_up.store");
        var dump = Path.GetTempFileName();
        await RunAsync(server, "pg_dump", "-Fc", "--schema=backed_up", "-f", dump, "postgres");
        await enough.CancelAsync();
        var written = await writing;

        await Sql.RunAsync(server.ConnectionString, "CREATE DATABASE restored");
        await RunAsync(server, "pg_restore", "--exit-on-error", "-d", "restored", dump);
        File.Delete(dump);
        await using var restored = new PostgresCatalogStore(options with { ConnectionString = Database(server, "restored") });
        await restored.InitializeAsync(Token);
        var last = await restored.GetLastSequenceAsync(Token);
        Assert.InRange(last, 100, written);
        var count = 0;
        await foreach (var entry in restored.ReadFeedAsync(0, 0, Token))
        {
            Assert.Equal(++count, entry.Sequence);
        }

        Assert.Equal(last, count);
        Assert.Equal([last + 1], await restored.CommitAsync(Batch(Plain(Ref($"e{last}"), 1)), Token));
    }

    private static async Task<int> WriteAsync(PostgresCatalogStore store, CancellationToken enough)
    {
        var written = 0;
        for (; !enough.IsCancellationRequested; written++)
        {
            await store.CommitAsync(Batch(Plain(Ref($"e{written}"), 1)), Token);
        }

        return written;
    }

    private static string Database(PostgresServer server, string name) => new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name }.ConnectionString;

    private static async Task RunAsync(PostgresServer server, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(PostgresServer.Binaries!, program), ["-h", "127.0.0.1", "-p", $"{server.Port}", "-U", "catalog", .. arguments])
        {
            RedirectStandardError = true,
            Environment = { ["PGPASSWORD"] = PostgresServer.Password },
        };
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        Assert.True(process.ExitCode == 0, error);
    }
}
