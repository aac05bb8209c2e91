using System.Buffers;
using Catalog.Index.Memory;
using Catalog.Index.Ordered;
using Catalog.Index.Query;
using Catalog.Index.State;

namespace Catalog.Index.Evaluation;

/// <summary>
/// The values of one chunk of a key's order in one stretch of memory, with a signature of their trigrams: made when a text filter first
/// comes to the chunk, and kept with it.
/// </summary>
internal sealed class ChunkText
{
    private const int SignatureBits = 1 << 14;

    private readonly byte[] _text;
    private readonly int[] _ends;
    private readonly ulong[] _signature = new ulong[SignatureBits / 64];

    private ChunkText(byte[] text, int[] ends)
    {
        _text = text;
        _ends = ends;
        for (var i = 0; i + 2 < text.Length; i++)
        {
            var bit = Bit(text.AsSpan(i));
            _signature[bit >> 6] |= 1UL << bit;
        }
    }

    /// <summary>Bytes held.</summary>
    public int Bytes => _text.Length + (4 * _ends.Length) + (8 * _signature.Length) + 100;

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

    /// <summary>The places in the chunk of the values that match.</summary>
    public List<int> Find(LikePattern pattern)
    {
        var found = new List<int>();
        var literal = pattern.Literals.MaxBy(text => text.Length);
        if (literal is null || literal.Contains((byte)0))
        {
            All(pattern, found);
        }
        else if (pattern.Literals.All(MayContain))
        {
            Hits(pattern, literal, found);
        }

        return found;
    }

    private void All(LikePattern pattern, List<int> found)
    {
        for (var i = 0; i < _ends.Length; i++)
        {
            if (pattern.Matches(Value(i)))
            {
                found.Add(i);
            }
        }
    }

    private void Hits(LikePattern pattern, byte[] literal, List<int> found)
    {
        for (var at = 0; ;)
        {
            var hit = _text.AsSpan(at).IndexOf(literal);
            if (hit < 0)
            {
                return;
            }

            var i = Array.BinarySearch(_ends, at + hit);
            i = i < 0 ? ~i : i;
            if (pattern.IsPlain || pattern.Matches(Value(i)))
            {
                found.Add(i);
            }

            at = _ends[i] + 1;
        }
    }

    private ReadOnlySpan<byte> Value(int i) => _text.AsSpan((i == 0 ? 0 : _ends[i - 1] + 1).._ends[i]);

    private bool MayContain(byte[] literal)
    {
        for (var i = 0; i + 2 < literal.Length; i++)
        {
            var bit = Bit(literal.AsSpan(i));
            if ((_signature[bit >> 6] & (1UL << bit)) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static int Bit(ReadOnlySpan<byte> trigram) =>
        (int)(((uint)(trigram[0] | (trigram[1] << 8) | (trigram[2] << 16)) * 0x9E3779B1u) >> 18);
}
