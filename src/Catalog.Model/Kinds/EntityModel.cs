using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Catalog.Model.Kinds;
using Catalog.Model.Rules;

namespace Catalog.Model;

/// <summary>
/// The kinds that are known, with their rules and relation fields; checks entities against them. Pure, immutable, thread-safe.
/// </summary>
public sealed class EntityModel
{
    private readonly FrozenDictionary<string, KindRules> _kinds;

    private EntityModel(IEnumerable<KindRules> kinds) =>
        _kinds = kinds.ToFrozenDictionary(k => k.Definition.Kind, StringComparer.OrdinalIgnoreCase);

    /// <summary>The kinds of Backstage: Component, API, Resource, System, Domain, Group, User, Location, Template, AiResource.</summary>
    public static EntityModel BuiltIn { get; } = new(BuiltInKinds.All);

    /// <summary>A model that also accepts these kinds, envelope and metadata rules only, whatever their apiVersion. A kind that is known keeps its rules.</summary>
    public EntityModel WithKinds(IEnumerable<string> kinds) => new(_kinds.Values.Concat(
        kinds.Distinct(StringComparer.OrdinalIgnoreCase).Where(k => !_kinds.ContainsKey(k)).Select(KindRules.ForName)));

    /// <summary>The definition of a kind, compared without case; null when it is not known.</summary>
    public KindDefinition? Find(string kind) => _kinds.TryGetValue(kind, out var rules) ? rules.Definition : null;

    /// <summary>Checks envelope and field rules (names, namespaces, labels, annotations, tags, links) only; all problems, none for a good one.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The envelope's rules belong to the model, like the kinds'.")]
    public IReadOnlyList<Problem> ValidateEnvelope(EntityBody body)
    {
        var findings = new Findings();
        EnvelopeRules.Check(body.Root, findings);
        return findings.ToProblems();
    }

    /// <summary>
    /// Checks that kind and apiVersion are known, as they are written, and that the spec fits, references included; all
    /// problems, none for a good one.
    /// </summary>
    public IReadOnlyList<Problem> ValidateKind(EntityBody body)
    {
        var findings = new Findings();
        var (kind, apiVersion) = (body.Kind, body.ApiVersion);
        if (!_kinds.TryGetValue(kind, out var rules))
        {
            findings.Add(NotRecognized(body), "/kind", $"the kinds known here are {string.Join(", ", KnownKinds)}");
        }
        else if (rules.Definition.Kind != kind)
        {
            findings.Add(NotRecognized(body), "/kind", $"the kind is written {rules.Definition.Kind}");
        }
        else if (!rules.Accepts(apiVersion))
        {
            findings.Add(NotRecognized(body), "/apiVersion", $"a {kind} has the apiVersion {string.Join(" or ", rules.Definition.ApiVersions)}");
        }
        else
        {
            rules.CheckSpec(body.Root, findings);
        }

        return findings.ToProblems();
    }

    /// <summary>The kinds that are known, as they are written, ordered.</summary>
    public IEnumerable<string> KnownKinds => _kinds.Values.Select(k => k.Definition.Kind).Order(StringComparer.Ordinal);

    private static string NotRecognized(EntityBody body) =>
        $"No processor recognized the entity {$"{body.Kind}:{body.Namespace}/{body.Name}".ToLowerInvariant()} as valid, possibly caused by a foreign kind or apiVersion";
}
