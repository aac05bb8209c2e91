using System.Buffers;
using System.Runtime.InteropServices;
using Catalog.Index.Documents;
using Catalog.Storage;

namespace Catalog.Index.Writing;

/// <summary>What a feed entry comes to in numbers, made ahead of the writer. Reused.</summary>
internal sealed class Draft
{
    /// <summary>The text of the ref; -1 for a tombstone of a ref that the index has never met.</summary>
    public int Ref { get; set; }

    /// <summary>Whether questions are to find the entity.</summary>
    public bool IsVisible { get; set; }

    /// <summary>A key that the body has in two spellings that differ only in case, which is why it is not visible; null when there is none.</summary>
    public string? Clash { get; set; }

    /// <summary>Whether the body says name and namespace itself.</summary>
    public bool HasIdentity { get; set; }

    /// <summary>The terms, ascending, without repeats.</summary>
    public List<int> Terms { get; } = [];

    /// <summary>The relations that the record emits, without repeats.</summary>
    public List<Emission> Emitted { get; } = [];

    /// <summary>The children's ref texts.</summary>
    public List<int> Children { get; } = [];

    /// <summary>The document that the index keeps of it.</summary>
    /// <param name="entry">The entry that it was made of.</param>
    /// <param name="buffer">What it is packed in; its content is lost.</param>
    public Document ToDocument(FeedEntry entry, ArrayBufferWriter<byte> buffer)
    {
        var record = entry.IsTombstone ? null : entry.Record;
        return new Document
        {
            Ref = Ref,
            Uid = record?.Uid ?? default,
            Sequence = record is null ? 0 : entry.Sequence,
            Visible = IsVisible,
            HasIdentity = HasIdentity,
            Orphan = record is { Sources.IsEmpty: true },
            Payload = Payload.Pack(CollectionsMarshal.AsSpan(Terms), CollectionsMarshal.AsSpan(Emitted), CollectionsMarshal.AsSpan(Children), buffer),
            Trouble = TroubleOf(record),
        };
    }

    private Trouble? TroubleOf(EntityRecord? record)
    {
        if (record is null || (record.Errors.IsEmpty && Clash is null))
        {
            return null;
        }

        return new Trouble(record.Errors, Clash is null ? null : $"Entity has duplicate keys that vary only in casing, '{Clash}'");
    }
}
