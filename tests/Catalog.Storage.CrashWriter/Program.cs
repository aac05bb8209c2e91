using Catalog.Storage.CrashWriter;
using Catalog.Storage.Sqlite;

// Commits the script's batches one after another, for ever, and says on standard output which are acknowledged.
// It is there to be killed: catalog-storage-crash-writer <database> <seed>
await using var store = new SqliteCatalogStore(new SqliteStoreOptions { Path = args[0] });
await store.InitializeAsync(CancellationToken.None);
var script = new CrashScript(int.Parse(args[1]));
await script.SkipCommittedAsync(store);
await using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
while (true)
{
    var batch = script.Next();
    await store.CommitAsync(batch, CancellationToken.None);
    await output.WriteLineAsync($"{script.Step} {script.Last}");
}
