using System.Buffers;
using System.Runtime.InteropServices;
using Catalog.Index.Memory;

namespace Catalog.Index.Rows;

/// <summary>The searchable rows of one entity, as flattened, without repeats. Not thread-safe; reuse it.</summary>
internal sealed class RowBuffer
{
    private readonly ArrayBufferWriter<byte> _bytes = new(4096);
    private readonly List<Row> _rows = [];
    private readonly HashSet<(ulong, ulong)> _seen = [];
    private readonly Dictionary<ulong, ulong> _spellings = [];
    private ulong _lastKey;
    private int _lastKeyStart;
    private int _lastKeyLength = -1;

    /// <summary>The rows, in the order found.</summary>
    public Span<Row> Rows => CollectionsMarshal.AsSpan(_rows);

    /// <summary>A key that occurs in two spellings that differ only in case, in lower case; null when there is none.</summary>
    public string? Clash { get; private set; }

    /// <summary>Whether the body says name and namespace itself.</summary>
    public bool HasIdentity { get; set; }

    /// <summary>Bytes of a row.</summary>
    public ReadOnlySpan<byte> Slice(int start, int length) => _bytes.WrittenSpan.Slice(start, length);

    /// <summary>Makes it empty.</summary>
    public void Clear()
    {
        _bytes.ResetWrittenCount();
        _rows.Clear();
        _seen.Clear();
        _spellings.Clear();
        _lastKeyLength = -1;
        Clash = null;
        HasIdentity = false;
    }

    /// <summary>Adds a row, unless the same key and value are there already.</summary>
    /// <param name="rawKey">The key in its own spelling.</param>
    /// <param name="key">The key in lower case.</param>
    /// <param name="original">The value in its own spelling.</param>
    /// <param name="value">The value in lower case.</param>
    public void Add(ReadOnlySpan<byte> rawKey, ReadOnlySpan<byte> key, ReadOnlySpan<byte> original, ReadOnlySpan<byte> value)
    {
        var keyHash = Key(rawKey, key);
        var valueHash = TextPool.Hash(value);
        if (!_seen.Add((keyHash, valueHash ^ 1)))
        {
            return;
        }

        var keyStart = KeyStart(key, keyHash);
        var valueStart = Write(value);
        var same = original.SequenceEqual(value);
        var originalStart = same ? valueStart : Write(original);
        _rows.Add(new Row(keyStart, key.Length, keyHash, valueStart, value.Length, valueHash, originalStart, original.Length, same ? valueHash : TextPool.Hash(original)));
    }

    /// <summary>Adds a row without a value.</summary>
    public void AddNull(ReadOnlySpan<byte> rawKey, ReadOnlySpan<byte> key)
    {
        var keyHash = Key(rawKey, key);
        if (_seen.Add((keyHash, 0)))
        {
            _rows.Add(new Row(KeyStart(key, keyHash), key.Length, keyHash, 0, -1, 0, 0, -1, 0));
        }
    }

    /// <summary>Notes a key for clashes; returns the hash of its lower case.</summary>
    public ulong Key(ReadOnlySpan<byte> rawKey, ReadOnlySpan<byte> key)
    {
        var hash = TextPool.Hash(key);
        var rawHash = TextPool.Hash(rawKey);
        if (!_spellings.TryAdd(hash, rawHash) && _spellings[hash] != rawHash)
        {
            Clash ??= System.Text.Encoding.UTF8.GetString(key);
        }

        return hash;
    }

    private int KeyStart(ReadOnlySpan<byte> key, ulong hash)
    {
        if (_lastKeyLength != key.Length || _lastKey != hash)
        {
            (_lastKey, _lastKeyStart, _lastKeyLength) = (hash, Write(key), key.Length);
        }

        return _lastKeyStart;
    }

    private int Write(ReadOnlySpan<byte> text)
    {
        var start = _bytes.WrittenCount;
        _bytes.Write(text);
        return start;
    }

    /// <summary>One row: where its texts stand in the buffer, and their hashes. A value of negative length is null.</summary>
    internal record struct Row(
        int KeyStart, int KeyLength, ulong KeyHash, int ValueStart, int ValueLength, ulong ValueHash, int OriginalStart, int OriginalLength, ulong OriginalHash)
    {
        /// <summary>Whether the row has no value.</summary>
        public readonly bool IsNull => ValueLength < 0;

        /// <summary>Whether the value's own spelling is not in lower case.</summary>
        public readonly bool IsSpelled => OriginalStart != ValueStart;

        /// <summary>The number of the key; -1 when it is not known yet.</summary>
        public int Key { get; set; } = -1;

        /// <summary>The number of the value; -1 when it is not known yet.</summary>
        public int Value { get; set; } = -1;

        /// <summary>The number of the value's own spelling; -1 when it is not known yet.</summary>
        public int Original { get; set; } = -1;

        /// <summary>The number of the pair of key and value; -1 when it is not known yet.</summary>
        public int Term { get; set; } = -1;

        /// <summary>The number of the pair of key and own spelling; -1 when it is not known yet.</summary>
        public int SpelledTerm { get; set; } = -1;

        /// <summary>Whether the key is one that relations have, which rows of the body do not count for.</summary>
        public bool IsRelation { get; set; }
    }
}
