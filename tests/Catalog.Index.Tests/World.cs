using System.Globalization;
using System.Text;
using Catalog.Index.Query;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Index.Tests;

/// <summary>Random entities and questions over small alphabets, so that values collide, repeat and go missing. All of it follows from the seed.</summary>
internal sealed class World(int seed)
{
    private static readonly string[] Names = ["alpha", "Alpha-2", "beta", "be_ta", "gamma", "omega-player", "player", "zeta", "a", "ab", "abc", "x1", "x10", "x2"];
    private static readonly string[] Kinds = ["Component", "API", "Group", "System"];
    private static readonly string[] Values = ["service", "Service", "SERVICE", "library", "", "website", "Überraschung", "日本", "a%b", "a_b", "a\\\\b", "x\\u0000y", "1.5"];
    private static readonly string[] Types = ["ownedBy", "ownerOf", "partOf", "hasPart", "OWNEDBY"];
    private static readonly string[] Keys =
    [
        "kind", "metadata.name", "metadata.namespace", "metadata.uid", "spec.type", "spec.lifecycle", "metadata.tags", "metadata.tags.java", "spec.n", "spec.nothing",
        "relations.ownedby", "relations.hasPart", "relations.partof", "metadata.annotations.backstage.io/orphan", "spec.objects.a", "no.such", "metadata.description", "spec.Mixed.Key",
    ];

    private readonly Random _random = new(seed);

    public int Next(int below) => _random.Next(below);

    public T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    public EntityRef Ref() => EntityRef.Create(Pick(Kinds), Next(5) == 0 ? "other" : "default", Pick(Names));

    /// <summary>A change: mostly a new or changed entity, sometimes a deletion.</summary>
    public FeedEntry Change(BodyStore store)
    {
        var entity = Ref();
        if (Next(5) == 0)
        {
            return store.Drop(entity);
        }

        var record = new EntityRecord
        {
            Ref = entity,
            Uid = Next(8) == 0 ? Guid() : BodyStore.UidOf(entity),
            Version = 1,
            Sources = Next(6) == 0 ? [] : ["provider:test"],
            Unprocessed = default,
            UnprocessedHash = 0,
            Processed = Next(10) == 0 ? default : Encoding.UTF8.GetBytes(Body(entity)),
            Relations = [.. Enumerable.Range(0, Next(5)).Select(_ => Relation(entity))],
            Children = [.. Enumerable.Range(0, Next(8) == 0 ? 3 : 0).Select(_ => Ref()).Distinct()],
            Errors = Next(6) == 0 ? [new Problem("it is bad")] : [],
            Created = default,
            Updated = default,
        };
        return store.Put(record);
    }

    public Condition Condition(int depth = 3) => Next(depth > 0 ? 9 : 5) switch
    {
        0 => new Exists(Pick(Keys)),
        1 => new HasPrefix(Pick(Keys), Pick(["", "a", "A", "x1", "se", "group:", "comp", "0", "a%", "ü", "日"])),
        2 => Catalog.Index.Query.Condition.Everything,
        3 or 4 => new HasValue(Pick(Keys), [.. Enumerable.Range(0, Next(3) + (Next(9) == 0 ? 0 : 1)).Select(_ => Value())]),
        5 => new Not(Condition(depth - 1)),
        6 => new Any([.. Enumerable.Range(0, Next(4)).Select(_ => Condition(depth - 1))]),
        _ => new All([.. Enumerable.Range(0, Next(4)).Select(_ => Condition(depth - 1))]),
    };

    public EntityQuery Query()
    {
        var missing = Next(3) == 0 ? MissingOrder.Last : MissingOrder.Exclude;
        var orders = Next(4) == 0 ? 0 : missing == MissingOrder.Last && Next(3) == 0 ? 2 : 1;
        var order = Enumerable.Range(0, orders).Select(_ => new OrderField(Pick(Keys), Next(2) == 0)).ToList();
        var fields = Next(2) == 0 && order.Count > 0 ? [order[0].Key] : Enumerable.Range(0, 1 + Next(2)).Select(_ => Pick(Keys)).ToList();
        return new EntityQuery
        {
            Where = Condition(),
            Missing = missing,
            Order = order,
            Text = Next(3) == 0 ? new TextFilter(Pick(["a", "al", "play", "PLAYER", "%", "_", "a_b", "a%a", "x1", "ü", "nothing-has-it", " ", "component:default/"]), fields) : null,
        };
    }

    public string Key() => Pick(Keys);

    private Guid Guid()
    {
        var bytes = new byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private string Value() => Next(3) switch
    {
        0 => Pick(Names),
        1 => Pick(Values),
        _ => Pick(["component", "api", "default", "java", "true", "5", BodyStore.UidOf(Ref()).ToString(), Ref().ToString(), "\0"]),
    };

    private Relation Relation(EntityRef self) => Next(3) switch
    {
        0 => new Relation(self, Pick(Types), Ref()),
        1 => new Relation(Ref(), Pick(Types), self),
        _ => new Relation(Ref(), Pick(Types), Ref()),
    };

    private string Body(EntityRef entity)
    {
        var body = new StringBuilder();
        body.Append(CultureInfo.InvariantCulture, $$"""{"apiVersion":"v1","kind":"{{Pick([entity.Kind.ToString(), entity.Kind.ToString().ToUpperInvariant()])}}","metadata":{"name":"{{entity.Name}}" """);
        if (!entity.Namespace.SequenceEqual("default") || Next(2) == 0)
        {
            body.Append(CultureInfo.InvariantCulture, $",\"namespace\":\"{entity.Namespace}\"");
        }

        if (Next(2) == 0)
        {
            body.Append(CultureInfo.InvariantCulture, $",\"tags\":[{string.Join(',', Enumerable.Range(0, Next(4)).Select(_ => $"\"{Pick(["java", "Java", "go", "c++", "日本"])}\""))}]");
        }

        if (Next(4) == 0)
        {
            body.Append(CultureInfo.InvariantCulture, $",\"description\":\"{new string('d', Pick([3, 199, 200, 201, 700]))}\"");
        }

        if (Next(3) == 0)
        {
            body.Append(Pick([",\"annotations\":{\"backstage.io/orphan\":\"maybe\",\"a\":\"b\"}", ",\"annotations\":{}", ",\"annotations\":null"]));
        }

        body.Append("},\"spec\":{");
        List<string> members = [];
        void Sometimes(string name, Func<string> value)
        {
            if (Next(2) == 0)
            {
                members.Add($"\"{name}\":{value()}");
            }
        }

        Sometimes("type", () => $"\"{Pick(Values)}\"");
        Sometimes("lifecycle", () => $"\"{Pick(Values)}\"");
        Sometimes("n", () => Pick(["5", "5.0", "-1", "0.5", "1500", "true", "false"]));
        Sometimes("nothing", () => Pick(["null", "[null]", "[null,\"v\"]", "\"v\"", "[]", "{}"]));
        Sometimes("objects", () => """[{"a":1},{"a":2,"b":{"c":["One","one","two"]}},["x",["y"]]]""");
        Sometimes(Pick(["Mixed", "mixed"]), () => """{"Key":"Value"}""");
        if (Next(25) == 0)
        {
            members.Add("\"clash\":1,\"Clash\":2");
        }

        return body.Append(string.Join(',', members)).Append("}}").ToString();
    }
}
