using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Benchmarks.Index;

namespace Catalog.Benchmarks.Http;

/// <summary>
/// The questions of Backstage's query battery, chosen from the data of the running server, so that the same program can be
/// pointed at any server with the same API. In: the API's base url. Out: scenarios.
/// </summary>
internal static class Battery
{
    private const string Query = "entities/by-query";
    private const string ByName = "&orderField=metadata.name,asc";

    public static async Task<IReadOnlyList<Scenario>> ChooseAsync(HttpClient client, Uri api)
    {
        var components = await ItemsAsync(client, api, $"{Query}?filter=kind=component&limit=500{ByName}&fields=metadata.name,spec.system,spec.owner");
        var names = components.Select(Name).ToList();
        var middle = names[names.Count / 3];
        var owners = components.Select(c => (string?)c["spec"]?["owner"]).OfType<string>().Distinct().Take(2).ToList();
        var system = components.Select(c => (string?)c["spec"]?["system"]).OfType<string>().FirstOrDefault() ?? "none";
        var refs = names.Where((_, i) => i % 5 == 0).Take(100).Select(n => $"component:default/{n}");
        var common = middle.Split('-')[0];

        return
        [
            new("1 page of 20, kind=component by name, with total", $"{Query}?filter=kind=component&limit=20{ByName}"),
            new("2 count kind=component", $"{Query}?filter=kind=component&limit=0"),
            new("3 first page, no filter", $"{Query}?limit=20"),
            new("4 facet spec.type, few matches (kind=template)", "entity-facets?filter=kind=template&facet=spec.type"),
            new("5 facet spec.type, many matches (kind=component)", "entity-facets?filter=kind=component&facet=spec.type"),
            new("four facets at once", "entity-facets?filter=kind=component&facet=spec.type&facet=spec.lifecycle&facet=spec.owner&facet=metadata.tags"),
            new("6 by name", $"entities/by-name/component/default/{middle}"),
            new("100 by refs", "entities/by-refs", JsonSerializer.Serialize(new { entityRefs = refs })),
            new("7 text filter on name with kind, common term", TextFilter(common)),
            new("7 text filter on name with kind, rare term", TextFilter(middle[^6..])),
            new("8 ancestry, present", $"entities/by-name/component/default/{middle}/ancestry"),
            new("8 ancestry, absent", "entities/by-name/component/default/not-there/ancestry"),
            new("10 count of everything", $"{Query}?limit=0"),
            new("11 orphans", $"{Query}?limit=100&filter=metadata.annotations.backstage.io/orphan=true"),
            await BranchesAsync(client, api, owners[0], system),
            new("predicate POST of the same kind as 12", Query, Predicate(owners)),
            new("offset 500", $"{Query}?filter=kind=component&limit=20&offset=500{ByName}"),
            new("whole list kind=component, streamed", "entities?filter=kind=component", Heavy: true),
        ];
    }

    /// <summary>The hub of the 740,000 data set where there is one; else two branches of a few dozen matches.</summary>
    private static async Task<Scenario> BranchesAsync(HttpClient client, Uri api, string owner, string system)
    {
        var hub = $"component:default/{SyntheticCatalog.Hub}";
        var branches = await CountAsync(client, api, $"relations.partOf={hub}") > 0
            ? ($"kind=subcomponent,spec.type=workflow,relations.partOf={hub}", $"kind=api,spec.type=dataset,relations.apiProvidedBy={hub}")
            : ($"relations.ownedBy={owner}", $"relations.partOf=system:default/{system}");
        var matches = await CountAsync(client, api, branches.Item1, branches.Item2);
        return new(
            $"12 two selective relation branches ({matches} matches), by name, limit 2000, three fields",
            $"{Query}?filter={Uri.EscapeDataString(branches.Item1)}&filter={Uri.EscapeDataString(branches.Item2)}"
            + $"&limit=2000&totalItems=exclude&fields=kind,metadata.name,metadata.namespace{ByName}");
    }

    private static string TextFilter(string term) =>
        $"{Query}?filter=kind=component&limit=20&fullTextFilterTerm={Uri.EscapeDataString(term)}&fullTextFilterFields=metadata.name{ByName}";

    private static string Predicate(IReadOnlyList<string> owners) => new JsonObject
    {
        ["query"] = new JsonObject
        {
            ["$all"] = new JsonArray(
                new JsonObject { ["kind"] = "component" },
                new JsonObject { ["$any"] = new JsonArray([.. owners.Select(o => new JsonObject { ["spec.owner"] = o })]) },
                new JsonObject { ["$not"] = new JsonObject { ["spec.lifecycle"] = "deprecated" } }),
        },
        ["limit"] = 20,
        ["orderBy"] = new JsonArray(new JsonObject { ["field"] = "metadata.name", ["order"] = "asc" }),
    }.ToJsonString();

    private static async Task<int> CountAsync(HttpClient client, Uri api, params string[] filters)
    {
        var query = string.Concat(filters.Select(f => $"&filter={Uri.EscapeDataString(f)}"));
        return (int)(await client.GetFromJsonAsync<JsonNode>(new Uri(api, $"{Query}?limit=0{query}")))!["totalItems"]!;
    }

    private static async Task<List<JsonNode>> ItemsAsync(HttpClient client, Uri api, string path) =>
        [.. (await client.GetFromJsonAsync<JsonNode>(new Uri(api, path)))!["items"]!.AsArray().OfType<JsonNode>()];

    private static string Name(JsonNode entity) => (string)entity["metadata"]!["name"]!;
}
