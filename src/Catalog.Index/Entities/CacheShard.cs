using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Catalog.Index.Entities;

/// <summary>A part of the cache with its own lock, blocks and budget.</summary>
internal sealed class CacheShard(long budget)
{
    private const int MaxBlock = 256 * 1024;

    // What the table of entities takes for each.
    private const int EntryBytes = 64;

    // An entity longer than a block has a block of its own, but does not push out more than this part of all others.
    private const int LargestPart = 8;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, Entry> _entries = [];
    private readonly Queue<CacheBlock> _blocks = new();
    private readonly int _blockSize = (int)Math.Min(MaxBlock, budget);
    private CacheBlock? _open;
    private long _blockBytes;

    /// <summary>Bytes held.</summary>
    public long Bytes => _blockBytes + ((long)_entries.Count * EntryBytes);

    /// <summary>Entities held.</summary>
    public int Count => _entries.Count;

    /// <summary>See <see cref="EntityCache.Get"/>.</summary>
    public KeptEntity Get(long sequence, int since)
    {
        lock (_gate)
        {
            ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(_entries, sequence);
            if (Unsafe.IsNullRef(ref entry) || entry.Version < since)
            {
                return default;
            }

            entry.Used = true;
            entry.Block.Hold();
            return new KeptEntity(entry.Block, entry.Start, entry.Length);
        }
    }

    /// <summary>See <see cref="EntityCache.Put"/>.</summary>
    public void Put(long sequence, int version, ReadOnlySpan<byte> utf8)
    {
        lock (_gate)
        {
            if ((!_entries.TryGetValue(sequence, out var old) || old.Version < version) && BlockFor(utf8.Length) is { } block)
            {
                _entries[sequence] = new Entry { Block = block, Start = block.Add(sequence, utf8), Length = utf8.Length, Version = version };
            }
        }
    }

    // Null when it would be too large a part of all, or everything is being read.
    private CacheBlock? BlockFor(int length)
    {
        if (_open?.Room >= length)
        {
            return _open;
        }

        var size = Math.Max(_blockSize, length + CacheBlock.HeaderLength);
        if (size > Math.Max(_blockSize, budget / LargestPart))
        {
            return null;
        }

        // Who was asked for is spared the first time around.
        for (var tries = 2 * _blocks.Count; ; tries--)
        {
            if (Bytes + size <= budget)
            {
                return Fresh(size);
            }

            if (tries == 0)
            {
                return null;
            }

            var oldest = _blocks.Dequeue();
            if (oldest.IsRead)
            {
                _blocks.Enqueue(oldest);
            }
            else if (oldest.Size != size || size != _blockSize)
            {
                Drop(oldest);
            }
            else if (Reuse(oldest).Room >= length)
            {
                return _open = oldest;
            }
        }
    }

    private CacheBlock Fresh(int size)
    {
        var block = new CacheBlock(size);
        _blocks.Enqueue(block);
        _blockBytes += size;
        return size == _blockSize ? _open = block : block;
    }

    private void Drop(CacheBlock block)
    {
        Sweep(block, keep: 0);
        _blockBytes -= block.Size;
        _open = _open == block ? null : _open;
    }

    // At least half of the block is won, nearly.
    private CacheBlock Reuse(CacheBlock block)
    {
        Sweep(block, keep: block.Size / 2);
        _blocks.Enqueue(block);
        return block;
    }

    // What was asked for since the last time around moves to the front, up to so many bytes.
    private void Sweep(CacheBlock block, int keep)
    {
        var end = block.Used;
        block.Clear();
        for (var place = 0; place < end;)
        {
            var (sequence, start, length) = block.At(place);
            place = start + length;
            ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(_entries, sequence);
            if (Unsafe.IsNullRef(ref entry) || entry.Block != block || entry.Start != start)
            {
                continue;
            }

            if (entry.Used && block.Used + length <= keep)
            {
                entry.Start = block.Add(sequence, block.Text(start, length));
                entry.Used = false;
            }
            else
            {
                _entries.Remove(sequence);
            }
        }
    }

    private struct Entry
    {
        public CacheBlock Block;
        public int Start;
        public int Length;
        public int Version;
        public bool Used;
    }
}
