using System.Collections.Concurrent;
using Catalog.Sources.Files;
using Microsoft.Extensions.Logging;

namespace Catalog.Sources.Watching;

/// <summary>
/// Tells when watched files change, appear or go. In: paths and globs. Out: calls with the targets that changed. File system events
/// only say when to look; what counts is each target's fingerprint, so a lost event costs time and a superfluous one nothing.
/// </summary>
/// <remarks>
/// The callback is called by one loop, one target at a time, and slows it down; changes meanwhile are noticed afterwards, once. So
/// nothing queues up. Thread-safe.
/// </remarks>
public sealed partial class FileWatcher : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, WatchedTarget> _targets = new(StringComparer.Ordinal);
    private readonly Func<string, CancellationToken, ValueTask> _changed;
    private readonly FileWatcherOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<FileWatcher> _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _hint = new(0, 1);
    private readonly FolderEvents _events;
    private readonly Task _loop;

    /// <summary>Starts watching; targets are added with <see cref="Watch"/>.</summary>
    /// <param name="changed">Called with a target's text, as given to <see cref="Watch"/>.</param>
    /// <param name="options">How to watch.</param>
    /// <param name="time">Measures the pauses.</param>
    /// <param name="logger">Hears of folders without events, and of what the callback throws.</param>
    public FileWatcher(Func<string, CancellationToken, ValueTask> changed, FileWatcherOptions options, TimeProvider time, ILogger<FileWatcher> logger)
    {
        (_changed, _options, _time, _logger) = (changed, options, time, logger);
        _events = new FolderEvents(Hint, (folder, reason) => LogPolling(folder, reason));
        _loop = Task.Run(RunAsync);
    }

    /// <summary>The targets that are watched.</summary>
    public IReadOnlyCollection<string> Targets => [.. _targets.Keys];

    /// <summary>Watches a path or glob from its present state on; a target that is watched already is left as it is.</summary>
    /// <param name="target">Absolute, as the target of a <c>file</c> location.</param>
    public void Watch(string target)
    {
        if (_targets.TryAdd(target, new WatchedTarget(new FileTarget(target), _options.MaxFiles)))
        {
            Hint();
        }
    }

    /// <summary>Watches a target no longer.</summary>
    public void Unwatch(string target)
    {
        if (_targets.TryRemove(target, out _))
        {
            Hint();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _events.Dispose();
        _hint.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await PauseAsync();
                _events.Set(_targets.Values.Select(t => t.Scope).Distinct().Take(_options.MaxFolders));
                foreach (var (target, watched) in _targets)
                {
                    await LookAsync(target, watched);
                }
            }
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    // A change that could not be told is told again at the next look.
    private async Task LookAsync(string target, WatchedTarget watched)
    {
        try
        {
            if (watched.Change(_stop.Token) is { } change)
            {
                await _changed(target, _stop.Token);
                watched.Accept(change);
            }
        }
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            LogFailed(target, e);
        }
    }

    private async Task PauseAsync()
    {
        using var poll = new CancellationTokenSource(_options.PollInterval, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(poll.Token, _stop.Token);
        try
        {
            await _hint.WaitAsync(either.Token);
            await Task.Delay(_options.Settle, _time, _stop.Token);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            // Time to poll.
        }
    }

    private void Hint()
    {
        try
        {
            _hint.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // Somebody has said so already, or nobody listens any more.
        }
    }

    [LoggerMessage(LogLevel.Information, "No file system events for {Folder}, it is polled instead: {Reason}", EventName = "FolderPolled")]
    private partial void LogPolling(string folder, string reason);

    [LoggerMessage(LogLevel.Error, "Telling a change of {Target} failed; it is tried again", EventName = "WatchFailed")]
    private partial void LogFailed(string target, Exception exception);
}
