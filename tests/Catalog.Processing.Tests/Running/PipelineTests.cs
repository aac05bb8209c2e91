using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Catalog.Model;
using Catalog.Processing.Processors;
using Catalog.Processing.Tests.Support;
using Catalog.Testing.Time;
using static Catalog.Processing.Tests.Support.Pipelines;

namespace Catalog.Processing.Tests.Running;

public sealed class PipelineTests
{
    [Fact]
    public async Task Both_halves_of_a_relation_are_emitted_once()
    {
        var outcome = await Create().RunAsync(Component(
            """{"type":"service","lifecycle":"production","owner":"team-a","consumesApis":["a","api:default/A"],"dependsOn":["component:default/pay"]}"""));
        Assert.Equal(
            [
                "api:default/a apiConsumedBy component:default/pay",
                "component:default/pay consumesApi api:default/a",
                "component:default/pay dependencyOf component:default/pay",
                "component:default/pay dependsOn component:default/pay",
                "component:default/pay ownedBy group:default/team-a",
                "group:default/team-a ownerOf component:default/pay",
            ],
            outcome.Relations.Select(r => $"{r.Source} {r.Type} {r.Target}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_reference_without_the_kind_it_needs_is_an_error()
    {
        var outcome = await Create().RunAsync(Component("""{"type":"service","lifecycle":"production","owner":"o","dependsOn":["nokind"]}"""));
        Assert.Null(outcome.Processed);
        Assert.Contains(outcome.Errors, e => e.Message.Contains("nokind", StringComparison.Ordinal));
    }

    [Fact]
    public async Task All_problems_are_reported_with_positions()
    {
        var origin = new EntityOrigin("catalog-info.yaml", 2, 10, [new("/spec", 14, 1), new("/metadata/tags/0", 13, 5)]);
        var outcome = await Create().RunAsync(
            Json($$$"""{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"pay","annotations":{{{Annotations}}},"tags":["Not A Tag"]},"spec":{"type":"x"}}"""),
            origin: origin);
        Assert.Contains(outcome.Errors, e => e.Position is { Line: 13, Column: 5, Document: 2 });
        Assert.Contains(outcome.Errors, e => e.Position is { Line: 14 } && e.Message.Contains("owner", StringComparison.Ordinal));
        Assert.Contains(outcome.Errors, e => e.Position is { Line: 14 } && e.Message.Contains("lifecycle", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"backstage.io/managed-by-origin-location":"url:https://h/l"}""", "does not have the annotation backstage.io/managed-by-location")]
    [InlineData("""{"backstage.io/managed-by-location":"url:https://h/l"}""", "does not have the annotation backstage.io/managed-by-origin-location")]
    [InlineData("""{"backstage.io/managed-by-location":"https://h/l"}""", "please prefix it with 'url:'")]
    [InlineData("""{"backstage.io/managed-by-location":"nothing"}""", "expected '<type>:<target>'")]
    [InlineData("""{"backstage.io/managed-by-location":"url:javascript:alert(1)"}""", "javascript: URL")]
    public async Task An_entity_from_nowhere_is_refused(string annotations, string message)
    {
        var outcome = await Create().RunAsync(Component(annotations: annotations));
        Assert.Contains(message, Assert.Single(outcome.Errors).Message);
    }

    [Fact]
    public async Task A_body_of_another_identity_is_a_conflict()
    {
        var outcome = await Create().ProcessAsync(
            new ProcessingRequest(EntityRef.Parse("component:default/other"), Component(), ImmutableDictionary<string, ReadOnlyMemory<byte>>.Empty),
            TestContext.Current.CancellationToken);
        Assert.Equal("ConflictError", Assert.Single(outcome.Errors).Name);
    }

    [Fact]
    public async Task A_processor_may_not_change_the_identity()
    {
        var renames = new ScriptedProcessor { Pre = (b, _, _) => new(Json(Text(b).Replace("\"pay\"", "\"pray\"", StringComparison.Ordinal))) };
        var outcome = await Create(processors: renames).RunAsync(Component());
        Assert.Equal("ConflictError", Assert.Single(outcome.Errors).Name);
    }

    [Fact]
    public async Task An_unknown_kind_is_an_error_unless_a_processor_accepts_it()
    {
        var gadget = Json($$$"""{"apiVersion":"example.org/v1","kind":"Gadget","metadata":{"name":"g","annotations":{{{Annotations}}}},"spec":{}}""");
        Assert.Contains("No processor recognized the entity gadget:default/g", (await Create().RunAsync(gadget)).Errors[0].Message);
        var accepts = new ScriptedProcessor { Validate = (b, _) => b.Kind == "Gadget" };
        Assert.NotNull((await Create(processors: accepts).RunAsync(gadget)).Processed);
    }

    [Fact]
    public async Task What_a_processor_throws_is_an_error_that_names_it()
    {
        var throws = new ScriptedProcessor("Bad") { Post = (_, _) => throw new InvalidOperationException("boom\nmore") };
        var outcome = await Create(processors: throws).RunAsync(Component());
        Assert.Null(outcome.Processed);
        Assert.Equal("Processor Bad threw an error while postprocessing; caused by InvalidOperationException: boom", Assert.Single(outcome.Errors).Message);
    }

    [Fact]
    public async Task A_processor_that_returns_nothing_is_an_error_that_names_it()
    {
        var outcome = await Create(processors: new ScriptedProcessor("Bad") { Post = (_, _) => null!, Pre = (_, _, _) => new((EntityBody)null!) }).RunAsync(Component());
        Assert.Contains("Processor Bad threw an error while preprocessing", Assert.Single(outcome.Errors).Message);
    }

    [Fact]
    public async Task A_processor_that_returns_garbage_is_an_error()
    {
        var outcome = await Create(processors: new ScriptedProcessor { Post = (_, _) => Json("{nothing") }).RunAsync(Component());
        Assert.Null(outcome.Processed);
        Assert.Contains("not well-formed JSON", Assert.Single(outcome.Errors).Message);
    }

    [Fact]
    public async Task A_processor_that_hangs_is_given_up()
    {
        var time = new ManualTimeProvider();
        var hangs = new ScriptedProcessor("Slow") { Pre = (_, _, _) => new(new TaskCompletionSource<EntityBody>().Task) };
        var running = Create(new ProcessingOptions { TimeProvider = time, HookTimeLimit = TimeSpan.FromSeconds(5) }, processors: hangs).RunAsync(Component()).AsTask();
        Assert.False(running.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(6));
        var outcome = await running;
        Assert.Contains("Processor Slow took longer than 5 s", Assert.Single(outcome.Errors).Message);
    }

    [Fact]
    public async Task A_cancelled_run_is_cancelled_and_no_error_of_the_entity()
    {
        using var cancel = new CancellationTokenSource();
        var hangs = new ScriptedProcessor { Pre = (_, _, _) => new(new TaskCompletionSource<EntityBody>().Task) };
        var running = Create(processors: hangs).ProcessAsync(
            new ProcessingRequest(EntityRef.Parse("component:default/pay"), Component(), ImmutableDictionary<string, ReadOnlyMemory<byte>>.Empty), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await running);
    }

    [Fact]
    public async Task An_entity_emitted_as_its_own_child_is_an_error()
    {
        var self = new ScriptedProcessor { Post = (b, c) => { c.Emit(new EmittedEntity(c.Entity, b)); return b; } };
        Assert.Contains("child of itself", Assert.Single((await Create(processors: self).RunAsync(Component())).Errors).Message);
    }

    [Fact]
    public async Task A_child_gets_its_parents_place_and_key()
    {
        var child = Json("""{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"child"},"spec":{"type":"t","lifecycle":"l","owner":"o"}}""");
        var emits = new ScriptedProcessor { Post = (b, c) => { c.Emit(new EmittedEntity(EntityRef.Parse("component:default/child"), child)); return b; } };
        var emitted = Assert.Single((await Create(processors: emits).RunAsync(Component())).Children);
        Assert.Equal("url:https://git.example.org/o/r/blob/main/catalog-info.yaml", emitted.LocationKey);
        Assert.Equal("url:https://git.example.org/o/r/blob/main/catalog-info.yaml", emitted.Body!.Annotation("backstage.io/managed-by-location"));
        Assert.Equal("url:https://git.example.org/o/r/blob/main/all.yaml", emitted.Body.Annotation("backstage.io/managed-by-origin-location"));
    }

    [Fact]
    public async Task A_child_whose_body_is_another_entity_is_an_error()
    {
        var emits = new ScriptedProcessor { Post = (b, c) => { c.Emit(new EmittedEntity(EntityRef.Parse("component:default/a"), Json(Text(Component()).Replace("\"pay\"", "\"b\"", StringComparison.Ordinal)))); return b; } };
        Assert.Equal("ConflictError", Assert.Single((await Create(processors: emits).RunAsync(Component())).Errors).Name);
    }

    [Fact]
    public async Task Too_many_children_or_relations_are_an_error()
    {
        var emits = new ScriptedProcessor
        {
            Post = (b, c) =>
            {
                for (var i = 0; i < 3; i++)
                {
                    c.EmitLocation(new LocationRef("url", $"https://h/{i}"));
                    c.Emit(new Relation(c.Entity, "x", EntityRef.Parse($"component:default/{i}")));
                }

                return b;
            },
        };
        var outcome = await Create(new ProcessingOptions { MaxChildren = 2 }, processors: emits).RunAsync(Component());
        Assert.Contains("emits 3 entities; the limit is 2", Assert.Single(outcome.Errors).Message);
        outcome = await Create(new ProcessingOptions { MaxRelations = 3 }, processors: emits).RunAsync(Component());
        Assert.Contains("has 4 relations; the limit is 3", Assert.Single(outcome.Errors).Message);
    }

    [Fact]
    public async Task Problems_past_the_limit_are_counted()
    {
        var complains = new ScriptedProcessor
        {
            Post = (b, c) =>
            {
                for (var i = 0; i < 150; i++)
                {
                    c.Error(new Problem($"problem {i}"));
                }

                return b;
            },
        };
        var outcome = await Create(processors: complains).RunAsync(Component());
        Assert.Equal(101, outcome.Errors.Length);
        Assert.Equal("and 50 more problems", outcome.Errors[^1].Message);
    }

    [Fact]
    public void Processors_run_by_priority_then_registration_and_disabled_ones_do_not()
    {
        var options = new ProcessingOptions
        {
            DisabledProcessors = new[] { BuiltInNames.FileReader }.ToFrozenSet(),
            Priorities = new Dictionary<string, int> { ["late"] = 30 }.ToFrozenDictionary(),
        };
        var names = Create(options, null, new ScriptedProcessor("late"), new ScriptedProcessor("a"), new ScriptedProcessor("early") { Priority = 1 })
            .Processors.Select(p => p.Name);
        Assert.Equal(
            ["early", BuiltInNames.Placeholders, BuiltInNames.Kinds, BuiltInNames.UrlReader, BuiltInNames.OtherReader, BuiltInNames.AnnotateLocation, "a", "late"], names);
    }

    [Fact]
    public void Two_processors_of_one_name_are_refused_and_a_built_in_one_can_be_replaced()
    {
        Assert.Throws<ArgumentException>(() => Create(null, null, new ScriptedProcessor("x"), new ScriptedProcessor("x")));
        Assert.IsType<ScriptedProcessor>(Create(null, null, new ScriptedProcessor(BuiltInNames.Kinds)).Processors.Single(p => p.Name == BuiltInNames.Kinds));
    }

    [Fact]
    public void The_input_hash_changes_with_body_versions_and_rules_only()
    {
        var hash = Create().InputHash(1);
        Assert.Equal(hash, Create().InputHash(1));
        Assert.NotEqual(hash, Create().InputHash(2));
        Assert.NotEqual(hash, Create(new ProcessingOptions { Rules = AllowAll }).InputHash(1));
        var one = Create(null, null, new ScriptedProcessor { Version = "1" }).InputHash(1);
        Assert.NotEqual(one, Create(null, null, new ScriptedProcessor { Version = "2" }).InputHash(1));
        Assert.NotEqual(one, hash);
    }

    [Fact]
    public async Task What_is_kept_in_one_run_is_seen_in_the_next_and_not_lost_by_one_that_fails()
    {
        var seen = new List<string>();
        var fails = false;
        var counts = new ScriptedProcessor("Counter")
        {
            Post = (b, c) =>
            {
                seen.Add(Encoding.UTF8.GetString(c.Cache.Get("n").Span));
                c.Cache.Set("n", Encoding.UTF8.GetBytes($"{seen.Count}"));
                return fails ? throw new InvalidOperationException("no") : b;
            },
        };
        var pipeline = Create(processors: counts);
        var first = await pipeline.RunAsync(Component());
        fails = true;
        var second = await pipeline.RunAsync(Component(), first.Cache);
        fails = false;
        var third = await pipeline.RunAsync(Component(), second.Cache);
        Assert.Equal(["", "1", "1"], seen);
        Assert.Equal("3", Encoding.UTF8.GetString(third.Cache["Counter/n"].Span));
    }

    [Fact]
    public async Task An_entity_is_periodic_only_when_something_asks_for_it()
    {
        Assert.False((await Create().RunAsync(Component())).Periodic);
        Assert.True((await Create(processors: new ScriptedProcessor { Periodic = true }).RunAsync(Component())).Periodic);
        Assert.True((await Create().RunAsync(Component("""{"type":{"$text":"./x"},"lifecycle":"l","owner":"o"}"""))).Periodic);
        Assert.True((await Create().RunAsync(Location("""{"targets":[]}"""))).Periodic);
    }
}
