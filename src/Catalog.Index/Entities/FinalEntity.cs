using System.Buffers;
using System.Text;
using Catalog.Index.Memory;

namespace Catalog.Index.Entities;

/// <summary>
/// Puts final entities together by splicing UTF-8: processed body, derived orphan annotation, uid, etag, relations, status; key order and
/// overriding as Backstage's stitcher has them. Not thread-safe; reuse it.
/// </summary>
internal sealed class FinalEntity
{
    private readonly ArrayBufferWriter<byte> _relations = new(1024);
    private readonly ArrayBufferWriter<byte> _status = new(256);
    private readonly List<Splice> _splices = [];

    /// <summary>Writes one entity.</summary>
    /// <param name="body">The processed body.</param>
    /// <param name="facts">What the index knows beside it.</param>
    /// <param name="output">Receives the UTF-8.</param>
    public void Write(ReadOnlySpan<byte> body, EntityFacts facts, IBufferWriter<byte> output)
    {
        var shape = BodyShape.Read(body);
        _splices.Clear();
        RelationsJson.Write(facts.Relations, _relations);
        StatusJson.Write(shape.Status.Slice(body), facts.Errors, _status);
        SpliceMetadata(body, shape, facts);
        SpliceRoot(shape);
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

    private void SpliceMetadata(ReadOnlySpan<byte> body, in BodyShape shape, EntityFacts facts)
    {
        var tail = new ArrayBufferWriter<byte>(160);
        if (facts.Orphan)
        {
            SpliceOrphan(body, shape, tail);
        }

        var uid = Encoding.UTF8.GetBytes($"\"{facts.Uid}\"");
        Set("uid"u8, shape.Uid, uid, tail);
        if (shape.ETag.Length <= 2)
        {
            Set("etag"u8, shape.ETag, Encoding.UTF8.GetBytes($"\"{ETag(body, facts)}\""), tail);
        }

        Insert(shape.MetadataEnd, shape.MetadataEmpty, tail.WrittenMemory);
    }

    private void SpliceOrphan(ReadOnlySpan<byte> body, in BodyShape shape, ArrayBufferWriter<byte> tail)
    {
        var annotations = shape.Annotations.Slice(body);
        if (annotations.IsEmpty || annotations[0] != '{')
        {
            Set("annotations"u8, shape.Annotations, "{\"backstage.io/orphan\":\"true\"}"u8.ToArray(), tail);
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

    private void SpliceRoot(in BodyShape shape)
    {
        var tail = new ArrayBufferWriter<byte>(_relations.WrittenCount + _status.WrittenCount + 32);
        Set("relations"u8, shape.Relations, _relations.WrittenMemory, tail);
        if (_status.WrittenCount > 0)
        {
            Set("status"u8, shape.Status, _status.WrittenMemory, tail);
        }

        Insert(shape.RootEnd, shape.RootEmpty, tail.WrittenMemory);
    }

    // Replaces a value where it stands, or adds the member to what is appended.
    private void Set(ReadOnlySpan<byte> name, TextRange existing, ReadOnlyMemory<byte> value, ArrayBufferWriter<byte> tail)
    {
        if (existing.Length > 0)
        {
            _splices.Add(new Splice(existing.Start, existing.End, value));
            return;
        }

        tail.Write(",\""u8);
        tail.Write(name);
        tail.Write("\":"u8);
        tail.Write(value.Span);
    }

    private void Insert(int at, bool first, ReadOnlyMemory<byte> members)
    {
        if (members.Length > 0)
        {
            _splices.Add(new Splice(at, at, first ? members[1..] : members));
        }
    }

    // Changes exactly when the entity's bytes do.
    private string ETag(ReadOnlySpan<byte> body, EntityFacts facts)
    {
        Span<byte> uid = stackalloc byte[17];
        facts.Uid.TryWriteBytes(uid);
        uid[16] = facts.Orphan ? (byte)1 : (byte)0;
        return $"{Half(body, uid, 1):x16}{Half(body, uid, 2):x16}";
    }

    private ulong Half(ReadOnlySpan<byte> body, ReadOnlySpan<byte> uid, ulong seed) =>
        FastHash.Of(_status.WrittenSpan, FastHash.Of(_relations.WrittenSpan, FastHash.Of(body, FastHash.Of(uid, seed))));

    private readonly record struct Splice(int Start, int End, ReadOnlyMemory<byte> Text);
}
