using System.Buffers;
using System.Numerics;
using Catalog.Index.Memory;
using Catalog.Index.Ordered;
using Catalog.Index.Query;
using Catalog.Index.State;

namespace Catalog.Index.Evaluation;

/// <summary>
/// The values of one chunk of a key's order in one stretch of memory, with a signature of their trigrams: made when a text filter first
/// comes to the chunk, and kept with it. The signature says for each trigram (hashed) which groups of sixteen values may have it, one bit
/// for each group, so that the groups to look at are the conjunction of a few words.
/// </summary>
internal sealed class ChunkText
{
    /// <summary>Values in a group.</summary>
    public const int GroupSize = Chunk<int>.MaxItems / 32;

    private const int SignatureBits = 11;

    private readonly byte[] _text;
    private readonly int[] _ends;
    private readonly uint[] _groupsOf = new uint[1 << SignatureBits];

    private ChunkText(byte[] text, int[] ends)
    {
        _text = text;
        _ends = ends;
        for (var i = 0; i < ends.Length; i++)
        {
            var value = Value(i);
            for (var at = 0; at + 2 < value.Length; at++)
            {
                _groupsOf[Place(value[at..])] |= 1u << (i / GroupSize);
            }
        }
    }

    /// <summary>Bytes held.</summary>
    public int Bytes => _text.Length + (4 * _ends.Length) + (4 * _groupsOf.Length) + 100;

    /// <summary>The text of a chunk.</summary>
    public static ChunkText Of(Chunk<int> chunk, IndexState state)
    {
        if (chunk.Derived is ChunkText known)
        {
            return known;
        }

        var text = new ArrayBufferWriter<byte>(chunk.Items.Length * 32);
        var ends = new int[chunk.Items.Length];
        Span<byte> scratch = stackalloc byte[TextPool.ScratchLength];
        for (var i = 0; i < ends.Length; i++)
        {
            text.Write(state.Texts.Get(state.Terms.Value(chunk.Items[i]), scratch));
            ends[i] = text.WrittenCount;
            text.Write("\0"u8);
        }

        var made = new ChunkText(text.WrittenSpan.ToArray(), ends);
        chunk.Derived = made;
        return made;
    }

    /// <summary>The groups that may have a match, one bit each.</summary>
    public uint Candidates(LikePattern pattern)
    {
        var groups = (_ends.Length + GroupSize - 1) / GroupSize;
        var mask = uint.MaxValue >> (32 - groups);
        foreach (var literal in pattern.Literals)
        {
            for (var at = 0; at + 2 < literal.Length; at++)
            {
                mask &= _groupsOf[Place(literal.AsSpan(at))];
            }
        }

        return mask;
    }

    /// <summary>Adds the places in the chunk of the values that match, of these groups.</summary>
    public void Find(LikePattern pattern, uint groups, List<int> found)
    {
        var literal = pattern.Literals.MaxBy(text => text.Length);
        for (; groups != 0; groups &= groups - 1)
        {
            var first = BitOperations.TrailingZeroCount(groups) * GroupSize;
            var end = Math.Min(first + GroupSize, _ends.Length);
            if (literal is null || literal.Contains((byte)0))
            {
                All(pattern, first, end, found);
            }
            else
            {
                Hits(pattern, literal, first, end, found);
            }
        }
    }

    private void All(LikePattern pattern, int first, int end, List<int> found)
    {
        for (var i = first; i < end; i++)
        {
            if (pattern.Matches(Value(i)))
            {
                found.Add(i);
            }
        }
    }

    private void Hits(LikePattern pattern, byte[] literal, int first, int end, List<int> found)
    {
        for (var i = first; i < end;)
        {
            var start = Start(i);
            var hit = _text.AsSpan(start.._ends[end - 1]).IndexOf(literal);
            if (hit < 0)
            {
                return;
            }

            while (_ends[i] < start + hit)
            {
                i++;
            }

            if (pattern.IsPlain || pattern.Matches(Value(i)))
            {
                found.Add(i);
            }

            i++;
        }
    }

    private int Start(int i) => i == 0 ? 0 : _ends[i - 1] + 1;

    private ReadOnlySpan<byte> Value(int i) => _text.AsSpan(Start(i).._ends[i]);

    private static int Place(ReadOnlySpan<byte> trigram) =>
        (int)(((uint)(trigram[0] | (trigram[1] << 8) | (trigram[2] << 16)) * 0x9E3779B1u) >> (32 - SignatureBits));
}
