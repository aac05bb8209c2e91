using System.Globalization;
using System.Text;
using Catalog.Model;

namespace Catalog.Testing.Synthetic;

/// <summary>
/// Made-up entities in the shape of a large company's catalog: 59.5 % Component, 13 % User, 12 % API, 8 % Resource, 5 % System, 2 % Group
/// (a tree, five children each), 0.4 % Domain, 0.1 % Template; owners, systems and dependencies skewed, so that a few are popular; about
/// 2 KB each once processed. The same count, seed and prefix always give the same bytes.
/// </summary>
public sealed class SyntheticCatalog
{
    private static readonly (string Kind, double Share, string Suffix)[] s_kinds =
    [
        ("Domain", 0.004, "-dom"), ("System", 0.05, "-sys"), ("Group", 0.02, "-team"), ("User", 0.13, ""), ("API", 0.12, "-api"),
        ("Resource", 0.08, "-res"), ("Component", 0, ""), ("Template", 0.001, "-tpl"),
    ];

    private readonly int _seed;
    private readonly string _prefix;
    private readonly bool _located;
    private readonly Dictionary<string, int> _counts = [];

    /// <summary>Decides how many of each kind there are.</summary>
    /// <param name="count">How many entities in all.</param>
    /// <param name="seed">Another seed gives other entities.</param>
    /// <param name="prefix">Stands before every name, so that two catalogs can be side by side.</param>
    /// <param name="located">Whether they carry the managed-by annotations, as a provider's do.</param>
    public SyntheticCatalog(int count, int seed = 1, string prefix = "", bool located = true)
    {
        (_seed, _prefix, _located, Count) = (seed, prefix, located, count);
        foreach (var (kind, share, _) in s_kinds) _counts[kind] = Math.Max(count >= 20 ? 2 : 1, (int)Math.Round(count * share));
        _counts["Component"] = Math.Max(1, count - (_counts.Values.Sum() - _counts["Component"]));
    }

    /// <summary>How many entities there are.</summary>
    public int Count { get; }

    /// <summary>The entities, kind by kind.</summary>
    /// <param name="revision">Another number changes every entity a little.</param>
    public IEnumerable<EntityBody> Entities(int revision = 0) =>
        s_kinds.SelectMany(k => Enumerable.Range(0, _counts[k.Kind]).Select(i => Make(k.Kind, i, revision))).Take(Count);

    /// <summary>How many there are of a kind.</summary>
    public int CountOf(string kind) => _counts[kind];

    /// <summary>The name of an entity.</summary>
    public string NameOf(string kind, int i)
    {
        var dice = new Dice(_seed, kind, i, 1);
        return kind == "User"
            ? $"{_prefix}{dice.Pick(Words.Nouns)}.{dice.Pick(Words.Nouns)}.{i}"
            : $"{_prefix}{dice.Pick(Words.Nouns)}-{dice.Pick(Words.Nouns)}{s_kinds.First(k => k.Kind == kind).Suffix}-{i.ToString("D5", CultureInfo.InvariantCulture)}";
    }

    /// <summary>One entity.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="i">Its number within the kind.</param>
    /// <param name="revision">Another number changes it a little.</param>
    public EntityBody Make(string kind, int i, int revision = 0)
    {
        var dice = new Dice(_seed, kind, i, 2);
        var json = new StringBuilder(2_048);
        json.Append(kind == "Template" ? """{"apiVersion":"scaffolder.backstage.io/v1beta3","kind":""" : """{"apiVersion":"backstage.io/v1alpha1","kind":""");
        json.Append($"\"{kind}\",\"metadata\":");
        Metadata(json, kind, i, revision, dice);
        json.Append(",\"spec\":");
        Spec(json, kind, i, dice);
        return new EntityBody(Encoding.UTF8.GetBytes(json.Append('}').ToString()));
    }

    private void Metadata(StringBuilder json, string kind, int i, int revision, Dice dice)
    {
        var name = NameOf(kind, i);
        var repository = $"https://git.example.org/org-{i % 17}/{name}";
        json.Append($"{{\"name\":\"{name}\",\"description\":\"{(revision == 0 ? "" : $"rev {revision} ")}{name} ");
        json.Append($"{dice.Pick(Words.Sentences)}; it {dice.Pick(Words.Sentences)}; it {dice.Pick(Words.Sentences)}.\",");
        json.Append($"\"labels\":{{\"lab.example.org/tier\":\"{dice.Pick(Words.Tiers)}\"");
        if (kind == "Resource") json.Append($",\"lab.example.org/region\":\"{dice.Pick(Words.Regions)}\"");
        if (revision != 0) json.Append($",\"lab.example.org/rev\":\"{revision}\"");
        json.Append($"}},\"annotations\":{{\"git.example.org/project-slug\":\"org-{i % 17}/{name}\",\"backstage.io/techdocs-ref\":\"dir:.\",");
        json.Append($"\"backstage.io/source-location\":\"url:{repository}/tree/main/\",\"pager.example.org/service-id\":\"{dice.Next(int.MaxValue):X}\",");
        json.Append($"\"dash.example.org/board\":\"https://dash.example.org/d/{dice.Next(int.MaxValue):x}/{name}?orgId=1&refresh=30s\"");
        if (_located)
        {
            json.Append($",\"backstage.io/managed-by-location\":\"url:{repository}/blob/main/catalog-info.yaml\"");
            json.Append($",\"backstage.io/managed-by-origin-location\":\"url:{repository}/blob/main/catalog-info.yaml\"");
        }

        if (kind == "Component") json.Append($",\"lang.example.org/main\":\"{dice.Pick(Words.Languages)}\"");
        var tags = new HashSet<string> { dice.Pick(Words.Tags) };
        if (dice.Chance(0.6)) tags.Add(dice.Pick(Words.Tags));
        if (dice.Chance(0.3)) tags.Add(dice.Pick(Words.Tags));
        json.Append($"}},\"tags\":[{Quoted(tags)}],\"links\":[{{\"url\":\"https://runbook.example.org/{name}\",\"title\":\"Runbook\"}}]}}");
    }

    private void Spec(StringBuilder json, string kind, int i, Dice dice)
    {
        var owner = $"\"owner\":\"group:default/{NameOf("Group", dice.Skewed(_counts["Group"]))}\"";
        var system = $"\"system\":\"{NameOf("System", dice.Skewed(_counts["System"]))}\"";
        var name = NameOf(kind, i);
        json.Append(kind switch
        {
            "Domain" => $"{{{owner}}}",
            "System" => $"{{{owner},\"domain\":\"{NameOf("Domain", dice.Next(_counts["Domain"]))}\"}}",
            "Group" => $"{{\"type\":\"{(i == 0 ? "organization" : i < 6 ? "department" : "team")}\",\"profile\":{{\"displayName\":\"{name.Replace('-', ' ')}\",\"email\":\"{name}@example.org\"}},\"children\":[]{(i == 0 ? "" : $",\"parent\":\"{NameOf("Group", (i - 1) / 5)}\"")}}}",
            "User" => $"{{\"profile\":{{\"displayName\":\"{name.Replace('.', ' ')}\",\"email\":\"{name}@example.org\",\"picture\":\"https://pic.example.org/{name}.png\"}},\"memberOf\":[{Quoted(Some(1 + (dice.Chance(0.4) ? 1 : 0), () => NameOf("Group", dice.Next(_counts["Group"]))))}]}}",
            "API" => $"{{\"type\":\"{dice.Pick(Words.ApiTypes)}\",\"lifecycle\":\"{dice.Pick(Words.Lifecycles)}\",{owner},{system},\"definition\":\"{Definition(name, dice)}\"}}",
            "Resource" => $"{{\"type\":\"{dice.Pick(Words.ResourceTypes)}\",{owner},{system}{(dice.Chance(0.3) ? $",\"dependsOn\":[\"resource:default/{NameOf("Resource", dice.Skewed(_counts["Resource"]))}\"]" : "")}}}",
            "Template" => $"{{{owner},\"type\":\"{dice.Pick(Words.ComponentTypes)}\",\"parameters\":[{{\"title\":\"Name\",\"required\":[\"name\"],\"properties\":{{\"name\":{{\"type\":\"string\"}}}}}}],\"steps\":[{{\"id\":\"log\",\"name\":\"Log\",\"action\":\"debug:log\",\"input\":{{\"message\":\"hello\"}}}}]}}",
            _ => Component(owner, system, i, dice),
        });
    }

    private string Component(string owner, string system, int i, Dice dice)
    {
        var type = dice.Pick(Words.ComponentTypes);
        var dependencies = Some((int[])[0, 1, 1, 2, 2, 3], dice, () => dice.Chance(0.45)
            ? "resource:default/" + NameOf("Resource", dice.Skewed(_counts["Resource"]))
            : dice.Skewed(_counts["Component"]) is var other && other != i ? "component:default/" + NameOf("Component", other) : null);
        var consumed = type == "library" ? [] : Some((int[])[0, 1, 2], dice, () => NameOf("API", dice.Skewed(_counts["API"])));
        return $"{{\"type\":\"{type}\",\"lifecycle\":\"{dice.Pick(Words.Lifecycles)}\",{owner},{system}"
            + (dependencies.Count > 0 ? $",\"dependsOn\":[{Quoted(dependencies)}]" : "")
            + (type == "service" && dice.Chance(0.8) ? $",\"providesApis\":[\"{NameOf("API", dice.Next(_counts["API"]))}\"]" : "")
            + (consumed.Count > 0 ? $",\"consumesApis\":[{Quoted(consumed)}]" : "") + "}";
    }

    private static string Definition(string name, Dice dice)
    {
        var text = new StringBuilder($"openapi: 3.0.3\\ninfo:\\n  title: {name}\\n  version: 1.{dice.Next(9)}.{dice.Next(9)}\\npaths:");
        for (var j = 0; j < 8; j++)
        {
            text.Append($"\\n  /{dice.Pick(Words.Nouns)}/{dice.Pick(Words.Nouns)}/{{id}}:\\n    get:\\n      operationId: get_{dice.Pick(Words.Nouns)}_{j}");
            text.Append("\\n      responses:\\n        '200': { description: ok }");
        }

        return text.Append("\\n").ToString();
    }

    private static HashSet<string> Some(int[] counts, Dice dice, Func<string?> next) => Some(counts[dice.Next(counts.Length)], next);

    private static HashSet<string> Some(int count, Func<string?> next)
    {
        var found = new HashSet<string>();
        for (var j = 0; j < count; j++)
        {
            if (next() is { } one) found.Add(one);
        }

        return found;
    }

    private static string Quoted(IEnumerable<string> texts) => string.Join(',', texts.Select(t => $"\"{t}\""));
}
