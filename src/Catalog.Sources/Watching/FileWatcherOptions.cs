namespace Catalog.Sources.Watching;

/// <summary>How local files are watched.</summary>
public sealed record FileWatcherOptions
{
    /// <summary>How long after a file system event to look, so that an editor's several steps count as one change. From zero. Default 150 ms.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>How often to look without any event: events get lost, and some file systems send none. Longer than zero. Default 15 seconds.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Folders with events, from 0; targets in further folders are only polled. Default 32, as systems allow a user 128.</summary>
    public int MaxFolders { get; init; } = 32;

    /// <summary>Files of one glob that are looked at, from 1. Default 10,000.</summary>
    public int MaxFiles { get; init; } = 10_000;
}
