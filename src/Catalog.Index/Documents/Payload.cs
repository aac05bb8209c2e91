using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Catalog.Index.Memory;

namespace Catalog.Index.Documents;

/// <summary>
/// The emitted relations, children and terms of a document in one array of bytes, as numbers of variable length; those of terms as differences.
/// </summary>
internal readonly struct Payload
{
    private const int MaxNumber = 5;

    private readonly byte[]? _bytes;

    private Payload(byte[] bytes) => _bytes = bytes;

    /// <summary>Bytes held.</summary>
    public int Bytes => _bytes is null ? 0 : 24 + _bytes.Length;

    /// <summary>The bytes, for <see cref="Of"/>.</summary>
    public ReadOnlySpan<byte> Packed => _bytes;

    /// <summary>Asks for the emitted relations of most documents, which are read soon.</summary>
    public void Fetch()
    {
        if (_bytes is not null)
        {
            ref var first = ref MemoryMarshal.GetArrayDataReference(_bytes);
            CacheLine.Fetch(ref first);
            CacheLine.FetchBehind(ref first, CacheLine.Length);
        }
    }

    /// <summary>What was packed before.</summary>
    /// <param name="packed">Is copied.</param>
    public static Payload Of(ReadOnlySpan<byte> packed) => packed.IsEmpty ? default : new(packed.ToArray());

    /// <summary>Packs a document.</summary>
    /// <param name="terms">Ascending, without repeats.</param>
    /// <param name="emitted">Without repeats.</param>
    /// <param name="children">Texts of refs, without repeats.</param>
    /// <param name="buffer">What it is packed in; its content is lost.</param>
    public static Payload Pack(ReadOnlySpan<int> terms, ReadOnlySpan<Emission> emitted, ReadOnlySpan<int> children, ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        Write(buffer, (uint)emitted.Length);
        foreach (var relation in emitted)
        {
            Write(buffer, (uint)((relation.Type << 1) | (relation.IsOwn ? 0 : 1)));
            Write(buffer, (uint)relation.Target);
            if (!relation.IsOwn)
            {
                Write(buffer, (uint)relation.Source);
            }
        }

        Write(buffer, (uint)children.Length);
        foreach (var child in children)
        {
            Write(buffer, (uint)child);
        }

        var links = buffer.WrittenCount;
        Write(buffer, (uint)terms.Length);
        var last = 0;
        foreach (var term in terms)
        {
            Write(buffer, (uint)(term - last));
            last = term;
        }

        return new Payload(Join(links, buffer.WrittenSpan));
    }

    /// <summary>Reads the emitted relations; the source of an own one is 0.</summary>
    public void ReadEmitted(List<Emission> emitted)
    {
        emitted.Clear();
        var rest = Links();
        for (var n = Read(ref rest); n > 0; n--)
        {
            emitted.Add(Emission(ref rest));
        }
    }

    /// <summary>Adds what is emitted with some entity as its source.</summary>
    /// <param name="source">The text of that entity's ref; <see cref="Documents.Emission.Own"/> for the document's own relations.</param>
    /// <param name="relations">Receives type and target.</param>
    public void ReadEmittedFor(int source, List<(int Type, int Target)> relations)
    {
        var rest = Links();
        if (rest.IsEmpty)
        {
            return;
        }

        var at = 0;
        for (var n = Read(rest, ref at); n > 0; n--)
        {
            var type = Read(rest, ref at);
            var target = (int)Read(rest, ref at);
            if (((type & 1) == 0 ? Documents.Emission.Own : (int)Read(rest, ref at)) == source)
            {
                relations.Add(((int)(type >> 1), target));
            }
        }
    }

    /// <summary>Reads the children's ref texts.</summary>
    public void ReadChildren(List<int> children)
    {
        children.Clear();
        var rest = Links();
        for (var n = Read(ref rest); n > 0; n--)
        {
            Emission(ref rest);
        }

        for (var n = Read(ref rest); n > 0; n--)
        {
            children.Add((int)Read(ref rest));
        }
    }

    /// <summary>Reads the terms, ascending.</summary>
    public void ReadTerms(List<int> terms)
    {
        terms.Clear();
        if (_bytes is null)
        {
            return;
        }

        ReadOnlySpan<byte> bytes = _bytes;
        var at = 0;
        var links = (int)Read(bytes, ref at);
        at += links;
        CollectionsMarshal.SetCount(terms, (int)Read(bytes, ref at));
        var last = 0;
        foreach (ref var term in CollectionsMarshal.AsSpan(terms))
        {
            term = last += (int)Read(bytes, ref at);
        }
    }

    private ReadOnlySpan<byte> Links()
    {
        ReadOnlySpan<byte> rest = _bytes;
        Read(ref rest);
        return rest;
    }

    // How long relations and children are stands before them, so that the terms are found at once.
    private static byte[] Join(int links, ReadOnlySpan<byte> rest)
    {
        Span<byte> head = stackalloc byte[MaxNumber];
        var length = Write(head, (uint)links);
        var bytes = GC.AllocateUninitializedArray<byte>(length + rest.Length);
        head[..length].CopyTo(bytes);
        rest.CopyTo(bytes.AsSpan(length));
        return bytes;
    }

    private static Emission Emission(ref ReadOnlySpan<byte> rest)
    {
        var type = Read(ref rest);
        var target = (int)Read(ref rest);
        return new Emission((type & 1) == 0 ? 0 : (int)Read(ref rest), (int)(type >> 1), target);
    }

    private static void Write(ArrayBufferWriter<byte> buffer, uint value) => buffer.Advance(Write(buffer.GetSpan(MaxNumber), value));

    private static int Write(Span<byte> output, uint value)
    {
        var n = 0;
        for (; value >= 0x80; value >>= 7)
        {
            output[n++] = (byte)(value | 0x80);
        }

        output[n++] = (byte)value;
        return n;
    }

    private static uint Read(ref ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty)
        {
            return 0;
        }

        var at = 0;
        var value = Read(rest, ref at);
        rest = rest[at..];
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Read(ReadOnlySpan<byte> bytes, ref int at)
    {
        uint b = bytes[at++];
        var value = b & 0x7F;
        for (var shift = 7; b >= 0x80; shift += 7)
        {
            b = bytes[at++];
            value |= (b & 0x7F) << shift;
        }

        return value;
    }
}

/// <summary>A relation that a document emits, in texts of refs.</summary>
/// <param name="Source">The entity that shows it; 0 for the document itself.</param>
/// <param name="Type">The number of its type.</param>
/// <param name="Target">The entity that it points to.</param>
internal readonly record struct Emission(int Source, int Type, int Target)
{
    /// <summary>The source of what the document itself shows.</summary>
    public const int Own = 0;

    /// <summary>Whether the document itself shows it.</summary>
    public bool IsOwn => Source == Own;
}
