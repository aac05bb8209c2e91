using System.Text;
using Catalog.Index;
using Catalog.Index.Query;
using Catalog.Model;

namespace Catalog.Server.Terminal;

/// <summary>Says in a few lines what is in the catalog, what is wrong with it, and how to ask it.</summary>
internal static class CatalogReport
{
    private const int MaxProblems = 20;

    /// <summary>Entities of each kind, and how many in all.</summary>
    public static string Contents(IndexSnapshot snapshot)
    {
        if (snapshot.Count == 0)
        {
            return "  The catalog is empty.";
        }

        var kinds = snapshot.Facet("kind", Condition.Everything);
        var width = kinds.Max(kind => kind.Value.Length);
        var text = new StringBuilder();
        foreach (var kind in kinds)
        {
            text.Append("  ").Append(kind.Value.PadRight(width)).Append(' ').Append($"{kind.Count,7:N0}\n");
        }

        return text.Append($"  {snapshot.Count:N0} entities of {kinds.Count} kinds").ToString();
    }

    /// <summary>How many problems there are, and the first of them with their places.</summary>
    public static string Problems(IReadOnlyList<(EntityRef Entity, IReadOnlyList<Problem> Problems)> entities)
    {
        var all = entities.SelectMany(e => e.Problems.Select(problem => Line(e.Entity, problem))).ToList();
        if (all.Count == 0)
        {
            return "  No problems";
        }

        var text = new StringBuilder($"  {Count(all.Count)}:");
        foreach (var line in all.Take(MaxProblems))
        {
            text.Append("\n  ").Append(line);
        }

        return all.Count <= MaxProblems ? text.ToString() : text.Append($"\n  … and {all.Count - MaxProblems:N0} more").ToString();
    }

    /// <summary>One problem: where, what, and of which entity; paths below the current folder are relative to it.</summary>
    public static string Line(EntityRef entity, Problem problem) =>
        $"{problem} ({entity})".Replace(Environment.CurrentDirectory + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    /// <summary><c>1 problem</c>, <c>2 problems</c>.</summary>
    public static string Count(int problems) => problems == 1 ? "1 problem" : $"{problems:N0} problems";

    /// <summary>Requests to try, made of what is there.</summary>
    public static string Requests(string url, IndexSnapshot snapshot)
    {
        var example = snapshot.Find(new EntityQuery { Where = new HasValue("kind", ["component"]) }, new PageRequest { Limit = 1, CountTotal = false }).Hits;
        var text = new StringBuilder("Try")
            .Append($"\n  curl '{url}/api/catalog/entities/by-query?filter=kind=component&fields=metadata.name,spec.owner&limit=5'")
            .Append($"\n  curl '{url}/api/catalog/entity-facets?facet=kind&facet=spec.type'");
        if (example.Count > 0)
        {
            var entity = snapshot.RefOf(example[0].Doc);
            text.Append($"\n  curl '{url}/api/catalog/entities/by-name/{entity.Kind}/{entity.Namespace}/{entity.Name}'");
        }

        return text.ToString();
    }
}
