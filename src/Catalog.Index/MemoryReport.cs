using Catalog.Index.Entities;
using Catalog.Index.Evaluation;
using Catalog.Index.State;

namespace Catalog.Index;

/// <summary>Adds up what holds the memory of an index.</summary>
internal static class MemoryReport
{
    private const int DocumentBytes = 80;
    private const int SeenBits = 1 << 26;

    /// <summary>The parts, largest first.</summary>
    public static IReadOnlyList<MemoryPart> Of(IndexState state, EntityCache cache)
    {
        var parts = new List<MemoryPart>
        {
            new($"{state.Texts.Count:N0} distinct texts", state.Texts.TextBytes),
            new("finding texts", state.Texts.TableBytes),
            new($"{state.TermLimit:N0} pairs of key and value", state.Terms.Bytes),
            new("slots of pairs", state.Slots.PageCount * 512L * 4),
            new("order by uid", state.Uids.Bytes),
            new("when relations changed", state.RelationStamps.Bytes),
            new($"{cache.Count:N0} cached entities", cache.Bytes),
        };
        Documents(state, parts);
        Sets(state, parts);
        foreach (var (key, index) in state.Keys)
        {
            var derived = 0L;
            foreach (var chunk in index.Order.Chunks)
            {
                derived += (chunk.Derived as ChunkText)?.Bytes ?? 0;
            }

            parts.Add(new($"order, column and text of {KeyName.Of(state, key)}", index.Order.Bytes + derived + (index.HasColumn ? index.Column.PageCount * 512L * 4 : 0)));
        }

        return [.. parts.OrderByDescending(part => part.Bytes)];
    }

    private static void Documents(IndexState state, List<MemoryPart> parts)
    {
        var (count, packed) = (0, 0L);
        for (var doc = 0; doc < state.DocumentLimit; doc++)
        {
            if (state.Documents[doc] is { } document)
            {
                count++;
                packed += document.Payload.Bytes;
            }
        }

        parts.Add(new($"{count:N0} documents", ((long)count * DocumentBytes) + (state.Documents.PageCount * 512L * 8)));
        parts.Add(new("terms, relations and children of documents", packed));
    }

    // Terms share sets. About right is enough: remembering the sets themselves would take as much again as they do.
    private static bool IsFirst(ulong[] seen, object set)
    {
        var bit = System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(set) & (SeenBits - 1);
        var isFirst = (seen[bit >> 6] & (1UL << bit)) == 0;
        seen[bit >> 6] |= 1UL << bit;
        return isFirst;
    }

    private static void Sets(IndexState state, List<MemoryPart> parts)
    {
        var (count, bytes) = (0, 0L);
        var seen = new ulong[SeenBits / 64];
        for (var term = 0; term < state.TermLimit; term++)
        {
            if (state.Slots[term] is < 0 and var slot)
            {
                count++;
                bytes += 8 + (IsFirst(seen, state.Sets[~slot]!) ? state.Of(term).Bytes : 0);
            }
        }

        parts.Add(new($"{count:N0} sets of documents", bytes));
    }
}
