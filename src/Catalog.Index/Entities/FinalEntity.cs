using System.Buffers;
using Catalog.Index.Memory;

namespace Catalog.Index.Entities;

/// <summary>
/// Puts final entities together by splicing UTF-8: processed body, derived orphan annotation, uid, etag, relations, status; key order and
/// overriding as Backstage's stitcher has them. Not thread-safe; reuse it.
/// </summary>
internal sealed class FinalEntity
{
    private readonly ArrayBufferWriter<byte> _status = new(256);
    private readonly ArrayBufferWriter<byte> _metadata = new(256);
    private readonly ArrayBufferWriter<byte> _root = new(1024);
    private readonly List<Splice> _splices = [];

    /// <summary>Writes one entity.</summary>
    /// <param name="stored">The processed body.</param>
    /// <param name="facts">What the index knows beside it.</param>
    /// <param name="output">Receives the UTF-8.</param>
    public void Write(StoredBody stored, EntityFacts facts, IBufferWriter<byte> output)
    {
        var body = stored.Utf8.Span;
        var shape = stored.Shape;
        _splices.Clear();
        _metadata.ResetWrittenCount();
        _root.ResetWrittenCount();
        StatusJson.Write(shape.Status.Slice(body), facts.Errors, _status);
        SpliceMetadata(stored, shape, facts);
        SpliceRoot(shape, facts);
        _splices.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        var at = 0;
        foreach (var splice in _splices)
        {
            output.Write(body[at..splice.Start]);
            output.Write(splice.Text.Span);
            at = splice.End;
        }

        output.Write(body[at..]);
    }

    private void SpliceMetadata(StoredBody stored, in BodyShape shape, EntityFacts facts)
    {
        if (facts.Orphan)
        {
            SpliceOrphan(stored.Utf8.Span, shape);
        }

        Span<byte> uid = stackalloc byte[38];
        uid[0] = uid[^1] = (byte)'"';
        facts.Uid.TryFormat(uid[1..], out _);
        Set("uid"u8, shape.Uid, uid, _metadata);
        if (shape.ETag.Length <= 2)
        {
            Span<byte> etag = stackalloc byte[34];
            etag[0] = etag[^1] = (byte)'"';
            var (first, second) = Halves(stored.Hashes, facts);
            first.TryFormat(etag[1..], out _, "x16");
            second.TryFormat(etag[17..], out _, "x16");
            Set("etag"u8, shape.ETag, etag, _metadata);
        }

        Insert(shape.MetadataEnd, shape.MetadataEmpty, _metadata.WrittenMemory);
    }

    private void SpliceOrphan(ReadOnlySpan<byte> body, in BodyShape shape)
    {
        var annotations = shape.Annotations.Slice(body);
        if (annotations.IsEmpty || annotations[0] != '{')
        {
            Set("annotations"u8, shape.Annotations, "{\"backstage.io/orphan\":\"true\"}"u8, _metadata);
        }
        else if (shape.Orphan.Length > 0)
        {
            _splices.Add(new Splice(shape.Orphan.Start, shape.Orphan.End, "\"true\""u8.ToArray()));
        }
        else
        {
            Insert(shape.Annotations.End - 1, shape.AnnotationsEmpty, ",\"backstage.io/orphan\":\"true\""u8.ToArray());
        }
    }

    private void SpliceRoot(in BodyShape shape, EntityFacts facts)
    {
        Set("relations"u8, shape.Relations, facts.Relations.Span, _root);
        if (_status.WrittenCount > 0)
        {
            Set("status"u8, shape.Status, _status.WrittenSpan, _root);
        }

        Insert(shape.RootEnd, shape.RootEmpty, _root.WrittenMemory);
    }

    // Replaces a value where it stands, or adds the member to what is appended.
    private void Set(ReadOnlySpan<byte> name, TextRange existing, ReadOnlySpan<byte> value, ArrayBufferWriter<byte> tail)
    {
        if (existing.Length > 0)
        {
            _splices.Add(new Splice(existing.Start, existing.End, value.ToArray()));
            return;
        }

        tail.Write(",\""u8);
        tail.Write(name);
        tail.Write("\":"u8);
        tail.Write(value);
    }

    private void Insert(int at, bool first, ReadOnlyMemory<byte> members)
    {
        if (members.Length > 0)
        {
            _splices.Add(new Splice(at, at, first ? members[1..] : members));
        }
    }

    // The halves of the etag, which changes exactly when the entity's bytes do.
    private (ulong First, ulong Second) Halves((ulong First, ulong Second) hashes, EntityFacts facts)
    {
        Span<byte> uid = stackalloc byte[17];
        facts.Uid.TryWriteBytes(uid);
        uid[16] = facts.Orphan ? (byte)1 : (byte)0;
        hashes = FastHash.Both(uid, hashes.First, hashes.Second);
        hashes = FastHash.Both(facts.Relations.Span, hashes.First, hashes.Second);
        return FastHash.Both(_status.WrittenSpan, hashes.First, hashes.Second);
    }

    private readonly record struct Splice(int Start, int End, ReadOnlyMemory<byte> Text);
}
