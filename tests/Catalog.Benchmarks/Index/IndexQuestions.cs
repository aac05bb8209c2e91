using System.Buffers;
using System.Diagnostics;
using Catalog.Index;
using Catalog.Index.Graph;
using Catalog.Index.Query;
using Catalog.Model;

namespace Catalog.Benchmarks.Index;

/// <summary>The questions of the battery, each asked on the newest snapshot and written out as far as HTTP would write it.</summary>
internal sealed class IndexQuestions(SyntheticCatalog catalog, CatalogIndex index, TimeSpan budget)
{
    private static readonly OrderField ByName = new("metadata.name", false);
    private static readonly Condition Components = new HasValue("kind", ["component"]);

    private readonly ArrayBufferWriter<byte> _output = new(1 << 20);
    private readonly FieldSelection? _three = FieldSelection.TryParse(["kind,metadata.namespace,metadata.name"], out var fields, out _) ? fields : null;
    private int _turn;

    public async Task RunAsync()
    {
        var hub = $"component:default/{SyntheticCatalog.Hub}";
        var branches = new Any(
        [
            new All([new HasValue("kind", ["subcomponent"]), new HasValue("spec.type", ["workflow"]), new HasValue("relations.partOf", [hub])]),
            new All([new HasValue("kind", ["api"]), new HasValue("spec.type", ["dataset"]), new HasValue("relations.apiProvidedBy", [hub])]),
        ]);
        await AskAsync("1 page of 20, kind=component by name, with total", () => PageAsync(new EntityQuery { Where = Components, Order = [ByName] }, 20));
        Ask("2 count kind=component", s => s.Find(new EntityQuery { Where = Components }, new PageRequest { Limit = 0 }).Total!.Value);
        await AskAsync("3 first page, no filter", () => PageAsync(new EntityQuery(), 20));
        Ask("4 facet spec.type of kind=template", s => s.Facet("spec.type", new HasValue("kind", ["template"])).Count);
        Ask("5 facet spec.type of kind=component", s => s.Facet("spec.type", Components).Count);
        Ask("four facets of kind=component", s => s.Facet("spec.type", Components).Count + s.Facet("spec.lifecycle", Components).Count + s.Facet("spec.owner", Components).Count + s.Facet("metadata.tags", Components).Count);
        Ask("facet kind, no filter", s => s.Facet("kind", Condition.Everything).Count);
        await AskAsync("6 by name", () => ByNameAsync(1));
        await AskAsync("6 100 by refs", () => ByNameAsync(100));
        await AskAsync("7 text 'player' on name of kind=component, by name", () => TextAsync("player"));
        await AskAsync("7 text, a different common word each time", () => TextAsync(Word()));
        await AskAsync("7 text, a rare one each time", () => TextAsync(((_turn++ * 7919 % catalog.Count) / 10).ToString("D5", System.Globalization.CultureInfo.InvariantCulture)));
        Ask("8 ancestry, present", s => s.AncestryOf(Some()).Count);
        Ask("8 ancestry, absent", s => s.AncestryOf(EntityRef.Parse("component:default/absent")).Count);
        Ask("10 count of everything", s => s.Find(new EntityQuery { Order = [ByName] }, new PageRequest { Limit = 0 }).Total!.Value);
        Ask("11 orphans", s => s.CountOf(new HasValue("metadata.annotations.backstage.io/orphan", ["true"])));
        await AskAsync("12 two relation branches by name, 2000, three fields", () => PageAsync(new EntityQuery { Where = branches, Order = [ByName] }, 2000, _three));
        await AskAsync("offset 500", () => PageAsync(new EntityQuery { Where = Components, Order = [ByName] }, 20, offset: 500));
        await AskAsync("page of 20 by owner", () => PageAsync(new EntityQuery { Where = new HasValue("relations.ownedBy", [Group()]) }, 20));
        await AskAsync("predicate with any, not; by name", () => PageAsync(new EntityQuery { Where = new All([Components, new Any([new HasValue("spec.owner", [Group()]), new HasValue("spec.owner", [Group()])]), new Not(new HasValue("spec.lifecycle", ["deprecated"]))]), Order = [ByName] }, 20));
        await AskAsync("order by spec.type, kind=component", () => PageAsync(new EntityQuery { Where = Components, Order = [new OrderField("spec.type", true)] }, 20));
        Ask("10,000 values of a key", s => s.CountOf(new HasValue("metadata.name", [.. Enumerable.Range(0, 10_000).Select(i => catalog.Ref(i).Name.ToString())])));
        Ask("graph of depth 2", s => s.Traverse(new GraphQuery { Roots = [Some()], Depth = 2, Direction = GraphDirection.Both, Limit = 200 }).Nodes.Count);
        await ListAsync();
    }

    private async ValueTask<int> PageAsync(EntityQuery query, int limit, FieldSelection? fields = null, int offset = 0)
    {
        var snapshot = index.Current;
        var page = snapshot.Find(query, new PageRequest { Limit = limit, Offset = offset });
        await WriteAsync(snapshot, [.. page.Hits.Select(hit => hit.Doc)], fields);
        return page.Hits.Count;
    }

    private ValueTask<int> TextAsync(string term) =>
        PageAsync(new EntityQuery { Where = Components, Order = [ByName], Text = new TextFilter(term, ["metadata.name"]) }, 20);

    private async ValueTask<int> ByNameAsync(int count)
    {
        var snapshot = index.Current;
        var docs = new List<int>(count);
        for (var i = 0; i < count; i++)
        {
            if (snapshot.TryGet(Some(), out var doc))
            {
                docs.Add(doc);
            }
        }

        await WriteAsync(snapshot, [.. docs], null);
        return docs.Count;
    }

    private ValueTask WriteAsync(IndexSnapshot snapshot, int[] docs, FieldSelection? fields)
    {
        _output.ResetWrittenCount();
        return snapshot.WriteAsync(docs, fields, ","u8.ToArray(), default, _output, default);
    }

    private async Task ListAsync()
    {
        var snapshot = index.Current;
        var start = Stopwatch.GetTimestamp();
        var bytes = 0L;
        var docs = snapshot.All(Components).ToArray();
        await foreach (var batch in snapshot.ReadAsync(docs, null, ","u8.ToArray(), default))
        {
            bytes += batch.Length;
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine($"  whole list kind=component: {docs.Length:N0} entities, {bytes / 1e6:N0} MB in {seconds * 1000:N0} ms, {bytes / 1e6 / seconds:N0} MB/s (bodies made up while reading)");
    }

    // A component, mostly one of a few hundred, as people ask for.
    private EntityRef Some() => catalog.Ref(catalog.Component(_turn++ % 400 * 97));


    private string Group() => index.Current.RelationsOf(catalog.Ref(catalog.Component(_turn++ % 50))).First(relation => relation.Type == "ownedBy").Target.ToString();

    private string Word() => catalog.Ref(_turn++ % 1000).Name.ToString().Split('-')[0];

    private void Ask(string name, Func<IndexSnapshot, int> question)
    {
        var result = question(index.Current);
        var times = new List<double>();
        var processor = new List<double>();
        for (var all = Stopwatch.StartNew(); all.Elapsed < budget || times.Count < 20;)
        {
            var (start, used) = (Stopwatch.GetTimestamp(), ThreadClock.Microseconds);
            question(index.Current);
            processor.Add(ThreadClock.Microseconds - used);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        Tell(name, times, processor, result);
    }

    private async Task AskAsync(string name, Func<ValueTask<int>> question)
    {
        var first = Stopwatch.GetTimestamp();
        var result = await question();
        var cold = Stopwatch.GetElapsedTime(first).TotalMilliseconds;
        for (var i = 0; i < 10; i++)
        {
            await question();
        }

        var times = new List<double>();
        var processor = new List<double>();
        for (var all = Stopwatch.StartNew(); all.Elapsed < budget || times.Count < 20;)
        {
            var (start, used) = (Stopwatch.GetTimestamp(), ThreadClock.Microseconds);
            await question();
            processor.Add(ThreadClock.Microseconds - used);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        Tell($"{name} (first {cold:F1} ms)", times, processor, result);
    }

    private static void Tell(string name, List<double> times, List<double> processor, int result) =>
        Console.WriteLine($"  {name,-78} {Timing.Of(times)}; of processor {Timing.Of(processor)}; {result:N0} found");
}
