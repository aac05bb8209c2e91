namespace Catalog.Sources.Watching;

/// <summary>File system events of a changing set of folders, reduced to a hint that something happened. Best effort.</summary>
internal sealed class FolderEvents(Action hint, Action<string, string> unavailable) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<WatchedFolder, FileSystemWatcher?> _watchers = [];
    private bool _disposed;

    /// <summary>Listens to these folders and no others.</summary>
    public void Set(IEnumerable<WatchedFolder> folders)
    {
        var wanted = folders.ToHashSet();
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            foreach (var gone in _watchers.Keys.Where(k => !wanted.Contains(k)).ToList())
            {
                _watchers.Remove(gone, out var watcher);
                watcher?.Dispose();
            }

            foreach (var folder in wanted)
            {
                if (!_watchers.ContainsKey(folder))
                {
                    _watchers[folder] = TryOpen(folder);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (var watcher in _watchers.Values)
            {
                watcher?.Dispose();
            }
        }
    }

    private FileSystemWatcher? TryOpen(WatchedFolder folder)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(folder.Path)
            {
                IncludeSubdirectories = folder.Deep,
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.CreationTime,
            };
            watcher.Changed += (_, _) => hint();
            watcher.Created += (_, _) => hint();
            watcher.Deleted += (_, _) => hint();
            watcher.Renamed += (_, _) => hint();
            watcher.Error += (_, _) => Close(folder);
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or ArgumentException or PlatformNotSupportedException or UnauthorizedAccessException)
        {
            watcher?.Dispose();
            unavailable(folder.Path, e.Message);
            return null;
        }
    }

    // Events were lost, or the folder went away: look once, and let the next Set open it again.
    private void Close(WatchedFolder folder)
    {
        lock (_gate)
        {
            _watchers.Remove(folder, out var watcher);
            watcher?.Dispose();
        }

        hint();
    }
}
