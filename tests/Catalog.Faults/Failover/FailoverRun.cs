using Catalog.Faults.Crash;
using Catalog.Faults.Script;
using Catalog.Faults.World;
using Catalog.Testing.Http;

namespace Catalog.Faults.Failover;

/// <summary>
/// One run of a seed on two servers that share a database: its script is played while the leader is killed or paused, or the database killed, at
/// random moments. All servers must come to the catalog of an undisturbed one, byte by byte, and nothing acknowledged may be missing meanwhile.
/// </summary>
public sealed class FailoverRun
{
    private const int MostTimes = 3;
    private static readonly TimeSpan LongestStep = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LongestOutage = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LongestTakeOver = TimeSpan.FromSeconds(5);
    private readonly int _seed;
    private readonly FailoverKind _kind;
    private readonly TimeSpan _pause;
    private readonly Random _random;
    private readonly MutationScript _script;
    private readonly LanePlayer[] _lanes;
    private readonly List<TimeSpan> _takeOvers = [];
    private int _target;
    private TaskCompletionSource _reached = new();

    private FailoverRun(int seed, FailoverKind kind, TimeSpan pause)
    {
        (_seed, _kind, _pause, _random) = (seed, kind, pause, new Random(~seed));
        _script = MutationScript.Of(seed);
        _lanes = [.. _script.Lanes.Select(lane => new LanePlayer(lane.Key, lane.Value, _script.SettlesEachStep, Acknowledged))];
    }

    private int Total => _lanes.Sum(lane => lane.Acknowledged);

    /// <summary>Runs a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="kind">What is done to the servers.</param>
    /// <param name="pause">How long a leader is paused.</param>
    public static async Task<FailoverResult> RunAsync(int seed, FailoverKind kind, TimeSpan pause)
    {
        try
        {
            return await new FailoverRun(seed, kind, pause).RunAsync();
        }
        catch (Exception e) when (e is HttpRequestException or InvalidOperationException or TimeoutException)
        {
            // The undisturbed server, or the start of the others, was disturbed by somebody else.
            return new FailoverResult(seed, kind, 0, 0, [], e.ToString());
        }
    }

    private async Task<FailoverResult> RunAsync()
    {
        await using var files = await StaticFileServer.StartAsync();
        var undisturbed = await Undisturbed.PlayAsync(_script, files);
        foreach (var file in _script.Files)
        {
            files.Remove(file);
        }

        await using var world = await SharedDatabaseWorld.StartAsync(files, _script.KeepOrphans);
        string? failure = null;
        try
        {
            await DisturbAsync(world, new Survivors(undisturbed, _lanes));
            failure = await CompareAsync(world, undisturbed.Final);
        }
        catch (Exception e) when (e is LostStateException or UnwantedAnswerException)
        {
            failure = e.Message;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidOperationException or OperationCanceledException or TimeoutException)
        {
            failure = e.ToString();
        }

        return new FailoverResult(
            _seed, _kind, Total, undisturbed.Final.Entities.Count, _takeOvers, failure is null ? null : $"{failure}\nThe servers printed:\n{world.Output}");
    }

    private async Task DisturbAsync(SharedDatabaseWorld world, Survivors survivors)
    {
        for (var times = _kind == FailoverKind.Pause ? 1 : 1 + _random.Next(MostTimes); times > 0; times--)
        {
            await (_kind switch
            {
                FailoverKind.Kill => KillAsync(world, survivors),
                FailoverKind.Pause => PauseAsync(world),
                _ => KillDatabaseAsync(world),
            });
        }

        await PlayAsync(world, CancellationToken.None);
        await world.SettledAsync();
    }

    private async Task KillAsync(SharedDatabaseWorld world, Survivors survivors)
    {
        using var killed = new CancellationTokenSource();
        var leader = await world.LeaderAsync();
        var playing = await PlayToAMomentAsync(world, killed.Token);
        await killed.CancelAsync();
        await world.KillAsync(leader);
        await TakeOverAsync(world);
        await playing;
        await survivors.CheckAtOnceAsync(world);
        if (_random.Next(2) == 0)
        {
            await survivors.CheckSettledAsync(world);
        }

        await world.AddAsync();
    }

    private async Task PauseAsync(SharedDatabaseWorld world)
    {
        var leader = await world.LeaderAsync();
        var playing = await PlayToAMomentAsync(world, CancellationToken.None);
        await world.PauseAsync(leader);
        await Task.WhenAll(TakeOverAsync(world), Task.Delay(_pause));
        await world.ResumeAsync(leader);
        await playing;
        while (await leader.Api.LeadsAsync())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }
    }

    private async Task KillDatabaseAsync(SharedDatabaseWorld world)
    {
        using var back = new CancellationTokenSource();
        var playing = await PlayToAMomentAsync(world, CancellationToken.None);
        await world.Postgres.KillAsync();
        var asking = Task.WhenAll(world.Members.Select(member => AskAsync(member, back.Token)));
        await Task.Delay(LongestOutage * _random.NextDouble());
        await world.Postgres.StartAsync();
        await TakeOverAsync(world);
        await back.CancelAsync();
        await asking;
        await playing;
    }

    /// <summary>Asks a server all the time; each answer must come.</summary>
    private static async Task AskAsync(Member member, CancellationToken until)
    {
        while (!until.IsCancellationRequested)
        {
            await member.Api.CountAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(10), CancellationToken.None);
        }
    }

    private async Task TakeOverAsync(SharedDatabaseWorld world)
    {
        var took = await world.TakenOverAsync();
        _takeOvers.Add(took);
        if (_kind != FailoverKind.Database && took > LongestTakeOver)
        {
            throw new LostStateException($"Another server took over only after {took}.");
        }
    }

    /// <summary>Plays until some time after a random number of steps were acknowledged, and goes on.</summary>
    private async Task<Task> PlayToAMomentAsync(SharedDatabaseWorld world, CancellationToken killed)
    {
        (_target, _reached) = (_random.Next(Total, _lanes.Sum(lane => lane.Steps.Count) + 1), new TaskCompletionSource());
        Acknowledged();
        var playing = PlayAsync(world, killed);
        await await Task.WhenAny(playing, _reached.Task);
        await Task.Delay(LongestStep * _random.NextDouble(), CancellationToken.None);
        return playing;
    }

    private Task PlayAsync(SharedDatabaseWorld world, CancellationToken killed) => Task.WhenAll(_lanes.Select(lane => lane.PlayAsync(world, killed)));

    private void Acknowledged()
    {
        if (Total >= _target)
        {
            _reached.TrySetResult();
        }
    }

    /// <summary>Each server must show the undisturbed catalog; those that follow may need a moment.</summary>
    private static async Task<string?> CompareAsync(SharedDatabaseWorld world, CatalogExport expected)
    {
        string? difference = null;
        foreach (var member in world.Members)
        {
            for (var tries = 0; tries == 0 || (difference is not null && tries < 100); tries++)
            {
                difference = CatalogExport.Of(await member.Api.EntitiesAsync()).DifferenceFrom(expected);
                if (difference is not null) await Task.Delay(TimeSpan.FromMilliseconds(50));
            }

            if (difference is not null) return $"The catalog of a {(await member.Api.LeadsAsync() ? "leader" : "follower")} differs from the undisturbed one in {difference}";
        }

        return null;
    }
}
