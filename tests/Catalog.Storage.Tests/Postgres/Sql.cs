using Npgsql;

namespace Catalog.Storage.Tests.Postgres;

/// <summary>SQL beside the store, as another program or an administrator would run it.</summary>
internal static class Sql
{
    public static async Task<T> ScalarAsync<T>(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public static async Task RunAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Asks again until it is so.</summary>
    public static async Task UntilAsync(string connectionString, string condition)
    {
        while (!await ScalarAsync<bool>(connectionString, $"SELECT {condition}"))
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }
}
