using System.Runtime.InteropServices;
using Catalog.Index.Memory;
using Catalog.Index.Sets;
using Catalog.Index.State;

namespace Catalog.Index.Writing;

/// <summary>
/// Several terms often have the same documents (a relation, the field it comes from, its item): one array serves them all, if they come soon
/// after one another. May be used by several threads.
/// </summary>
/// <param name="size">How many arrays are remembered, a power of two.</param>
internal sealed class SharedArrays(int size)
{
    private const int MaxLength = 64;

    private readonly int[]?[] _recent = new int[]?[size];

    /// <summary>The posting of a term that has some documents, ascending.</summary>
    public Posting Of(ReadOnlySpan<int> documents) => documents.Length == 1 ? new Posting(documents[0] + 1, null) : new Posting(0, Of(IdSet.Of(documents)));

    /// <summary>What holds a set (see <see cref="IdSet.Raw"/>), or an array with the same members that was given before.</summary>
    public object Of(IdSet set)
    {
        if (set.Raw is not int[] { Length: <= MaxLength } array)
        {
            return set.Raw;
        }

        ref var known = ref _recent[(int)FastHash.Of(MemoryMarshal.AsBytes(array.AsSpan())) & (_recent.Length - 1)];
        if (known is { } same && same.AsSpan().SequenceEqual(array))
        {
            return same;
        }

        return known = array;
    }
}
