using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Catalog.Model;
using Catalog.Processing.Placeholders;
using Catalog.Processing.Processors;
using Catalog.Processing.Shaping;

namespace Catalog.Processing.Running;

/// <summary>A step before the check: a shaping pass of the built-in steps that follow each other, or a processor's own hook.</summary>
internal readonly record struct PreStep(ShapeFlags Shape, ICatalogProcessor? Hook);

/// <summary>Which processors run at which hook, in order; made once. Hooks that a processor does not implement are left out.</summary>
internal sealed class PipelinePlan
{
    public PipelinePlan(ProcessingOptions options, EntityModel model, IEnumerable<ICatalogProcessor> processors, IEnumerable<ILocationReader> readers)
    {
        Processors = Sorted(options, [.. BuiltIn(options, model, readers), .. processors]);
        Pre = PreSteps(Processors);
        Validate = With(nameof(ICatalogProcessor.ValidateKindAsync));
        Read = With(nameof(ICatalogProcessor.ReadLocationAsync));
        Post = With(nameof(ICatalogProcessor.PostProcessAsync));
        Periodic = With(nameof(ICatalogProcessor.NeedsPeriodicRuns));
        Version = Digest(options, model);
    }

    public IReadOnlyList<ICatalogProcessor> Processors { get; }

    public PreStep[] Pre { get; }

    public ICatalogProcessor[] Validate { get; }

    public ICatalogProcessor[] Read { get; }

    public ICatalogProcessor[] Post { get; }

    public ICatalogProcessor[] Periodic { get; }

    /// <summary>A digest of everything that a run depends on beside the entity and its sources.</summary>
    public byte[] Version { get; }

    /// <summary>What tells whether a body was read by these processors before.</summary>
    public string Fingerprint(EntityBody body)
    {
        Span<byte> both = stackalloc byte[2 * SHA256.HashSizeInBytes];
        Version.CopyTo(both);
        SHA256.HashData(body.Utf8.Span, both[SHA256.HashSizeInBytes..]);
        return Convert.ToHexStringLower(SHA256.HashData(both).AsSpan(0, 16));
    }

    private static IEnumerable<ICatalogProcessor> BuiltIn(ProcessingOptions options, EntityModel model, IEnumerable<ILocationReader> readers)
    {
        var all = new LocationReaders(readers);
        var documents = new DocumentEmitter(model, options.ParseLimits);
        yield return new PlaceholderProcessor(Resolvers(options), options.Integrations, all);
        yield return new KindsProcessor(model);
        if (options.DefaultProcessors)
        {
            yield return new LocationReaderProcessor(BuiltInNames.FileReader, t => t == "file", all, documents);
            yield return new LocationReaderProcessor(BuiltInNames.UrlReader, t => t == "url", all, documents);
            yield return new LocationReaderProcessor(BuiltInNames.OtherReader, t => t is not ("file" or "url"), all, documents);
            yield return new AnnotateLocationProcessor();
        }

        if (options.AnnotateProjectSlug)
        {
            yield return new AnnotateSlugProcessor();
        }
    }

    private static FrozenDictionary<string, IPlaceholderResolver> Resolvers(ProcessingOptions options)
    {
        var all = new Dictionary<string, IPlaceholderResolver>(StringComparer.Ordinal)
        {
            ["text"] = new TextResolver(),
            ["json"] = new JsonResolver(),
            ["yaml"] = new YamlResolver(options.ParseLimits),
        };
        foreach (var (key, resolver) in options.PlaceholderResolvers)
        {
            all[key] = resolver;
        }

        return all.ToFrozenDictionary(StringComparer.Ordinal);
    }

    // A processor of the user's own with a built-in name takes the built-in one's place.
    private static ICatalogProcessor[] Sorted(ProcessingOptions options, List<ICatalogProcessor> processors)
    {
        var byName = new Dictionary<string, ICatalogProcessor>(StringComparer.Ordinal);
        foreach (var processor in processors)
        {
            if (byName.TryGetValue(processor.Name, out var other) && !IsBuiltIn(other))
            {
                throw new ArgumentException($"Two processors are named '{processor.Name}'.", nameof(processors));
            }

            byName[processor.Name] = processor;
        }

        return [.. processors
            .Where(p => byName[p.Name] == p && !options.DisabledProcessors.Contains(p.Name))
            .OrderBy(p => options.Priorities.GetValueOrDefault(p.Name, p.Priority))];
    }

    private static bool IsBuiltIn(ICatalogProcessor processor) => processor.GetType().Assembly == typeof(PipelinePlan).Assembly;

    private static PreStep[] PreSteps(IReadOnlyList<ICatalogProcessor> processors)
    {
        var steps = new List<PreStep>();
        foreach (var processor in processors)
        {
            if (processor is IShapingProcessor shaping)
            {
                AddShape(steps, shaping.Shape);
            }
            else if (Implements(processor, nameof(ICatalogProcessor.PreProcessAsync)))
            {
                steps.Add(new PreStep(ShapeFlags.None, processor));
            }
        }

        AddShape(steps, ShapeFlags.DefaultNamespace | ShapeFlags.RejectScripts);
        return [.. steps];
    }

    private static void AddShape(List<PreStep> steps, ShapeFlags shape)
    {
        if (steps.Count > 0 && steps[^1].Hook is null)
        {
            steps[^1] = new PreStep(steps[^1].Shape | shape, null);
        }
        else
        {
            steps.Add(new PreStep(shape, null));
        }
    }

    private ICatalogProcessor[] With(string hook) => [.. Processors.Where(p => Implements(p, hook))];

    private static bool Implements(ICatalogProcessor processor, string hook)
    {
        var map = processor.GetType().GetInterfaceMap(typeof(ICatalogProcessor));
        var at = Array.FindIndex(map.InterfaceMethods, m => m.Name == hook);
        return map.TargetMethods[at] is { } target && target.DeclaringType != typeof(ICatalogProcessor);
    }

    private byte[] Digest(ProcessingOptions options, EntityModel model)
    {
        var text = new StringBuilder("catalog-processing 1\n");
        foreach (var processor in Processors)
        {
            text.Append(processor.Name).Append(' ').Append(processor.Version).Append(' ')
                .Append(options.Priorities.GetValueOrDefault(processor.Name, processor.Priority)).Append('\n');
        }

        foreach (var rule in options.Rules.Rules)
        {
            text.Append("rule ").AppendJoin(',', rule.Allow);
            if (!rule.Locations.IsDefault)
            {
                text.Append(" at ").AppendJoin(',', rule.Locations);
            }

            text.Append('\n');
        }

        text.AppendJoin(',', options.AllowedLocationTypes).Append('\n')
            .AppendJoin(',', options.Integrations.All.OrderBy(i => i.Host, StringComparer.Ordinal)).Append('\n')
            .Append(options.ParseLimits).Append('\n').Append(options.MaxChildren).Append(' ').Append(options.MaxRelations).Append('\n');
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
