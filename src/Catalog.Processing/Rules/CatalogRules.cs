using System.Collections.Immutable;
using System.Text.Json;
using Catalog.Model;

namespace Catalog.Processing.Rules;

/// <summary>Which kinds of entity which origins may emit (<c>catalog.rules</c> and the rules of single locations). Immutable, thread-safe.</summary>
/// <param name="Rules">An entity is allowed when one of them allows it; none at all allows nothing.</param>
public sealed record CatalogRules(ImmutableArray<CatalogRule> Rules)
{
    /// <summary>What holds when nothing is configured: Component, API and Location from everywhere.</summary>
    public static CatalogRules Default { get; } =
        new([new CatalogRule([new AllowedKind("Component"), new AllowedKind("API"), new AllowedKind("Location")])]);

    /// <summary>Whether an origin may emit an entity.</summary>
    /// <param name="kind">The entity's kind.</param>
    /// <param name="entity">The entity, looked at only where a rule names a <c>spec.type</c>.</param>
    /// <param name="origin">The registered location that led to the entity.</param>
    public bool Allow(ReadOnlySpan<char> kind, EntityBody entity, LocationRef origin)
    {
        foreach (var rule in Rules)
        {
            if (rule.CoversLocation(origin) && rule.CoversEntity(kind, entity))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Allows some kinds, from everywhere or from some locations.</summary>
/// <param name="Allow">The kinds.</param>
/// <param name="Locations">The locations; default for everywhere.</param>
public sealed record CatalogRule(ImmutableArray<AllowedKind> Allow, ImmutableArray<RuleLocation> Locations = default)
{
    internal bool CoversLocation(LocationRef origin)
    {
        if (Locations.IsDefault)
        {
            return true;
        }

        foreach (var location in Locations)
        {
            if (location.Covers(origin))
            {
                return true;
            }
        }

        return false;
    }

    internal bool CoversEntity(ReadOnlySpan<char> kind, EntityBody entity)
    {
        foreach (var allowed in Allow)
        {
            if (kind.Equals(allowed.Kind, StringComparison.OrdinalIgnoreCase)
                && (allowed.SpecType is null || string.Equals(allowed.SpecType, SpecType(entity), StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }
        }

        return false;
    }

    private static string? SpecType(EntityBody entity) =>
        entity.Spec is { } spec && spec.TryGetProperty("type"u8, out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;
}

/// <summary>A kind, and where given only with one <c>spec.type</c>; both compared without case.</summary>
public sealed record AllowedKind(string Kind, string? SpecType = null);

/// <summary>The locations that a rule is for.</summary>
public sealed record RuleLocation
{
    private readonly GlobPattern? _pattern;

    /// <summary>Takes the type and at most one of the two.</summary>
    /// <param name="type">The location's type.</param>
    /// <param name="exact">The very target.</param>
    /// <param name="pattern">A glob over the target, without case: <c>*</c> and <c>?</c> within a segment, <c>**</c> across, <c>[…]</c>, <c>{a,b}</c>.</param>
    /// <exception cref="ArgumentException">Both are given, or the pattern cannot be read.</exception>
    public RuleLocation(string type, string? exact = null, string? pattern = null)
    {
        if (exact is not null && pattern is not null)
        {
            throw new ArgumentException("The location of a catalog rule cannot have both 'exact' and 'pattern'.");
        }

        (Type, Exact, Pattern) = (type, exact, pattern);
        _pattern = pattern is null ? null : new GlobPattern(pattern);
    }

    /// <summary>The location's type.</summary>
    public string Type { get; }

    /// <summary>The very target; null when any or a pattern.</summary>
    public string? Exact { get; }

    /// <summary>The glob over the target; null when any or an exact one.</summary>
    public string? Pattern { get; }

    internal bool Covers(LocationRef location) =>
        location.Type == Type && (Exact is null || Exact == location.Target) && (_pattern is null || _pattern.IsMatch(location.Target));
}
