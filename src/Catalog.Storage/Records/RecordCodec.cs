using Catalog.Model;

namespace Catalog.Storage.Records;

/// <summary>
/// The stored form of a record: a <em>state</em> (everything but reference, version, deletion and processed body, which the
/// stores keep in columns of their own) and the processed body as it is.
/// </summary>
/// <remarks>
/// The state is one format byte and then fields of number, length, content. A program steps over fields it does not know,
/// so fields can be added without a new format; the format byte rises only when older programs must not read on.
/// </remarks>
public static class RecordCodec
{
    /// <summary>The format that this program writes, and the newest that it reads.</summary>
    public const byte Format = 1;

    /// <summary>Reads a record back.</summary>
    /// <param name="entity">Its reference.</param>
    /// <param name="version">Its version.</param>
    /// <param name="deleted">Whether it is <see cref="EntityRecord.Deleted"/>.</param>
    /// <param name="state">The state; what is kept of it is copied.</param>
    /// <param name="processed">The processed body; belongs to the record from then on.</param>
    /// <param name="parts">What is wanted of it; the rest is left out.</param>
    /// <exception cref="StoreException">The state was written by a newer program, or is damaged.</exception>
    public static EntityRecord Decode(
        EntityRef entity, long version, bool deleted, ReadOnlySpan<byte> state, ReadOnlyMemory<byte> processed, RecordParts parts = RecordParts.All) =>
        RecordDecoder.Decode(entity, version, deleted, state, processed, parts);

    /// <summary>The state of one record, for callers that write only one; <see cref="EncodedRecords"/> is for batches.</summary>
    public static byte[] EncodeState(EntityRecord record)
    {
        var writer = new FieldWriter();
        RecordEncoder.WriteState(writer, record);
        return writer.Written.ToArray();
    }
}

/// <summary>What is read of a record, from all to little (see <see cref="ICatalogStore.ReadFeedAsync"/>).</summary>
public enum RecordParts
{
    /// <summary>Everything.</summary>
    All,

    /// <summary>All but what only processing reads: unprocessed body, origin and cache.</summary>
    Told,

    /// <summary>Of that, all but what only the query index reads: relations and children.</summary>
    Bare,
}
