using Catalog.Grains;
using Catalog.Index;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Server.Terminal;

/// <summary>Watches the catalog for the person at the terminal: a progress line while much is going on, one report, then what breaks and what is mended.</summary>
/// <param name="engine">Says whether it is busy.</param>
/// <param name="index">Says what is visible.</param>
/// <param name="board">Says what is wrong.</param>
/// <param name="backlog">Says how much is still to be done.</param>
/// <param name="time">Measures.</param>
/// <param name="screen">Where to write.</param>
/// <param name="url">Where the server listens.</param>
internal sealed class CatalogMonitor(
    CatalogEngine engine, CatalogIndex index, ProblemBoard board, Backlog backlog, TimeProvider time, Screen screen, string url)
{
    private const int MaxLines = 10;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ReportAtLatest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ProgressFrom = TimeSpan.FromSeconds(1);

    private HashSet<string> _told = [];
    private long _busySince;
    private int _doneAtStart;
    private long _aheadAtStart;
    private bool _reported;
    private string _trouble = "";

    /// <summary>Runs until it is stopped.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        var started = time.GetTimestamp();
        var settled = engine.SettledAsync(cancellationToken);
        Begin();
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var quiet = settled.IsCompleted;
            ShowProgress(quiet);
            if (!_reported && (quiet || time.GetElapsedTime(started) > ReportAtLatest))
            {
                Report(quiet);
            }
            else if (_reported && quiet)
            {
                TellChanges();
            }

            if (quiet)
            {
                await HealthAsync(settled);
                settled = engine.SettledAsync(cancellationToken);
                Begin();
            }
        }
    }

    /// <summary>Tells once when the store stops taking changes, and once when it takes them again.</summary>
    /// <exception cref="StoreException">It will take none until a restart.</exception>
    private async Task HealthAsync(Task settled)
    {
        var trouble = "";
        try
        {
            await settled;
        }
        catch (StoreException e) when (e.Transient)
        {
            trouble = e.Message;
        }
        catch (StoreException e) when (e.InnerException is FencedException)
        {
            // Another server has taken over, and goes on.
        }

        if (trouble != _trouble)
        {
            screen.WriteLine($"{Clock()} {(trouble.Length > 0 ? $"error: {trouble}" : "the data file takes changes again")}");
            _trouble = trouble;
        }
    }

    private void Begin() => (_busySince, _doneAtStart, _aheadAtStart) = (time.GetTimestamp(), index.Current.Count, backlog.Found - backlog.Processed);

    private void ShowProgress(bool quiet)
    {
        var busy = time.GetElapsedTime(_busySince);
        if (quiet || busy < ProgressFrom)
        {
            screen.Change("");
            return;
        }

        var done = index.Current.Count;
        var problems = board.Count;
        var toGo = backlog.Unprocessed + Math.Max(0, backlog.Found - backlog.Processed - _aheadAtStart);
        var rate = (done - _doneAtStart) / busy.TotalSeconds;
        screen.Change($"  {done:N0} entities, {rate:N0}/s, {toGo:N0} to go, {CatalogReport.Count(problems)}");
    }

    private void Report(bool quiet)
    {
        var (snapshot, problems) = (index.Current, board.All);
        var later = quiet ? "" : "\nSources are still being read; what is wrong with them will show here.\n";
        screen.WriteLine($"""

            {CatalogReport.Contents(snapshot)}
            {CatalogReport.Problems(problems)}

            {CatalogReport.Requests(url, snapshot)}
            {later}
            """);
        (_reported, _told) = (true, Lines(problems));
    }

    private void TellChanges()
    {
        var now = Lines(board.All);
        if (now.SetEquals(_told))
        {
            return;
        }

        Tell("problem", now.Except(_told));
        Tell("mended", _told.Except(now));
        screen.WriteLine(now.Count == 0 ? $"{Clock()} no problems any more" : $"{Clock()} {CatalogReport.Count(now.Count)} in all");
        _told = now;
    }

    private void Tell(string what, IEnumerable<string> lines)
    {
        var all = lines.Order(StringComparer.Ordinal).ToList();
        foreach (var line in all.Take(MaxLines))
        {
            screen.WriteLine($"{Clock()} {what}: {line}");
        }

        if (all.Count > MaxLines)
        {
            screen.WriteLine($"{Clock()} {what}: {all.Count - MaxLines:N0} more");
        }
    }

    private string Clock() => time.GetLocalNow().ToString("HH:mm:ss");

    private static HashSet<string> Lines(IReadOnlyList<(EntityRef Entity, IReadOnlyList<Problem> Problems)> entities) =>
        [.. entities.SelectMany(e => e.Problems.Select(problem => CatalogReport.Line(e.Entity, problem)))];
}
