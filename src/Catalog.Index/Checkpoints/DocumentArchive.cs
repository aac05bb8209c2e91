using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using Catalog.Index.Documents;
using Catalog.Index.Writing;

namespace Catalog.Index.Checkpoints;

/// <summary>The documents of an index in a checkpoint: many of them in one block of bytes, after the last block an empty one.</summary>
internal static class DocumentArchive
{
    private const int BlockBytes = 1 << 20;

    [Flags]
    private enum Marks
    {
        None = 0,
        Visible = 1,
        HasIdentity = 2,
        Orphan = 4,
    }

    /// <summary>Writes the documents that there are; their numbers are not kept.</summary>
    public static void Write(NodeTable nodes, CheckpointWriter output)
    {
        var block = new ArrayBufferWriter<byte>(BlockBytes * 2);
        for (var doc = 0; doc < nodes.Limit; doc++)
        {
            if (nodes.Has(doc))
            {
                Write(nodes[doc], block);
            }

            if (block.WrittenCount >= BlockBytes)
            {
                output.WriteAll(block.WrittenSpan);
                block.ResetWrittenCount();
            }
        }

        if (block.WrittenCount > 0)
        {
            output.WriteAll(block.WrittenSpan);
        }

        output.WriteAll<byte>([]);
    }

    /// <summary>Reads them back.</summary>
    public static IEnumerable<Document> Read(CheckpointReader input)
    {
        for (var block = input.ReadAll<byte>(); block.Length > 0; block = input.ReadAll<byte>())
        {
            for (var at = 0; at < block.Length;)
            {
                yield return Read(block, ref at);
            }
        }
    }

    private static void Write(Document document, ArrayBufferWriter<byte> block)
    {
        var trouble = document.Trouble is null ? [] : JsonSerializer.SerializeToUtf8Bytes(document.Trouble);
        var payload = document.Payload.Packed;
        var head = new Head(
            document.Ref, document.Uid, document.Sequence,
            (document.Visible ? Marks.Visible : 0) | (document.HasIdentity ? Marks.HasIdentity : 0) | (document.Orphan ? Marks.Orphan : 0),
            payload.Length, trouble.Length);
        block.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<Head>(in head)));
        block.Write(payload);
        block.Write(trouble);
    }

    private static Document Read(byte[] block, ref int at)
    {
        var head = MemoryMarshal.Read<Head>(Next(block, ref at, Unsafe.SizeOf<Head>()));
        return new Document
        {
            Ref = head.Ref,
            Uid = head.Uid,
            Sequence = head.Sequence,
            Visible = head.Marks.HasFlag(Marks.Visible),
            HasIdentity = head.Marks.HasFlag(Marks.HasIdentity),
            Orphan = head.Marks.HasFlag(Marks.Orphan),
            Payload = Payload.Of(Next(block, ref at, head.PayloadLength)),
            Trouble = head.TroubleLength == 0 ? null : JsonSerializer.Deserialize<Trouble>(Next(block, ref at, head.TroubleLength)),
        };
    }

    private static ReadOnlySpan<byte> Next(byte[] block, ref int at, int length)
    {
        if (length < 0 || length > block.Length - at)
        {
            throw new InvalidDataException("A document ends too early.");
        }

        var bytes = block.AsSpan(at, length);
        at += length;
        return bytes;
    }

    private readonly record struct Head(int Ref, Guid Uid, long Sequence, Marks Marks, int PayloadLength, int TroubleLength);
}
