using Catalog.Faults.Script;
using Catalog.Faults.World;

namespace Catalog.Faults.Crash;

/// <summary>Checks after a restart that what was acknowledged is there, and nothing that nobody asked for.</summary>
internal sealed class Survivors(Undisturbed undisturbed, IReadOnlyList<LanePlayer> lanes)
{
    /// <summary>
    /// What must hold as soon as the server answers: locations are registered as acknowledged, pushed entities are what the last
    /// acknowledged step made them or what the interrupted one would, and any other entity is in a state that the script has brought about.
    /// </summary>
    public async Task CheckAtOnceAsync(FaultWorld world)
    {
        var locations = await world.Api.LocationsAsync();
        var export = CatalogExport.Of(await world.Api.EntitiesAsync(), withRelations: false);
        foreach (var lane in lanes)
        {
            Check(lane, export, (reference, step) => step >= lane.Acknowledged || !reference.Contains("/pushed-", StringComparison.Ordinal), "right after the restart");
            CheckLocations(lane, [.. locations.Where(l => l.Contains($"/{lane.Name}/", StringComparison.Ordinal))], world);
        }
    }

    /// <summary>What must hold once the server has done what it was left to do: each entity is as the last acknowledged step, or the interrupted one, makes it.</summary>
    public async Task CheckSettledAsync(FaultWorld world)
    {
        await world.SettledAsync();
        var export = CatalogExport.Of(await world.Api.EntitiesAsync(), withRelations: false);
        foreach (var lane in lanes)
        {
            Check(lane, export, (_, step) => step >= lane.Acknowledged, "when the restarted server had settled");
        }
    }

    private void Check(LanePlayer lane, CatalogExport export, Func<string, int, bool> counts, string when)
    {
        var history = undisturbed.History[lane.Name];
        var last = Math.Min(lane.Acknowledged + 1, lane.Steps.Count);
        var found = export.OfLane(lane.Name).Entities;
        foreach (var reference in history.Take(last + 1).SelectMany(h => h.Entities.Keys).Union(found.Keys).Distinct())
        {
            var allowed = Enumerable.Range(0, last + 1).Where(step => counts(reference, step)).Select(step => history[step].Entities.GetValueOrDefault(reference)).Distinct();
            var there = found.GetValueOrDefault(reference);
            if (!allowed.Contains(there))
            {
                throw new LostStateException(
                    $"{reference} is not what it must be {when}, with {lane.Acknowledged} steps of {lane.Name} acknowledged, the next being {Next(lane)}\n"
                    + $"  expected {string.Join("\n  or       ", allowed.Select(a => a ?? "nothing"))}\n  found    {there ?? "nothing"}");
            }
        }
    }

    private static void CheckLocations(LanePlayer lane, IReadOnlyList<string> found, FaultWorld world)
    {
        var (before, after) = (Registered(lane, lane.Acknowledged), Registered(lane, lane.Acknowledged + 1));
        string[] wanted = [.. before.Select(world.Files.Url).Order(StringComparer.Ordinal)];
        string[] orElse = [.. after.Select(world.Files.Url).Order(StringComparer.Ordinal)];
        if (!found.SequenceEqual(wanted) && !found.SequenceEqual(orElse))
        {
            throw new LostStateException(
                $"{lane.Name} has other registered locations than were acknowledged\n  expected {string.Join(", ", wanted)}\n  found    {string.Join(", ", found)}");
        }
    }

    private static HashSet<string> Registered(LanePlayer lane, int count)
    {
        var registered = new HashSet<string>();
        foreach (var step in lane.Steps.Take(count))
        {
            if (step is Register register)
            {
                registered.Add(register.File);
            }
            else if (step is Unregister unregister)
            {
                registered.Remove(unregister.File);
            }
        }

        return registered;
    }

    private static string Next(LanePlayer lane) => lane.Acknowledged < lane.Steps.Count ? lane.Steps[lane.Acknowledged].GetType().Name : "none";
}

/// <summary>Something that was acknowledged is lost, or something is there that must not be.</summary>
public sealed class LostStateException(string message) : Exception(message);
