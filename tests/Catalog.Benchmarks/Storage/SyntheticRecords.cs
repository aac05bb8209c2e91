using System.Text;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Benchmarks.Storage;

/// <summary>Records of the size that a large catalog has: two bodies of about 2.2 KB that differ by annotations, seven relations.</summary>
internal static class SyntheticRecords
{
    private static readonly string Padding = new('.', 1500);
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static EntityRef Ref(int i) => EntityRef.Create("component", "default", $"service-{(uint)(i * 2654435761):x8}-{i}");

    public static EntityRecord Record(int i, long version)
    {
        var entity = Ref(i);
        var team = EntityRef.Create("group", "default", $"team-{i % 5000}");
        var system = EntityRef.Create("system", "default", $"system-{i % 20000}");
        return new EntityRecord
        {
            Ref = entity,
            Uid = new Guid(i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
            Version = version,
            LocationKey = "provider:bench",
            Sources = ["provider:bench"],
            Unprocessed = Body(entity, version, ""),
            UnprocessedHash = (UInt128)(ulong)i << 32,
            Processed = Body(entity, version, Annotations(entity)),
            Relations =
            [
                new Relation(entity, "ownedBy", team), new Relation(team, "ownerOf", entity),
                new Relation(entity, "partOf", system), new Relation(system, "hasPart", entity),
                new Relation(entity, "dependsOn", Ref(i / 2)), new Relation(Ref(i / 2), "dependencyOf", entity),
                new Relation(entity, "providesApi", Ref(i / 3)),
            ],
            Processing = new ProcessingState(Start, Start.AddHours(1), 0, TimeSpan.FromMilliseconds(1), (UInt128)(ulong)i << 40),
            Created = Start,
            Updated = Start,
        };
    }

    private static byte[] Body(EntityRef entity, long version, string annotations) => Encoding.UTF8.GetBytes(
        $$$"""
        {"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"{{{entity.Name}}}","description":"{{{entity.Name}}} {{{Padding}}}","labels":{"rev":"{{{version}}}"},"annotations":{"git.example.org/project-slug":"org-16/{{{entity.Name}}}"{{{annotations}}}},"tags":["java","internal"],"links":[{"url":"https://runbook.example.org/{{{entity.Name}}}","title":"Runbook"}]},"spec":{"type":"service","lifecycle":"production","owner":"group:default/team","system":"system"}}
        """);

    private static string Annotations(EntityRef entity) =>
        $"""
        ,"backstage.io/managed-by-location":"url:https://git.example.org/org/{entity.Name}/blob/main/catalog-info.yaml","backstage.io/managed-by-origin-location":"url:https://git.example.org/org/{entity.Name}/blob/main/catalog-info.yaml"
        """;
}
