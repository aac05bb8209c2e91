using System.Collections.Immutable;
using System.Text;
using Catalog.Model;
using Catalog.Processing.Rules;

namespace Catalog.Processing.Tests.Support;

/// <summary>Short ways to run an entity through a pipeline.</summary>
internal static class Pipelines
{
    public const string Annotations =
        """{"backstage.io/managed-by-location":"url:https://git.example.org/o/r/blob/main/catalog-info.yaml","backstage.io/managed-by-origin-location":"url:https://git.example.org/o/r/blob/main/all.yaml"}""";

    public static CatalogRules AllowAll { get; } = new([.. "Component API Location Resource System Domain Group User Template".Split(' ')
        .Select(k => new CatalogRule([new AllowedKind(k)]))]);

    public static ProcessingPipeline Create(ProcessingOptions? options = null, ILocationReader? reader = null, params ICatalogProcessor[] processors) =>
        new(options ?? new ProcessingOptions(), EntityModel.BuiltIn, processors, reader is null ? [] : [reader]);

    public static EntityBody Json(string json) => new(Encoding.UTF8.GetBytes(json));

    public static string Text(EntityBody? body) => Encoding.UTF8.GetString(body!.Utf8.Span);

    public static EntityBody Component(string spec = """{"type":"service","lifecycle":"production","owner":"team-a"}""", string annotations = Annotations) =>
        Json($$"""{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"pay","annotations":{{annotations}}},"spec":{{spec}}}""");

    public static EntityBody Location(string spec, string at = "url:http://h/all.yaml") => Json(
        $$$"""{"apiVersion":"backstage.io/v1alpha1","kind":"Location","metadata":{"name":"loc","annotations":{"backstage.io/managed-by-location":"{{{at}}}","backstage.io/managed-by-origin-location":"{{{at}}}"}},"spec":{{{spec}}}}""");

    public static string ComponentYaml(string name, string rest = "") =>
        $"apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\nspec:\n  type: service\n  lifecycle: production\n  owner: team-a\n{rest}";

    public static ValueTask<ProcessingOutcome> RunAsync(
        this ProcessingPipeline pipeline,
        EntityBody body,
        ImmutableDictionary<string, ReadOnlyMemory<byte>>? cache = null,
        EntityOrigin? origin = null,
        bool readAgain = false,
        bool forced = false)
    {
        body.TryGetRef(out var identity);
        return pipeline.ProcessAsync(
            new ProcessingRequest(identity, body, cache ?? ImmutableDictionary<string, ReadOnlyMemory<byte>>.Empty, origin, readAgain, forced),
            TestContext.Current.CancellationToken);
    }
}
