using Catalog.Grains.Tests.Support;
using Catalog.Index.Query;
using Catalog.Storage.Sqlite;

namespace Catalog.Grains.Tests.Hosting;

/// <summary>An engine on a database file, stopped and started: with a checkpoint, with one that does not belong to the database, with none.</summary>
public sealed class IndexCheckpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("catalog-checkpoint-").FullName;

    private string Database => Path.Combine(_folder, "catalog.db");

    private string File => Database + ".index";

    [Fact]
    public async Task A_start_tells_the_index_only_what_has_changed_since()
    {
        await RunAsync("a", "b", "c");
        Assert.True(System.IO.File.Exists(File));

        await using var catalog = await StartAsync();
        Assert.Equal("a b c", Names(catalog));
        Assert.NotEqual(0, Assert.Single(BareUpTo(catalog)));
    }

    [Fact]
    public async Task What_was_committed_after_the_checkpoint_comes_from_the_feed()
    {
        await RunAsync("a", "b", "c");
        var old = System.IO.File.ReadAllBytes(File);
        var unlike = await StartAsync(atLeast: int.MaxValue);
        await unlike.FullAsync("p", Entity.Provided("a"), Entity.Provided("d"));
        await unlike.DisposeAsync();
        Assert.Equal(old, System.IO.File.ReadAllBytes(File));

        await using var catalog = await StartAsync();
        Assert.Equal("a d", Names(catalog));
        Assert.NotEqual(0, BareUpTo(catalog)[^1]);
    }

    [Fact]
    public async Task A_database_that_was_put_back_does_not_take_a_checkpoint_of_its_lost_future()
    {
        await RunAsync("a");
        var before = System.IO.File.ReadAllBytes(Database);
        await RunAsync("b", "c");
        System.IO.File.WriteAllBytes(Database, before);

        await using var catalog = await StartAsync();
        Assert.Equal("a", Names(catalog));
        Assert.Equal(0, BareUpTo(catalog)[^1]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(200)]
    public async Task A_damaged_checkpoint_only_makes_the_start_longer(int length)
    {
        await RunAsync("a", "b");
        System.IO.File.WriteAllBytes(File, System.IO.File.ReadAllBytes(File)[..length]);
        await using var catalog = await StartAsync();
        Assert.Equal("a b", Names(catalog));
    }

    [Fact]
    public async Task It_is_written_while_the_catalog_grows()
    {
        await using var catalog = await StartAsync();
        await catalog.FullAsync("p", [.. Enumerable.Range(0, 100).Select(i => Entity.Provided($"e{i}"))]);
        Assert.True(System.IO.File.Exists(File) || System.IO.File.Exists(File + ".new"));
    }

    [Fact]
    public async Task One_that_cannot_be_written_stops_nothing()
    {
        Directory.CreateDirectory(File + ".new");
        await RunAsync("a", "b");
        await using var catalog = await StartAsync();
        Assert.Equal("a b", Names(catalog));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task RunAsync(params string[] names)
    {
        await using var catalog = await StartAsync();
        await catalog.FullAsync("p", [.. names.Select(name => Entity.Provided(name))]);
    }

    private Task<TestCatalog> StartAsync(int atLeast = 1) => TestCatalog.StartAsync(
        new CatalogOptions { CheckpointPath = File, CheckpointAtLeast = atLeast }, new FeedWitness(new SqliteCatalogStore(new SqliteStoreOptions { Path = Database })));

    private static string Names(TestCatalog catalog)
    {
        var index = catalog.Index.Current;
        var names = string.Join(' ', index.All(Condition.Everything).Select(doc => index.RefOf(doc).Name.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(names, catalog.Visible());
        return names;
    }

    private static IReadOnlyList<long> BareUpTo(TestCatalog catalog) => ((FeedWitness)catalog.Store).BareUpTo;
}
