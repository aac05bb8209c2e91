using System.Buffers;
using System.Runtime.InteropServices;
using Catalog.Index.Checkpoints;

namespace Catalog.Index.Memory;

/// <summary>
/// Every distinct text once, as UTF-8, named by a number. Several threads may add, look up and read; while one removes, nobody may add. A text that
/// is about one another's length and shares its beginning or end with a text added shortly before is stored as the difference.
/// </summary>
internal sealed class TextPool
{
    /// <summary>The number of no text, for null.</summary>
    public const int Null = 0;

    /// <summary>The number of "true", the value of every item of a list.</summary>
    public const int True = 1;

    /// <summary>How many texts <see cref="Warm"/> takes.</summary>
    public const int MaxWarm = 128;

    /// <summary>A buffer this long is enough for <see cref="Get"/>.</summary>
    public const int ScratchLength = MaxCut;

    private static readonly ulong Secret = BitConverter.ToUInt64(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8));

    private const int MaxCut = 1024;
    private const int MinSaved = 12;
    private const int MinBase = 20;
    private const int MaxDepth = 3;

    private readonly GrowArray<uint> _places = new();
    private readonly GrowArray<int> _references = new();
    private readonly Stack<int> _freeIds = new();
    private readonly RecentTexts _recent = new(MaxCut);
    private readonly byte[] _scratch = new byte[ScratchLength];
    private readonly HashSlots _slots = new();
    private readonly TextBlocks _blocks = new();
    private int _ids = 1;

    /// <summary>An empty pool.</summary>
    public TextPool()
    {
        Reference(Add("true"u8, Hash("true"u8)));
    }

    /// <summary>Held while a text is added; whoever adds several holds it for all of them, since to take it again costs nothing, and to wait for it each time much.</summary>
    public Lock Adding { get; } = new();

    /// <summary>All numbers given are below this.</summary>
    public int Limit => _ids;

    /// <summary>How many texts.</summary>
    public int Count => _ids - 1 - _freeIds.Count;

    /// <summary>Bytes held for the texts themselves.</summary>
    public long TextBytes => _blocks.Bytes;

    /// <summary>Bytes held for finding them.</summary>
    public long TableBytes => _slots.Bytes + _places.Bytes + _references.Bytes;

    /// <summary>How many texts have been removed so far.</summary>
    public int Removals { get; private set; }

    /// <summary>The hash that texts are found by; another one in each process, so that nobody can choose texts that meet.</summary>
    public static ulong Hash(ReadOnlySpan<byte> text) => FastHash.Of(text, Secret);

    /// <summary>The number of a text; -1 when it is not there.</summary>
    public int Find(ReadOnlySpan<byte> text) => Find(text, Hash(text));

    /// <summary>The number of a text whose hash is known; -1 when it is not there.</summary>
    public int Find(ReadOnlySpan<byte> text, ulong hash)
    {
        var probe = _slots.Find(hash);
        while (probe.Next(out var id))
        {
            if (Is(id, text))
            {
                return id;
            }
        }

        return -1;
    }

    /// <summary>
    /// Brings what finding texts reads into the processor's cache, all of it at once instead of one after the other: finding many texts at
    /// random is waiting for memory and little else.
    /// </summary>
    /// <param name="hashes">The hashes of texts; at most <see cref="MaxWarm"/>.</param>
    public void Warm(ReadOnlySpan<ulong> hashes)
    {
        Span<int> ids = stackalloc int[MaxWarm];
        foreach (var hash in hashes)
        {
            _slots.Fetch(hash);
        }

        var found = 0;
        foreach (var hash in hashes)
        {
            if (_slots.Find(hash).Next(out var id))
            {
                _places.Fetch(id);
                ids[found++] = id;
            }
        }

        foreach (var id in ids[..found])
        {
            _blocks.Fetch(_places[id]);
        }
    }

    /// <summary>The same for what reading texts reads, by their numbers.</summary>
    /// <param name="ids">The numbers of texts; at most <see cref="MaxWarm"/>.</param>
    public void WarmTexts(ReadOnlySpan<int> ids)
    {
        Span<int> bases = stackalloc int[MaxWarm];
        for (scoped var next = ids; !next.IsEmpty; next = bases[..Bases(next, bases)])
        {
            foreach (var id in next)
            {
                _places.Fetch(id);
            }

            foreach (var id in next)
            {
                _blocks.Fetch(_places[id]);
            }
        }
    }

    /// <summary>The number of a text, added when it is not there. It stays as long as it has references.</summary>
    public int Intern(ReadOnlySpan<byte> text, ulong hash)
    {
        var id = Find(text, hash);
        return id >= 0 ? id : InternNew(text, hash);
    }

    /// <summary>The same for a text that was not there a moment ago.</summary>
    public int InternNew(ReadOnlySpan<byte> text, ulong hash)
    {
        lock (Adding)
        {
            var id = Find(text, hash);
            return id >= 0 ? id : Add(text, hash);
        }
    }

    /// <summary>Counts one more user of a text.</summary>
    public void Reference(int id) => Interlocked.Increment(ref _references[id]);

    /// <summary>Asks for the count of a text's users, which is changed soon.</summary>
    public void FetchUses(int id)
    {
        if (id > Null)
        {
            _references.Fetch(id);
        }
    }

    /// <summary>Counts one user less; true when that was the last one.</summary>
    public bool Release(int id) => --_references[id] == 0;

    /// <summary>Whether the text is there and nothing uses it.</summary>
    public bool IsUnused(int id) => _references[id] == 0;

    /// <summary>Removes a text that nothing uses and that no reader can come across any more.</summary>
    /// <returns>The text that it was stored as a difference to and that has lost its last user by this; -1 when there is none.</returns>
    public int Remove(int id)
    {
        _slots.Remove(Hash(Get(id, _scratch)), id);
        var entry = Entry(id);
        var header = Header(entry, out var length);
        var orphan = -1;
        var size = header + length;
        if (IsCut(entry))
        {
            var cut = new TextCut(entry[header..]);
            size = header + TextCut.HeaderLength + length - cut.Prefix - cut.Suffix;
            orphan = Release(cut.Base) ? cut.Base : -1;
        }

        _blocks.Free(_places[id], size);
        _references[id] = -1;
        Removals++;
        _freeIds.Push(id);
        _recent.Forget(id);
        return orphan;
    }

    /// <summary>A text's bytes.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="scratch">At least <see cref="ScratchLength"/> long; the result may lie in it.</param>
    public ReadOnlySpan<byte> Get(int id, Span<byte> scratch)
    {
        if (id == Null)
        {
            return default;
        }

        var entry = Entry(id);
        var header = Header(entry, out var length);
        if (!IsCut(entry))
        {
            return entry.Slice(header, length);
        }

        Copy(id, 0, scratch[..length]);
        return scratch[..length];
    }

    /// <summary>Writes a text's bytes.</summary>
    public void Write(int id, ArrayBufferWriter<byte> output)
    {
        if (id != Null)
        {
            Header(Entry(id), out var length);
            Copy(id, 0, output.GetSpan(Math.Max(length, 1))[..length]);
            output.Advance(length);
        }
    }

    /// <summary>Writes all texts, and how often each is used.</summary>
    public void Save(CheckpointWriter output)
    {
        output.Write(_ids);
        _places.Save(output, _ids);
        _references.Save(output, _ids);
        _blocks.Save(output);
    }

    /// <summary>Reads what was written. The texts are found only after <see cref="FindRestored"/>.</summary>
    public void Restore(CheckpointReader input)
    {
        _ids = input.Count(sizeof(uint));
        _places.Restore(input, _ids);
        _references.Restore(input, _ids);
        _blocks.Restore(input);
    }

    /// <summary>Makes the restored texts such as can be found, and their free numbers such as can be given.</summary>
    public void FindRestored()
    {
        _slots.Reserve(_ids);
        Span<ulong> hashes = stackalloc ulong[MaxWarm];
        for (var start = True + 1; start < _ids; start += MaxWarm)
        {
            var count = Math.Min(MaxWarm, _ids - start);
            for (var i = 0; i < count; i++)
            {
                hashes[i] = _references[start + i] < 0 ? 0 : Hash(Get(start + i, _scratch));
                _slots.Fetch(hashes[i]);
            }

            for (var i = 0; i < count; i++)
            {
                Restored(start + i, hashes[i]);
            }
        }
    }

    private void Restored(int id, ulong hash)
    {
        if (_references[id] < 0)
        {
            _freeIds.Push(id);
        }
        else
        {
            _slots.Add(hash, id);
        }
    }

    private bool Is(int id, ReadOnlySpan<byte> text)
    {
        var entry = Entry(id);
        var header = Header(entry, out var length);
        if (length != text.Length)
        {
            return false;
        }

        return IsCut(entry) ? IsCutOf(entry[header..], text) : entry.Slice(header, length).SequenceEqual(text);
    }

    // As many bytes of a text as there is room for, from one of them on.
    private void Copy(int id, int from, Span<byte> target)
    {
        var entry = Entry(id);
        var header = Header(entry, out var length);
        if (!IsCut(entry))
        {
            entry.Slice(header + from, target.Length).CopyTo(target);
            return;
        }

        var cut = new TextCut(entry[header..]);
        var (middle, suffix, to) = (cut.Prefix, length - cut.Suffix, from + target.Length);
        if (from < middle)
        {
            Copy(cut.Base, from, target[..(Math.Min(to, middle) - from)]);
        }

        if (from < suffix && to > middle)
        {
            var start = Math.Max(from, middle);
            entry.Slice(header + TextCut.HeaderLength + start - middle, Math.Min(to, suffix) - start).CopyTo(target[(start - from)..]);
        }

        if (to > suffix)
        {
            var start = Math.Max(from, suffix);
            Header(Entry(cut.Base), out var whole);
            Copy(cut.Base, whole - length + start, target[(start - from)..]);
        }
    }

    private bool IsCutOf(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> text)
    {
        var cut = new TextCut(entry);
        var middle = text[cut.Prefix..^cut.Suffix];
        return entry.Slice(TextCut.HeaderLength, middle.Length).SequenceEqual(middle) && HasEnds(cut.Base, text[..cut.Prefix], text[^cut.Suffix..]);
    }

    private bool HasEnds(int id, ReadOnlySpan<byte> start, ReadOnlySpan<byte> end)
    {
        var entry = Entry(id);
        var header = Header(entry, out var length);
        var text = IsCut(entry) ? Get(id, stackalloc byte[ScratchLength]) : entry.Slice(header, length);
        return text.StartsWith(start) && text.EndsWith(end);
    }

    private int Add(ReadOnlySpan<byte> text, ulong hash)
    {
        var id = _freeIds.TryPop(out var free) ? free : _ids++;
        if (id > HashSlots.MaxId)
        {
            throw new InvalidOperationException("The index holds as many distinct texts as it can; spread the catalog over several servers.");
        }

        _places.EnsureIndex(id);
        _references.EnsureIndex(id);
        _references[id] = 0;
        if (text.Length is > 0 and <= MaxCut && _recent.Closest(text, MinSaved, out var prefix, out var suffix) is > 0 and var at)
        {
            _places[id] = WriteCut(text, at, prefix, suffix);
            Reference(at);
        }
        else
        {
            _places[id] = WriteWhole(text);
        }

        if (text.Length is >= MinBase and <= MaxCut && Depth(id) < MaxDepth)
        {
            _recent.Add(id, text);
        }

        _slots.Add(hash, id);
        return id;
    }

    // The texts that some are stored as differences to; both may be the same memory.
    private int Bases(ReadOnlySpan<int> ids, Span<int> bases)
    {
        var count = 0;
        foreach (var id in ids)
        {
            var entry = Entry(id);
            if (id > Null && IsCut(entry))
            {
                bases[count++] = new TextCut(entry[Header(entry, out _)..]).Base;
            }
        }

        return count;
    }

    // How many texts have to be read for one.
    private int Depth(int id)
    {
        var depth = 0;
        for (var entry = Entry(id); IsCut(entry); entry = Entry(new TextCut(entry[Header(entry, out _)..]).Base))
        {
            depth++;
        }

        return depth;
    }

    private uint WriteWhole(ReadOnlySpan<byte> text)
    {
        var header = text.Length < 64 ? 1 : 4;
        var place = _blocks.Allocate(header + text.Length, out var target);
        WriteHeader(target, text.Length, isCut: false);
        text.CopyTo(target[header..]);
        return place;
    }

    private uint WriteCut(ReadOnlySpan<byte> text, int id, int prefix, int suffix)
    {
        var header = text.Length < 64 ? 1 : 4;
        var middle = text[prefix..^suffix];
        var place = _blocks.Allocate(header + TextCut.HeaderLength + middle.Length, out var target);
        WriteHeader(target, text.Length, isCut: true);
        TextCut.Write(target[header..], id, prefix, suffix);
        middle.CopyTo(target[(header + TextCut.HeaderLength)..]);
        return place;
    }

    // The first byte says in its lowest bit whether the text is cut, in the next whether three more bytes of the length follow.
    private static void WriteHeader(Span<byte> target, int length, bool isCut)
    {
        if (length < 64)
        {
            target[0] = (byte)((length << 2) | (isCut ? 1 : 0));
        }
        else
        {
            MemoryMarshal.Write(target, ((uint)length << 2) | 2u | (isCut ? 1u : 0u));
        }
    }

    private static int Header(ReadOnlySpan<byte> entry, out int length)
    {
        if ((entry[0] & 2) == 0)
        {
            length = entry[0] >> 2;
            return 1;
        }

        length = (int)(MemoryMarshal.Read<uint>(entry) >> 2);
        return 4;
    }

    private static bool IsCut(ReadOnlySpan<byte> entry) => (entry[0] & 1) != 0;

    private ReadOnlySpan<byte> Entry(int id) => _blocks.At(_places[id]);

}
