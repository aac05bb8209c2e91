using System.Globalization;
using System.Text;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Benchmarks.Index;

/// <summary>
/// Made-up entities in the proportions of the largest catalog known (739,000 entities): mostly subcomponents and APIs, about 2 KB, 36
/// searchable rows and 8 relations each, and one hub component with 1,084 workflow subcomponents and 934 dataset APIs. The same number
/// always gives the same entity, so that bodies need not be kept.
/// </summary>
internal sealed class SyntheticCatalog(int count)
{
    private const int HubParts = 1084;
    private const int HubApis = 934;

    private static readonly string[] Words =
        ("billing payment order invoice customer ledger search catalog shipping inventory pricing fraud risk identity session gateway edge media image video "
         + "stream event queue batch report metric alert trace config feature flag profile account wallet refund tax offer coupon basket checkout return loyalty "
         + "review rating recommend rank notify email push sms chat ticket support audit policy consent privacy export import sync archive backup player").Split(' ');

    private static readonly string[] Tags = "java kotlin go rust python node typescript react postgres kafka redis grpc rest graphql batch ml data internal external critical".Split(' ');
    private static readonly string[] Lifecycles = ["production", "production", "production", "experimental", "deprecated"];
    private static readonly string[] ComponentTypes = ["service", "service", "website", "library", "data-pipeline"];
    private static readonly string[] ApiTypes = ["openapi", "openapi", "grpc", "asyncapi", "graphql"];

    private readonly int _components = Share(count, 46_000);
    private readonly int _apis = Share(count, 203_000);
    private readonly int _parts = Share(count, 257_000);
    private readonly int _groups = Math.Max(2, Share(count, 15_000));
    private readonly int _systems = Math.Max(2, Share(count, 30_000));

    /// <summary>How many entities.</summary>
    public int Count => count;

    /// <summary>The name of the hub component.</summary>
    public static string Hub => Name(14);

    /// <summary>The record of an entity.</summary>
    /// <param name="i">Its number.</param>
    /// <param name="sequence">Its place in the feed.</param>
    /// <param name="revision">Another number gives another body.</param>
    public FeedEntry Entry(int i, long sequence, int revision = 0)
    {
        var relations = new List<Relation>(10);
        var body = Encoding.UTF8.GetBytes(Body(i, revision, relations));
        var self = Ref(i);
        return new FeedEntry(sequence, self, new EntityRecord
        {
            Ref = self,
            Uid = Uid(i),
            Version = revision + 1,
            Sources = ["provider:synthetic"],
            Unprocessed = body,
            UnprocessedHash = 0,
            Processed = body,
            Relations = [.. relations.Distinct()],
            Created = default,
            Updated = default,
        });
    }

    /// <summary>The body of an entity.</summary>
    public byte[] Body(int i, int revision = 0) => Encoding.UTF8.GetBytes(Body(i, revision, []));

    /// <summary>The number of an entity, from its name.</summary>
    public static int NumberOf(EntityRef entity) => int.Parse(entity.Name[(entity.Name.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture);

    /// <summary>An entity's ref.</summary>
    public EntityRef Ref(int i) => EntityRef.Create(Kind(i), EntityRef.DefaultNamespace, Name(i));

    /// <summary>The number of a component.</summary>
    public int Component(int n) => 14 + (n % _components);

    private static Guid Uid(int i)
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Mix(i, 91));
        BitConverter.TryWriteBytes(bytes[8..], Mix(i, 92));
        return new Guid(bytes);
    }

    // 14 templates, then components (the first is the hub), APIs, subcomponents, groups, systems, and resources for the rest.
    private string Kind(int i) => At(i) switch
    {
        Place.Template => "Template",
        Place.Component => "Component",
        Place.Api => "API",
        Place.Part => "Subcomponent",
        Place.Group => "Group",
        Place.System => "System",
        _ => "Resource",
    };

    private Place At(int i) =>
        i < 14 ? Place.Template
        : (i -= 14) < _components ? Place.Component
        : (i -= _components) < _apis ? Place.Api
        : (i -= _apis) < _parts ? Place.Part
        : (i -= _parts) < _groups ? Place.Group
        : i - _groups < _systems ? Place.System
        : Place.Resource;

    private static string Name(int i) => $"{Pick(Words, i, 1)}-{Pick(Words, i, 2)}-{i:D6}";

    private string Body(int i, int revision, List<Relation> relations)
    {
        var (kind, name, self) = (Kind(i), Name(i), Ref(i));
        var repo = string.Create(CultureInfo.InvariantCulture, $"https://git.example.org/org-{i % 17}/{name}");
        var text = new StringBuilder(2300);
        text.Append(CultureInfo.InvariantCulture, $$"""
            {"metadata":{"namespace":"default","annotations":{"backstage.io/managed-by-location":"url:{{repo}}/blob/main/catalog-info.yaml","backstage.io/managed-by-origin-location":"url:{{repo}}/blob/main/catalog-info.yaml","backstage.io/view-url":"{{repo}}/blob/main/catalog-info.yaml","git.example.org/project-slug":"org-{{i % 17}}/{{name}}","backstage.io/techdocs-ref":"dir:.","backstage.io/source-location":"url:{{repo}}/tree/main/","pager.example.org/service-id":"{{Mix(i, 3):X8}}","dash.example.org/board":"https://dash.example.org/d/{{Mix(i, 4) & 0xFFFFFFFF:x}}/{{name}}?orgId=1&refresh=30s"},"name":"{{name}}","description":"rev {{revision}} of {{name}} handles the writes for its area and keeps a read model for the others; it sends an event for every change it accepts; it answers with a stable contract that its users can pin; it has an error budget that the team reviews each week.","labels":{"lab.example.org/tier":"{{Pick(["gold", "silver", "bronze"], i, 5)}}","lab.example.org/rev":"{{revision}}"},"tags":["{{Pick(Tags, i, 6)}}","{{Pick(Tags, i, 7)}}"],"links":[{"url":"https://runbook.example.org/{{name}}","title":"Runbook"}]},"apiVersion":"backstage.io/v1alpha1","kind":"{{kind}}","spec":{"type":"{{Type(i)}}","lifecycle":"{{Pick(Lifecycles, i, 8)}}","owner":"
            """);
        var owner = Group(Skew(i, 9, _groups));
        text.Append(CultureInfo.InvariantCulture, $"group:default/{owner.Name}\"");
        Pair(relations, self, "ownedBy", owner, "ownerOf");
        var parent = Parent(i);
        text.Append(CultureInfo.InvariantCulture, $",\"system\":\"{parent.Name}\"");
        Pair(relations, self, "partOf", parent, "hasPart");
        if (At(i) == Place.Api && ProvidedBy(i) is { } provider)
        {
            Pair(relations, self, "apiProvidedBy", provider, "providesApi");
        }

        text.Append(",\"dependsOn\":[");
        for (var d = 0; d < 2; d++)
        {
            var target = Ref(Skew(i, 20 + d, count));
            text.Append(CultureInfo.InvariantCulture, $"{(d > 0 ? "," : "")}\"{target}\"");
            Pair(relations, self, "dependsOn", target, "dependencyOf");
        }

        return text.Append(CultureInfo.InvariantCulture, $"],\"definition\":\"{Filler(i)}\"}}}}").ToString();
    }

    // Makes up the bytes that the searchable parts leave to two thousand.
    private static string Filler(int i)
    {
        var text = new StringBuilder(640);
        for (var line = 0; line < 8; line++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  /{Pick(Words, i, 40 + line)}/{{id}}:\\n    get:\\n      operationId: get_{Pick(Words, i, 50 + line)}_{line}\\n");
        }

        return text.ToString();
    }

    private static void Pair(List<Relation> relations, EntityRef self, string type, EntityRef other, string inverse)
    {
        relations.Add(new Relation(self, type, other));
        relations.Add(new Relation(other, inverse, self));
    }

    private string Type(int i) => At(i) switch
    {
        Place.Part => i % 3 == 0 || IsOfHub(i) ? "workflow" : "endpoint",
        Place.Api => i % 5 == 0 || IsOfHub(i) ? "dataset" : Pick(ApiTypes, i, 10),
        Place.Group => "team",
        Place.System => "product",
        Place.Resource => Pick(["database", "s3-bucket", "kafka-topic"], i, 10),
        _ => Pick(ComponentTypes, i, 10),
    };

    private bool IsOfHub(int i) =>
        i - 14 - _components is >= 0 and < HubApis || i - 14 - _components - _apis is >= 0 and < HubParts;

    private EntityRef Parent(int i) => At(i) != Place.Part ? System(Skew(i, 11, _systems))
        : IsOfHub(i) ? Ref(14)
        : Ref(14 + 1 + Skew(i, 12, _components - 1));

    private EntityRef? ProvidedBy(int i) => IsOfHub(i) ? Ref(14) : i % 2 == 0 ? Ref(14 + 1 + Skew(i, 13, _components - 1)) : null;

    private EntityRef Group(int n) => Ref(14 + _components + _apis + _parts + n);

    private EntityRef System(int n) => Ref(14 + _components + _apis + _parts + _groups + n);

    private static int Share(int count, int of740000) => (int)((long)count * of740000 / 740_000);

    private static int Skew(int i, int salt, int below)
    {
        var x = (Mix(i, salt) >> 11) * (1.0 / (1UL << 53));
        return Math.Min(below - 1, (int)(below * x * x));
    }

    private static string Pick(string[] from, int i, int salt) => from[(int)(Mix(i, salt) % (ulong)from.Length)];

    private static ulong Mix(int i, int salt)
    {
        var x = ((ulong)(uint)i << 32 | (uint)salt) + 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    private enum Place
    {
        Template,
        Component,
        Api,
        Part,
        Group,
        System,
        Resource,
    }
}
