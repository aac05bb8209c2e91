using Catalog.Grains.Entities;
using Catalog.Grains.Folds;
using Catalog.Model;

namespace Catalog.Grains.Providers;

/// <summary>
/// Finds what a full mutation changes: in go its entities one by one, out come those that differ from what the provider holds, and at the end
/// those that it holds and did not get. An unchanged entity costs a look at its envelope, a hash and a lookup, and allocates nothing.
/// </summary>
internal sealed class FullMutationSieve(Roster roster, string source, int mark)
{
    private readonly int _heldAtStart = roster.HeldBy(source);
    private readonly HashSet<EntityRef> _submitted = new(RefComparer.Instance);
    private readonly HashSet<EntityRef> _shared = new(RefComparer.Instance);
    private char[] _text = new char[256];
    private int _seen;

    /// <summary>Whether the entity must be submitted.</summary>
    /// <param name="entity">The next entity of the mutation.</param>
    /// <param name="entityRef">Its identity, if it must.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="problem">Why it cannot be taken.</param>
    public bool Differs(ProvidedEntity entity, out EntityRef entityRef, out UInt128 hash, out Problem? problem)
    {
        (entityRef, hash) = (default, default);
        problem = EnvelopeReader.Read(entity.Body.Utf8.Span, ref _text, out var length);
        if (problem is not null) return false;
        var text = _text.AsSpan(0, length);
        hash = BodyHash.Of(entity.LocationKey, entity.Body.Utf8.Span);
        var sighting = roster.See(text, source, hash, mark);
        var submitted = _submitted.Count > 0 && _submitted.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text);
        var first = sighting.Shared ? _shared.GetAlternateLookup<ReadOnlySpan<char>>().Add(text) : sighting.First;
        if (sighting.Held && first && !submitted) _seen++;

        // One that this mutation has already submitted with another body differs even from a roster that shows the same.
        if (sighting.Same && !submitted) return false;
        entityRef = EntityRef.Parse(text.ToString());
        if (_heldAtStart > 0) _submitted.Add(entityRef);
        return true;
    }

    /// <summary>What the provider held before and does not give any more.</summary>
    public IEnumerable<EntityRef> Missing() =>
        _heldAtStart == 0 || _seen == _heldAtStart ? [] : roster.Unseen(source, mark).Where(e => !_submitted.Contains(e) && !_shared.Contains(e));
}
