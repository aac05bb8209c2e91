using Catalog.Faults.Script;
using Catalog.Faults.World;
using Catalog.Testing.Http;

namespace Catalog.Faults.Crash;

/// <summary>
/// One run of a seed: its script is played once undisturbed and once on a server that is killed at random moments, and both must come to
/// the same catalog, byte by byte. Each restart must find what was acknowledged.
/// </summary>
public sealed class CrashRun
{
    private const int MostKills = 3;
    private static readonly TimeSpan LongestStep = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LongestStart = TimeSpan.FromMilliseconds(1_500);
    private readonly int _seed;
    private readonly Random _random;
    private readonly MutationScript _script;
    private readonly LanePlayer[] _lanes;
    private readonly Dictionary<KillPhase, int> _kills = [];
    private int _target;
    private TaskCompletionSource _reached = new();

    private CrashRun(int seed)
    {
        _seed = seed;
        _random = new Random(~seed);
        _script = MutationScript.Of(seed);
        _lanes = [.. _script.Lanes.Select(lane => new LanePlayer(lane.Key, lane.Value, _script.SettlesEachStep, Acknowledged))];
    }

    private int Total => _lanes.Sum(lane => lane.Acknowledged);

    /// <summary>Runs a seed.</summary>
    public static Task<CrashResult> RunAsync(int seed) => new CrashRun(seed).RunAsync();

    private async Task<CrashResult> RunAsync()
    {
        await using var files = await StaticFileServer.StartAsync();
        await using var world = new SingleServerWorld(files, _script.KeepOrphans);
        string? failure = null;
        var entities = 0;
        try
        {
            var undisturbed = await Undisturbed.PlayAsync(_script, files);
            entities = undisturbed.Final.Entities.Count;
            foreach (var file in _script.Files)
            {
                files.Remove(file);
            }

            var crashed = await DisturbAsync(world, new Survivors(undisturbed, _lanes));
            failure = crashed.DifferenceFrom(undisturbed.Final) is { } difference ? $"The catalog differs from the undisturbed one in {difference}" : null;
        }
        catch (Exception e) when (e is LostStateException or UnwantedAnswerException)
        {
            failure = e.Message;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidOperationException or OperationCanceledException or TimeoutException)
        {
            failure = e.ToString();
        }

        return new CrashResult(_seed, Total, entities, _kills, failure is null ? null : $"{failure}\nThe server printed:\n{world.Output}");
    }

    private async Task<CatalogExport> DisturbAsync(SingleServerWorld world, Survivors survivors)
    {
        world.Launch();
        await world.ListenAsync();
        for (var kills = 1 + _random.Next(MostKills); kills > 0; kills--)
        {
            await PlayAndKillAsync(world);
            while (_random.Next(3) == 0)
            {
                await RestartAndKillAsync(world);
            }

            world.Launch();
            await world.ListenAsync();
            await survivors.CheckAtOnceAsync(world);
            if (_random.Next(2) == 0)
            {
                await survivors.CheckSettledAsync(world);
            }
        }

        await Task.WhenAll(_lanes.Select(lane => lane.PlayAsync(world, CancellationToken.None)));
        await world.SettledAsync();
        return CatalogExport.Of(await world.Api.EntitiesAsync());
    }

    /// <summary>Kills in the middle of a step: some time after a random number of steps were acknowledged.</summary>
    private async Task PlayAndKillAsync(SingleServerWorld world)
    {
        using var killed = new CancellationTokenSource();
        (_target, _reached) = (_random.Next(Total, _lanes.Sum(lane => lane.Steps.Count) + 1), new TaskCompletionSource());
        if (Total >= _target)
        {
            _reached.TrySetResult();
        }

        var playing = Task.WhenAll(_lanes.Select(lane => lane.PlayAsync(world, killed.Token)));
        await await Task.WhenAny(playing, _reached.Task);
        await PassAsync(LongestStep);
        await killed.CancelAsync();
        await world.KillAsync();
        await playing;
        Count(KillPhase.Playing);
    }

    /// <summary>Kills while it starts, or just when it has started and takes up what was left.</summary>
    private async Task RestartAndKillAsync(SingleServerWorld world)
    {
        var phase = _random.Next(2) == 0 ? KillPhase.Starting : KillPhase.Recovering;
        world.Launch();
        if (phase == KillPhase.Recovering)
        {
            await world.ListenAsync();
        }

        await PassAsync(phase == KillPhase.Starting ? LongestStart : LongestStep);
        await world.KillAsync();
        Count(phase);
    }

    private Task PassAsync(TimeSpan atMost) => Task.Delay(atMost * _random.NextDouble());

    private void Count(KillPhase phase) => _kills[phase] = _kills.GetValueOrDefault(phase) + 1;

    private void Acknowledged()
    {
        if (Total >= _target)
        {
            _reached.TrySetResult();
        }
    }
}
