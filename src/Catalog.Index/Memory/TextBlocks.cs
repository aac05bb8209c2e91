using Catalog.Index.Checkpoints;

namespace Catalog.Index.Memory;

/// <summary>
/// Bytes in large blocks, in places that are named by a number, in steps of four bytes. One thread allocates and frees; others may read what was
/// written before they learned of the place.
/// </summary>
internal sealed class TextBlocks
{
    private const int Bits = 18;
    private const int Unit = 4;
    private const int Likely = 48;
    private const int BlockBytes = Unit << Bits;
    private const uint Mask = (1u << Bits) - 1;

    private readonly Dictionary<int, Stack<uint>> _free = [];
    private volatile byte[][] _blocks = [];
    private uint _next;

    /// <summary>Bytes held.</summary>
    public long Bytes { get; private set; }

    /// <summary>What stands at a place, and whatever stands behind it.</summary>
    public Span<byte> At(uint place) => _blocks[place >> Bits].AsSpan((int)(place & Mask) * Unit);

    /// <summary>Asks for what stands at a place and is read soon, if it is no longer than most texts.</summary>
    public void Fetch(uint place)
    {
        ref var first = ref _blocks[place >> Bits][(place & Mask) * Unit];
        CacheLine.Fetch(ref first);
        CacheLine.FetchBehind(ref first, Likely);
    }

    /// <summary>A place for so many bytes.</summary>
    public uint Allocate(int bytes, out Span<byte> target)
    {
        var units = Units(bytes);
        if (!_free.TryGetValue(units, out var free) || !free.TryPop(out var place))
        {
            place = Append(units);
        }

        target = At(place);
        return place;
    }

    /// <summary>Gives a place back that nobody reads any more.</summary>
    public void Free(uint place, int bytes)
    {
        var units = Units(bytes);
        if (!_free.TryGetValue(units, out var free))
        {
            _free.Add(units, free = new Stack<uint>());
        }

        free.Push(place);
    }

    /// <summary>Writes everything.</summary>
    public void Save(CheckpointWriter output)
    {
        output.Write(_next);
        output.Write(_blocks.Length);
        foreach (var block in _blocks)
        {
            output.WriteAll<byte>(block);
        }

        output.Write(_free.Count);
        foreach (var (units, places) in _free)
        {
            output.Write(units);
            output.WriteAll<uint>(places.ToArray());
        }
    }

    /// <summary>Reads what was written, in the place of what is there.</summary>
    public void Restore(CheckpointReader input)
    {
        _next = input.Read<uint>();
        var blocks = new byte[input.Count(sizeof(int))][];
        for (var i = 0; i < blocks.Length; i++)
        {
            blocks[i] = input.ReadAll<byte>();
        }

        (_blocks, Bytes) = (blocks, blocks.Sum(block => (long)block.Length));
        for (var sizes = input.Count(sizeof(int)); sizes > 0; sizes--)
        {
            _free.Add(input.Read<int>(), new Stack<uint>(input.ReadAll<uint>()));
        }
    }

    private static int Units(int bytes) => (bytes + Unit - 1) / Unit;

    private uint Append(int units)
    {
        if (_next >> Bits >= _blocks.Length || (1u << Bits) - (_next & Mask) < units)
        {
            var block = new byte[Math.Max(BlockBytes, (units * Unit) + Unit)];
            _next = (uint)_blocks.Length << Bits;
            _blocks = [.. _blocks, block];
            Bytes += block.Length;
        }

        var place = _next;

        // A text longer than a block has a block of its own, which then counts as full.
        _next = units >= 1 << Bits ? (uint)_blocks.Length << Bits : _next + (uint)units;
        return place;
    }
}
