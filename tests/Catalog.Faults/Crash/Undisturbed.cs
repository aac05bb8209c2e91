using Catalog.Faults.Script;
using Catalog.Faults.World;
using Catalog.Testing.Http;

namespace Catalog.Faults.Crash;

/// <summary>What a script gives when nothing goes wrong.</summary>
/// <param name="Final">The whole catalog at the end.</param>
/// <param name="History">Of each lane what it shows before its first step and after each, without relations, which other lanes change too.</param>
internal sealed record Undisturbed(CatalogExport Final, IReadOnlyDictionary<string, IReadOnlyList<CatalogExport>> History)
{
    /// <summary>Plays the script on a server that lives on, one step at a time.</summary>
    public static async Task<Undisturbed> PlayAsync(MutationScript script, StaticFileServer files)
    {
        await using var world = new SingleServerWorld(files, script.KeepOrphans);
        world.Launch();
        await world.ListenAsync();
        await world.SettledAsync();
        var history = new Dictionary<string, IReadOnlyList<CatalogExport>>();
        foreach (var (lane, steps) in script.Lanes)
        {
            history[lane] = await PlayAsync(world, lane, steps);
        }

        return new Undisturbed(CatalogExport.Of(await world.Api.EntitiesAsync()), history);
    }

    private static async Task<IReadOnlyList<CatalogExport>> PlayAsync(FaultWorld world, string lane, IReadOnlyList<Step> steps)
    {
        List<CatalogExport> seen = [await LaneAsync(world, lane)];
        foreach (var step in steps)
        {
            await step.PlayAsync(world);
            await world.SettledAsync();
            seen.Add(await LaneAsync(world, lane));
        }

        return seen;
    }

    private static async Task<CatalogExport> LaneAsync(FaultWorld world, string lane) =>
        CatalogExport.Of(await world.Api.EntitiesAsync(), withRelations: false).OfLane(lane);
}
