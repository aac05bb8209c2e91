using System.Globalization;
using System.Text;

namespace Catalog.Faults.Script;

/// <summary>Thinks up the steps of one lane: its files, its sources, and what it does to them.</summary>
internal sealed class LaneWriter(string lane, IReadOnlyList<string> lanes, bool rivals, int seed)
{
    private const int Files = 4;
    private const int Names = 12;
    private readonly Random _random = new(seed);
    private int _revision;

    /// <summary>The files of a lane. The last one is only found through the others.</summary>
    public static IEnumerable<string> FilesOf(string lane) => Enumerable.Range(0, Files + 1).Select(i => FileOf(lane, i));

    /// <summary>Writes the steps; the first ones fill the lane.</summary>
    public IReadOnlyList<Step> Write(int count)
    {
        List<Step> steps = [ChangeNested(), new ChangeFile(FileOf(lane, 0), Page(0)), new Register(FileOf(lane, 0))];
        while (steps.Count < count)
        {
            steps.Add(Next());
        }

        return steps;
    }

    private static string FileOf(string lane, int number) => $"/{lane}/file-{number}.yaml";

    private Step Next()
    {
        var file = _random.Next(Files);
        return _random.Next(20) switch
        {
            < 5 => new ChangeFile(FileOf(lane, file), Page(file)),
            5 => ChangeNested(),
            6 => new RemoveFile(FileOf(lane, file)),
            < 10 => new Register(FileOf(lane, file)),
            10 => new Unregister(FileOf(lane, file)),
            < 14 => PushOne(),
            14 => new TakeOut(Source(), $"component/{lane}/{PushedName()}"),
            < 17 => new ReplaceSource(Source(), [.. PushedNames().Select(Json)]),
            < 19 => new ChangeSource(Source(), [.. PushedNames().Select(name => _random.Next(3) == 0 ? $$"""{"remove":"component:{{lane}}/{{name}}"}""" : Json(name))]),
            _ => new Delete($"component/{lane}/{PushedName()}"),
        };
    }

    /// <summary>Left untold, its reader would show this version or an older one, as its last reading happened to come.</summary>
    private ChangeFile ChangeNested() => new(FileOf(lane, Files), Nested(), $"location:{lane}/further");

    private Push PushOne()
    {
        var name = PushedName();
        return new Push(Source(), $"component/{lane}/{name}", Json(name));
    }

    /// <summary>Sources claim the same names only where each step settles.</summary>
    private string Source() => rivals ? $"{lane}-p{_random.Next(2)}" : $"{lane}-p0";

    private string PushedName() => $"pushed-{_random.Next(Names)}";

    private List<string> PushedNames() => [.. Enumerable.Range(0, Names).Where(_ => _random.Next(2) == 0).Select(i => $"pushed-{i}")];

    private string Json(string name) => _random.Next(12) == 0
        ? """{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"no good name"},"spec":{}}"""
        : $$$"""
          {"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"{{{name}}}","namespace":"{{{lane}}}","description":"{{{Revision()}}}"},"spec":{"type":"service","lifecycle":"production","owner":"group:{{{Other()}}}/team-{{{_random.Next(3)}}}","dependsOn":["component:{{{Other()}}}/pushed-{{{_random.Next(Names)}}}"]}}
          """;

    /// <summary>A file of some components, a team, now and then a further file, a broken document or nothing but nonsense.</summary>
    private string Page(int file)
    {
        if (_random.Next(15) == 0)
        {
            return "kind: [unclosed";
        }

        var page = new StringBuilder();
        Add(page, "Group", $"team-{file}", "{ type: team, children: [] }");
        for (var i = 0; i < Names; i++)
        {
            if (_random.Next(2) == 0)
            {
                Add(page, "Component", $"filed-{file}-{i}", Component());
            }
        }

        // Of the entities that are claimed twice, each by two files at most: which of many losers comes next is a matter of chance.
        if (rivals && _random.Next(2) == 0)
        {
            Add(page, "Component", $"claimed-{file / 2}", Component());
        }

        if (_random.Next(3) == 0 && file == 1)
        {
            Add(page, "Location", "further", $"{{ type: url, targets: ['./file-{Files}.yaml'] }}");
        }

        if (_random.Next(6) == 0)
        {
            Add(page, "Component", $"broken-{file}", "{ type: service }");
        }

        return page.ToString();
    }

    private string Nested()
    {
        var page = new StringBuilder();
        foreach (var i in Enumerable.Range(0, Names / 2).Where(_ => _random.Next(3) > 0))
        {
            Add(page, i % 2 == 0 ? "System" : "Resource", $"nested-{i}", $"{{ type: database, owner: 'group:{Other()}/team-{_random.Next(Files)}' }}");
        }

        Add(page, "Resource", "nested", $"{{ type: database, owner: 'group:{Other()}/team-0' }}");
        return page.ToString();
    }

    private string Component() =>
        $"{{ type: service, lifecycle: production, owner: 'group:{Other()}/team-{_random.Next(Files)}', "
        + $"dependsOn: ['component:{Other()}/pushed-{_random.Next(Names)}', 'resource:{lane}/nested-1'] }}";

    private void Add(StringBuilder page, string kind, string name, string spec) => page.Append(CultureInfo.InvariantCulture, $$"""
        ---
        apiVersion: backstage.io/v1alpha1
        kind: {{kind}}
        metadata: { name: '{{name}}', namespace: '{{lane}}', description: '{{Revision()}}' }
        spec: {{spec}}

        """);

    private string Other() => lanes[_random.Next(lanes.Count)];

    private string Revision() => string.Create(CultureInfo.InvariantCulture, $"revision {++_revision}");
}
