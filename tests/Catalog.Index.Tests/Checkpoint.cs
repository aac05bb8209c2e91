using System.Text;
using Catalog.Storage;

namespace Catalog.Index.Tests;

/// <summary>What an index has written, and indexes made of it.</summary>
internal sealed record Checkpoint(byte[] Bytes, Guid Name)
{
    public static Checkpoint Of(CatalogIndex index)
    {
        using var stream = new MemoryStream();
        var name = Guid.NewGuid();
        index.Save(stream, name);
        return new Checkpoint(stream.ToArray(), name);
    }

    /// <summary>Another index made of this and of the newest entry of each ref, as a store tells them.</summary>
    public CatalogIndex Restart(BodyStore store, IEnumerable<FeedEntry> records, int parts)
    {
        var index = new CatalogIndex(store);
        var sequence = index.Restore(new MemoryStream(Bytes), Name);
        Load(index, [.. records.OrderBy(entry => entry.Sequence).Select(entry => entry.Sequence <= sequence ? Bare(entry) : entry)], parts);
        return index;
    }

    public static void Load(CatalogIndex index, List<FeedEntry> entries, int parts)
    {
        var size = (entries.Count / parts) + 1;
        for (var at = 0; at < entries.Count; at += size)
        {
            index.LoadAsync([.. entries.Skip(at).Take(size)], at + size >= entries.Count, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }
    }

    private static FeedEntry Bare(FeedEntry entry) => entry.Record is not { } record
        ? entry
        : entry with { Record = record with { Processed = record.Processed.IsEmpty ? default : Encoding.UTF8.GetBytes("{}"), Relations = [], Children = [] } };
}
