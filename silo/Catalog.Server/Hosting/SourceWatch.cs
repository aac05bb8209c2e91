using Catalog.Grains;
using Catalog.Model;
using Catalog.Sources.Throttling;
using Catalog.Sources.Watching;
using Catalog.Storage;

namespace Catalog.Server.Hosting;

/// <summary>Has sources read again: all of them once after the start, files whenever they change. What is read no more is forgotten.</summary>
internal sealed partial class SourceWatch(SourceFollower follower, ICatalogEngine engine, SourceThrottle throttle, TimeProvider time, ILoggerFactory loggers)
{
    private readonly ILogger<SourceWatch> _logger = loggers.CreateLogger<SourceWatch>();

    /// <summary>Runs until it is stopped.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var watcher = new FileWatcher(ChangedAsync, new FileWatcherOptions(), time, loggers.CreateLogger<FileWatcher>());
        await using (watcher.ConfigureAwait(false))
        {
            var known = follower.Keys.ToHashSet(StringComparer.Ordinal);
            foreach (var file in known.Select(SourceFollower.FileOf).OfType<string>())
            {
                watcher.Watch(file);
            }

            // What was in use before this start may have changed while nobody looked.
            var rereading = RefreshAsync(known, cancellationToken);
            while (!cancellationToken.IsCancellationRequested)
            {
                await FollowAsync(watcher, known, cancellationToken);
                known = [];
            }

            await rereading;
        }
    }

    /// <summary>Watches what is in use now. A file that has just come into use could have changed between being read and being watched, so it is looked at again.</summary>
    private async Task FollowAsync(FileWatcher watcher, HashSet<string> known, CancellationToken cancellationToken)
    {
        var fresh = new List<string>();
        foreach (var (key, used) in await follower.TakeAsync(cancellationToken))
        {
            if (!used && LocationRef.TryParse(key, out var unused)) throttle.Forget(unused);
            if (SourceFollower.FileOf(key) is not { } file)
            {
                continue;
            }

            Toggle(watcher, file, used);
            if (used && !known.Contains(key))
            {
                fresh.Add(key);
            }
        }

        await RefreshAsync(fresh, cancellationToken);
    }

    private static void Toggle(FileWatcher watcher, string file, bool used)
    {
        if (used)
        {
            watcher.Watch(file);
        }
        else
        {
            watcher.Unwatch(file);
        }
    }

    private async ValueTask ChangedAsync(string file, CancellationToken cancellationToken)
    {
        LogChanged(file);
        await RefreshAsync([SourceFollower.KeyOf(file)], cancellationToken);
    }

    private async Task RefreshAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        try
        {
            await engine.RefreshKeysAsync(keys, cancellationToken);
        }
        catch (StoreException e)
        {
            LogNotRefreshed(e, string.Join(", ", keys));
        }
    }

    [LoggerMessage(LogLevel.Debug, "{File} has changed", EventName = "FileChanged")]
    private partial void LogChanged(string file);

    [LoggerMessage(LogLevel.Warning, "{Keys} could not be read again now; it is tried again at the next change or interval", EventName = "NotRefreshed")]
    private partial void LogNotRefreshed(Exception cause, string keys);
}
