using System.Collections.Immutable;
using Catalog.Grains.Entities;

namespace Catalog.Grains.Folds;

/// <summary>Keeps one array for each single provider, so that a million entities of it share that one. Used by one thread at a time.</summary>
internal sealed class SourceInterner
{
    private readonly Dictionary<string, ImmutableArray<string>> _single = new(StringComparer.Ordinal);

    public ImmutableArray<string> Intern(ImmutableArray<string> sources)
    {
        if (sources is not [var only] || !SourceKey.IsProvider(only)) return sources;
        if (!_single.TryGetValue(only, out var known)) _single[only] = known = sources;
        return known;
    }
}
