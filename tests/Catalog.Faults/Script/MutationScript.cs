namespace Catalog.Faults.Script;

/// <summary>
/// A random mix of mutations, the same for the same seed. Its lanes are played at the same time, the steps of a lane one after the other;
/// no two lanes touch the same entities, though they relate to each other's, so the outcome is one and the same in whatever order they get on.
/// </summary>
/// <param name="KeepOrphans">The orphan strategy to play it under.</param>
/// <param name="SettlesEachStep">
/// Whether sources of the lane claim the same entities: then who comes first matters, and each step must have had all its effects before the next.
/// </param>
/// <param name="Lanes">The steps of each lane, by its name.</param>
public sealed record MutationScript(bool KeepOrphans, bool SettlesEachStep, IReadOnlyDictionary<string, IReadOnlyList<Step>> Lanes)
{
    private const int Steps = 27;

    /// <summary>All files that any step touches.</summary>
    public IEnumerable<string> Files => Lanes.Keys.SelectMany(LaneWriter.FilesOf);

    /// <summary>Makes the script of a seed.</summary>
    public static MutationScript Of(int seed)
    {
        var random = new Random(seed);
        var rivals = random.Next(3) == 0;
        string[] names = rivals ? ["lane-a"] : ["lane-a", "lane-b", "lane-c"];
        return new MutationScript(
            KeepOrphans: random.Next(3) == 0,
            SettlesEachStep: rivals,
            names.ToDictionary(name => name, name => new LaneWriter(name, names, rivals, random.Next()).Write(Steps / names.Length)));
    }
}
