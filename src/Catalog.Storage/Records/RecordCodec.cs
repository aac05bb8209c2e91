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
    /// <param name="forFeed">Leaves out what the feed need not tell (see <see cref="ICatalogStore.ReadFeedAsync"/>).</param>
    /// <exception cref="StoreException">The state was written by a newer program, or is damaged.</exception>
    public static EntityRecord Decode(
        EntityRef entity, long version, bool deleted, ReadOnlySpan<byte> state, ReadOnlyMemory<byte> processed, bool forFeed = false) =>
        RecordDecoder.Decode(entity, version, deleted, state, processed, forFeed);

    /// <summary>The state of one record, for callers that write only one; <see cref="EncodedRecords"/> is for batches.</summary>
    public static byte[] EncodeState(EntityRecord record)
    {
        var writer = new FieldWriter();
        RecordEncoder.WriteState(writer, record);
        return writer.Written.ToArray();
    }
}
