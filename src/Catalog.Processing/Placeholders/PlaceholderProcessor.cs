using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;
using Catalog.Model;
using Catalog.Processing.Scm;

namespace Catalog.Processing.Placeholders;

/// <summary>
/// Puts what a file says in the place of <c>{"$text": "./file"}</c> and its like, before anything else sees the entity. Paths are relative to
/// the entity's own file. What is substituted is not looked into again.
/// </summary>
internal sealed class PlaceholderProcessor(
    FrozenDictionary<string, IPlaceholderResolver> resolvers, ScmIntegrations integrations, LocationReaders readers) : ICatalogProcessor
{
    private readonly PlaceholderTargets _targets = new(integrations);

    public string Name => Processors.BuiltInNames.Placeholders;

    public string Version => "1:" + string.Join(',', resolvers.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => $"{r.Key}={r.Value.Version}"));

    public bool NeedsPeriodicRuns(EntityBody entity) =>
        PlaceholderScan.MayHave(entity.Utf8.Span) && PlaceholderScan.Find(entity.Utf8.Span, resolvers).Count > 0;

    public ValueTask<EntityBody> PreProcessAsync(EntityBody entity, ProcessorContext context, CancellationToken cancellationToken)
    {
        if (!PlaceholderScan.MayHave(entity.Utf8.Span))
        {
            return new(entity);
        }

        var found = PlaceholderScan.Find(entity.Utf8.Span, resolvers);
        return found.Count == 0 ? new(entity) : SubstituteAsync(entity, found, context, cancellationToken);
    }

    private async ValueTask<EntityBody> SubstituteAsync(
        EntityBody entity, List<FoundPlaceholder> found, ProcessorContext context, CancellationToken cancellationToken)
    {
        var output = new ArrayBufferWriter<byte>(entity.Utf8.Length * 2);
        var done = 0;
        foreach (var placeholder in found)
        {
            var value = JsonElement.Parse(entity.Utf8.Span[placeholder.ValueStart..placeholder.ValueEnd]);
            var request = new PlaceholderRequest(placeholder.Key, value, context, w => _targets.Resolve(w, context.Location), (l, t) => readers.ReadAsync(l, context.Forced, t));
            var result = await resolvers[placeholder.Key].ResolveAsync(request, cancellationToken);
            output.Write(entity.Utf8.Span[done..placeholder.Start]);
            done = placeholder.End;
            if (result.Problem is { } problem)
            {
                context.Error(problem with { Path = placeholder.Path, Position = problem.Position ?? context.Source?.Find(placeholder.Path) });
                output.Write("null"u8);
            }
            else
            {
                output.Write(result.Json.Span);
            }
        }

        output.Write(entity.Utf8.Span[done..]);
        return new EntityBody(output.WrittenSpan.ToArray());
    }
}
