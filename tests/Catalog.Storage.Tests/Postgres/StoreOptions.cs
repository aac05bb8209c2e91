using Catalog.Storage.Postgres;
using Catalog.Testing.Postgres;

[assembly: AssemblyFixture(typeof(SharedPostgres))]

namespace Catalog.Storage.Tests.Postgres;

/// <summary>How a store gets to the shared server.</summary>
internal static class StoreOptions
{
    public static async Task<PostgresStoreOptions> OptionsAsync(this SharedPostgres postgres, string schema) =>
        new() { ConnectionString = (await postgres.ServerAsync()).ConnectionString, Schema = schema };
}
