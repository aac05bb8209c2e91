using System.Diagnostics;
using System.Net;

namespace Catalog.Orleans.Tests.Processes;

/// <summary>Writers that go on while silos die: each puts one entity after the other through a silo, and now and then takes one away again.</summary>
internal sealed class Ingestion : IAsyncDisposable
{
    private const int Writers = 4;
    private readonly string _prefix;
    private readonly IReadOnlyList<SiloProcess> _asked;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<string> _there = [];
    private readonly HashSet<string> _gone = [];
    private readonly Task _writing;
    private TimeSpan _slowest;

    private Ingestion(string prefix, IReadOnlyList<SiloProcess> asked)
    {
        (_prefix, _asked) = (prefix, asked);
        _writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(WriteAsync));
    }

    /// <summary>What was acknowledged as there.</summary>
    public string[] There
    {
        get
        {
            lock (_gate) return [.. _there];
        }
    }

    /// <summary>What was acknowledged as gone.</summary>
    public string[] Gone
    {
        get
        {
            lock (_gate) return [.. _gone];
        }
    }

    /// <summary>How long the slowest request took.</summary>
    public TimeSpan Slowest
    {
        get
        {
            lock (_gate) return _slowest;
        }
    }

    /// <summary>The source that an entity is pushed to.</summary>
    public static string SourceOf(string name) => $"source{name[^1] % 3}";

    /// <summary>Begins to write entities whose names begin as is said, through these silos in turn.</summary>
    public static Ingestion Start(string prefix, IReadOnlyList<SiloProcess> asked) => new(prefix, asked);

    /// <summary>Ends the writing; what is under way is finished first.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _writing;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task WriteAsync(int writer)
    {
        for (var i = 0; !_stop.IsCancellationRequested; i++)
        {
            var (silo, name) = (_asked[(i + writer) % _asked.Count], $"{_prefix}w{writer}e{i}");
            var stays = i % 10 != 9;
            await NoteAsync(silo.PutAsync(SourceOf(name), name), stays ? _there : [], name, HttpStatusCode.OK);
            // A silo that died before it could answer may have taken it away already.
            if (!stays) await NoteAsync(silo.WithdrawAsync(SourceOf(name), name), _gone, name, HttpStatusCode.OK, HttpStatusCode.NotFound);
        }
    }

    private async Task NoteAsync(Task<HttpStatusCode> request, HashSet<string> outcome, string name, params HttpStatusCode[] good)
    {
        var started = Stopwatch.GetTimestamp();
        Assert.Contains(await request, good);
        lock (_gate)
        {
            outcome.Add(name);
            var took = Stopwatch.GetElapsedTime(started);
            if (took > _slowest) _slowest = took;
        }
    }
}
