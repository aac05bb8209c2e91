using System.Threading.Channels;
using Catalog.Sources.Watching;
using Microsoft.Extensions.Logging.Abstractions;

namespace Catalog.Sources.Tests.Watching;

public sealed class FileWatcherTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly Channel<string> _changes = Channel.CreateBounded<string>(100);
    private FileWatcher _watcher = null!;

    public ValueTask InitializeAsync()
    {
        _watcher = Start(new() { Settle = TimeSpan.FromMilliseconds(20), PollInterval = TimeSpan.FromMinutes(10) });
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _watcher.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_changed_file_is_told()
    {
        var path = Watch(_folder.Write("a.yaml", "one"));

        File.WriteAllText(path, "two!");

        Assert.Equal(path, await NextAsync());
    }

    [Fact]
    public async Task A_file_that_an_editor_replaces_by_renaming_is_told()
    {
        var path = Watch(_folder.Write("a.yaml", "one"));

        File.Move(_folder.Write("a.yaml~", "two"), path, overwrite: true);

        Assert.Equal(path, await NextAsync());
    }

    [Fact]
    public async Task Deletion_and_creation_are_told()
    {
        var path = Watch(_folder.Write("a.yaml"));

        File.Delete(path);
        Assert.Equal(path, await NextAsync());
        _folder.Write("a.yaml");
        Assert.Equal(path, await NextAsync());
    }

    [Fact]
    public async Task A_file_whose_folder_goes_and_comes_back_is_told()
    {
        var path = Watch(_folder.Write("x/y/a.yaml"));

        Directory.Delete(_folder.File("x"), recursive: true);
        Assert.Equal(path, await NextAsync());
        _folder.Write("x/y/a.yaml");
        Assert.Equal(path, await NextAsync());
        await AwaitSettledAsync(path);
        File.WriteAllText(path, "changed after the folder came back");
        Assert.Equal(path, await NextAsync());
    }

    [Fact]
    public async Task A_new_file_that_a_glob_matches_is_told()
    {
        var glob = Watch(_folder.File("**/catalog-info.yaml"));

        _folder.Write("team/service/catalog-info.yaml");

        Assert.Equal(glob, await NextAsync());
    }

    [Fact]
    public async Task A_neighbour_is_not_told()
    {
        var path = Watch(_folder.Write("a.yaml"));
        var other = Watch(_folder.Write("b.yaml"));

        _folder.Write("c.yaml");
        File.WriteAllText(other, "changed");

        Assert.Equal(other, await NextAsync());
        Assert.Equal([path, other], _watcher.Targets.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_no_longer_watched_is_not_told()
    {
        var path = Watch(_folder.Write("a.yaml"));
        var other = Watch(_folder.Write("b.yaml"));
        _watcher.Unwatch(path);

        File.WriteAllText(path, "changed");
        File.WriteAllText(other, "changed");

        Assert.Equal(other, await NextAsync());
        Assert.False(_changes.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Without_events_changes_are_found_by_polling()
    {
        await _watcher.DisposeAsync();
        _watcher = Start(new() { MaxFolders = 0, PollInterval = TimeSpan.FromMilliseconds(20) });
        var path = Watch(_folder.Write("a.yaml"));

        File.WriteAllText(path, "changed");

        Assert.Equal(path, await NextAsync());
    }

    [Fact]
    public async Task A_callback_that_throws_does_not_end_the_watch()
    {
        await _watcher.DisposeAsync();
        var calls = 0;
        _watcher = new FileWatcher(
            (target, token) => ++calls == 1 ? throw new InvalidOperationException("the first time") : _changes.Writer.WriteAsync(target, token),
            new() { PollInterval = TimeSpan.FromMilliseconds(20) }, TimeProvider.System, NullLogger<FileWatcher>.Instance);
        var path = Watch(_folder.Write("a.yaml"));

        File.WriteAllText(path, "changed");

        Assert.Equal(path, await NextAsync());
        Assert.Equal(2, calls);
    }

    private FileWatcher Start(FileWatcherOptions options) =>
        new((target, token) => _changes.Writer.WriteAsync(target, token), options, TimeProvider.System, NullLogger<FileWatcher>.Instance);

    private string Watch(string target)
    {
        _watcher.Watch(target);
        return target;
    }

    private ValueTask<string> NextAsync() => _changes.Reader.ReadAsync(TestContext.Current.CancellationToken);

    // Creating a folder and a file in it can be told twice. Another target's change, told later, says that the loop is past it.
    private async Task AwaitSettledAsync(string path)
    {
        var marker = Watch(_folder.Write("marker.yaml"));
        File.WriteAllText(marker, "changed");
        while (await NextAsync() is var next && next != marker)
        {
            Assert.Equal(path, next);
        }
    }
}
