using System.Text;
using Catalog.Model;
using Catalog.Processing.Rules;
using Catalog.Processing.Tests.Support;
using static Catalog.Processing.Tests.Support.Pipelines;

namespace Catalog.Processing.Tests.Processors;

public sealed class LocationTests
{
    [Fact]
    public async Task Relative_targets_stand_beside_the_Locations_own_file()
    {
        var reader = new MemoryReader { ["url:http://h/a/one.yaml"] = ComponentYaml("one"), ["url:http://h/two.yaml"] = ComponentYaml("two"), ["url:http://else/3.yaml"] = ComponentYaml("three") };
        var outcome = await Create(reader: reader).RunAsync(Location("""{"target":"./a/one.yaml","targets":["two.yaml","http://else/3.yaml"]}"""));
        Assert.Empty(outcome.Errors);
        Assert.Equal(["component:default/one", "component:default/two", "component:default/three"], outcome.Children.Select(c => c.Ref.ToString()));
        Assert.Equal(["url:http://else/3.yaml", "url:http://h/a/one.yaml", "url:http://h/two.yaml"], outcome.RefreshKeys);
        Assert.Equal("url:http://h/a/one.yaml", outcome.Children[0].LocationKey);
        Assert.Equal("url:http://h/a/one.yaml", outcome.Children[0].Body!.Annotation("backstage.io/managed-by-location"));
        Assert.Equal("url:http://h/all.yaml", outcome.Children[0].Body!.Annotation("backstage.io/managed-by-origin-location"));
    }

    [Fact]
    public async Task File_targets_are_relative_to_the_file()
    {
        var reader = new MemoryReader { ["file:/x/parts/one.yaml"] = ComponentYaml("one") };
        var outcome = await Create(reader: reader).RunAsync(Location("""{"targets":["./parts/one.yaml"]}""", "file:/x/all.yaml"));
        Assert.Equal("component:default/one", Assert.Single(outcome.Children).Ref.ToString());
    }

    [Fact]
    public async Task One_target_that_is_missing_fails_the_whole_unless_it_is_optional()
    {
        var reader = new MemoryReader { ["url:http://h/one.yaml"] = ComponentYaml("one") };
        var outcome = await Create(reader: reader).RunAsync(Location("""{"targets":["./one.yaml","./gone.yaml"]}"""));
        Assert.Null(outcome.Processed);
        Assert.Equal("NotFoundError", Assert.Single(outcome.Errors).Name);
        outcome = await Create(reader: reader).RunAsync(Location("""{"targets":["./one.yaml","./gone.yaml"],"presence":"optional"}"""));
        Assert.Single(outcome.Children);
    }

    [Fact]
    public async Task One_bad_document_fails_the_whole_and_its_place_is_named()
    {
        var reader = new MemoryReader { ["url:http://h/all.yaml"] = ComponentYaml("one") + "---\nkind: Component\nmetadata:\n  name: two\n---\na: [\n" };
        var outcome = await Create(reader: reader).RunAsync(Location("""{"target":"http://h/all.yaml"}"""));
        Assert.Null(outcome.Processed);
        Assert.Equal(2, outcome.Errors.Length);
        Assert.Contains("/apiVersion", outcome.Errors[0].Message);
        Assert.Equal(("http://h/all.yaml", 2), (outcome.Errors[0].Position!.Value.File, outcome.Errors[0].Position!.Value.Document));
        Assert.Equal(3, outcome.Errors[1].Position!.Value.Document);
    }

    [Fact]
    public async Task An_entity_that_is_wrong_by_itself_is_emitted_with_the_places_of_its_faults()
    {
        var reader = new MemoryReader { ["url:http://h/all.yaml"] = ComponentYaml("one") + "---\n" + ComponentYaml("two", "  system: 5\n") };
        var outcome = await Create(reader: reader).RunAsync(Location("""{"target":"http://h/all.yaml"}"""));
        Assert.Empty(outcome.Children[0].Origin!.Paths);
        var bad = outcome.Children[1];
        var its = await Create().RunAsync(bad.Body!, origin: bad.Origin);
        Assert.Equal(18, Assert.Single(its.Errors).Position!.Value.Line);
    }

    [Fact]
    public async Task A_url_may_not_lead_to_the_servers_files()
    {
        var outcome = await Create(reader: new MemoryReader { ["file:/etc/x.yaml"] = ComponentYaml("one") })
            .RunAsync(Location("""{"type":"file","target":"/etc/x.yaml"}"""));
        Assert.Contains("must be of an allowed type [\"url\"]", Assert.Single(outcome.Errors).Message);
    }

    [Fact]
    public async Task A_type_that_nobody_reads_is_an_error()
    {
        var outcome = await Create(reader: new MemoryReader()).RunAsync(Location("""{"target":"x"}""", "ftp:somewhere"));
        Assert.Equal("No processor was able to handle reading of ftp:x", Assert.Single(outcome.Errors).Message);
    }

    [Fact]
    public async Task A_processor_of_ones_own_can_read_a_type_of_its_own()
    {
        var reads = new ScriptedProcessor { Read = (l, c) => { c.EmitLocation(new LocationRef("url", "http://" + l.Target)); return l.Type == "ftp"; } };
        var outcome = await Create(processors: reads).RunAsync(Location("""{"target":"x"}""", "ftp:somewhere"));
        Assert.Equal("Location", Assert.Single(outcome.Children).Body!.Kind);
    }

    [Fact]
    public async Task An_unchanged_source_gives_the_same_children_without_bodies()
    {
        var reader = new MemoryReader { GivesETags = true, ["url:http://h/all.yaml"] = ComponentYaml("one") };
        var pipeline = Create(reader: reader);
        var body = Location("""{"target":"http://h/all.yaml"}""");
        var first = await pipeline.RunAsync(body);
        var second = await pipeline.RunAsync(body, first.Cache);
        Assert.NotNull(reader.Reads[1].ETag);
        Assert.Equal(first.Children.Select(c => c with { Body = null, Origin = null, IsLocated = false }), second.Children.Select(c => c with { Origin = null }));
        Assert.Equal(first.RefreshKeys, second.RefreshKeys);
        Assert.Equal(first.Cache.Keys, second.Cache.Keys);

        await pipeline.RunAsync(body, second.Cache, readAgain: true);
        Assert.Null(reader.Reads[2].ETag);
    }

    [Fact]
    public async Task An_unchanged_source_that_gives_another_validator_is_asked_with_that_one_next()
    {
        var reader = new MemoryReader { GivesETags = true, ["url:http://h/all.yaml"] = ComponentYaml("one") };
        var pipeline = Create(reader: reader);
        var body = Location("""{"target":"http://h/all.yaml"}""");
        var first = await pipeline.RunAsync(body);
        reader.Server = "-b";
        var second = await pipeline.RunAsync(body, first.Cache);
        var third = await pipeline.RunAsync(body, second.Cache);
        Assert.EndsWith("-b", reader.Reads[2].ETag, StringComparison.Ordinal);
        Assert.Null(Assert.Single(third.Children).Body);
    }

    [Fact]
    public async Task A_run_that_somebody_asked_for_reads_in_spite_of_earlier_failures()
    {
        var reader = new MemoryReader { ["url:http://h/all.yaml"] = ComponentYaml("one") };
        await Create(reader: reader).RunAsync(Location("""{"target":"http://h/all.yaml"}"""));
        Assert.Empty(reader.Forced);
        await Create(reader: reader).RunAsync(Location("""{"target":"http://h/all.yaml"}"""), forced: true);
        Assert.Equal("url:http://h/all.yaml", Assert.Single(reader.Forced).ToString());
    }

    [Fact]
    public async Task Changed_rules_or_a_changed_Location_read_again_without_condition()
    {
        var reader = new MemoryReader { GivesETags = true, ["url:http://h/all.yaml"] = ComponentYaml("one") };
        var first = await Create(reader: reader).RunAsync(Location("""{"target":"http://h/all.yaml"}"""));
        var strict = new ProcessingOptions { Rules = new CatalogRules([new CatalogRule([new AllowedKind("Location")])]) };
        var second = await Create(strict, reader).RunAsync(Location("""{"target":"http://h/all.yaml"}"""), first.Cache);
        Assert.Equal("NotAllowedError", Assert.Single(second.Errors).Name);
        await Create(reader: reader).RunAsync(Location("""{"targets":["http://h/all.yaml"]}"""), first.Cache);
        Assert.All(reader.Reads, r => Assert.Null(r.ETag));
    }

    [Fact]
    public async Task A_run_that_fails_forgets_the_validator_it_saw()
    {
        var reader = new MemoryReader { GivesETags = true, ["url:http://h/a.yaml"] = ComponentYaml("one") };
        var pipeline = Create(reader: reader);
        var body = Location("""{"targets":["http://h/a.yaml","http://h/b.yaml"]}""");
        var failed = await pipeline.RunAsync(body);
        reader["url:http://h/b.yaml"] = ComponentYaml("two");
        var good = await pipeline.RunAsync(body, failed.Cache);
        Assert.All(good.Children, c => Assert.NotNull(c.Body));
    }

    [Fact]
    public async Task A_target_that_is_dropped_is_forgotten()
    {
        var reader = new MemoryReader { GivesETags = true, ["url:http://h/a.yaml"] = ComponentYaml("one"), ["url:http://h/b.yaml"] = ComponentYaml("two") };
        var first = await Create(reader: reader).RunAsync(Location("""{"targets":["http://h/a.yaml","http://h/b.yaml"]}"""));
        var second = await Create(reader: reader).RunAsync(Location("""{"targets":["http://h/a.yaml"]}"""), first.Cache);
        Assert.Equal(2, first.Cache.Count);
        Assert.Single(second.Cache);
    }

    [Fact]
    public async Task A_Location_that_names_its_own_file_is_an_error_and_its_neighbours_are_not_touched()
    {
        var reader = new MemoryReader { ["url:http://h/all.yaml"] = ComponentYaml("one") + "---\napiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata:\n  name: loc\nspec:\n  target: ./all.yaml\n" };
        var root = EmittedEntity.ForLocation(new LocationRef("url", "http://h/all.yaml"), false, new LocationRef("url", "http://h/all.yaml"), new LocationRef("url", "http://h/all.yaml"));
        var outcome = await Create(reader: reader).RunAsync(root.Body!);
        Assert.Equal(2, outcome.Children.Length);
        var self = await Create(reader: reader).RunAsync(outcome.Children[1].Body!);
        Assert.Contains("names the file that it stands in itself", Assert.Single(self.Errors).Message);
    }

    [Fact]
    public async Task Of_two_children_with_one_ref_the_last_wins()
    {
        var reader = new MemoryReader { ["url:http://h/all.yaml"] = ComponentYaml("one") + "---\n" + ComponentYaml("ONE", "  extra: 1\n") };
        var outcome = await Create(reader: reader).RunAsync(Location("""{"target":"http://h/all.yaml"}"""));
        Assert.Equal("ONE", Assert.Single(outcome.Children).Body!.Name);
    }

    [Fact]
    public async Task What_a_source_asks_for_is_passed_on()
    {
        var outcome = await Create(reader: new BusyReader()).RunAsync(Location("""{"target":"http://h/all.yaml"}"""));
        Assert.Equal(TimeSpan.FromMinutes(7), outcome.RetryAfter);
        Assert.Equal("too busy", Assert.Single(outcome.Errors).Message);
    }

    [Fact]
    public void The_entity_for_a_place_has_Backstages_name_and_both_annotations()
    {
        var place = new LocationRef("url", "http://127.0.0.1:7099/two.yaml");
        var emitted = EmittedEntity.ForLocation(place, true, place, new LocationRef("url", "http://o"));
        Assert.Equal("location:default/generated-19f67acfe705af6dd4a885d5658014bc62b00ff7", emitted.Ref.ToString());
        Assert.Equal(
            """{"apiVersion":"backstage.io/v1alpha1","kind":"Location","metadata":{"name":"generated-19f67acfe705af6dd4a885d5658014bc62b00ff7","annotations":{"backstage.io/managed-by-location":"url:http://127.0.0.1:7099/two.yaml","backstage.io/managed-by-origin-location":"url:http://o"}},"spec":{"type":"url","target":"http://127.0.0.1:7099/two.yaml","presence":"optional"}}""",
            Encoding.UTF8.GetString(emitted.Body!.Utf8.Span));
    }

    private sealed class BusyReader : ILocationReader
    {
        public bool CanRead(LocationRef location) => true;

        public ValueTask<LocationContent> ReadAsync(LocationRef location, string? etag, CancellationToken cancellationToken) =>
            new(new LocationContent { Status = LocationStatus.Failed, Problem = new Problem("too busy"), RetryAfter = TimeSpan.FromMinutes(7) });
    }
}
