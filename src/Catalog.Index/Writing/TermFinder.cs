using Catalog.Index.Memory;
using Catalog.Index.Rows;

namespace Catalog.Index.Writing;

/// <summary>
/// Looks the terms of rows up ahead of the writer, which then only has to add those that are new. Runs beside the writer within a batch;
/// between batches, when numbers may come into other use, nothing that was found may be kept.
/// </summary>
internal sealed class TermFinder(TextPool texts, TermTable terms)
{
    private const int RecentKeys = 4096;

    private readonly (ulong Hash, int Key)[] _recent = new (ulong, int)[RecentKeys];
    private int _removals;

    /// <summary>Notes with each row which terms it stands for, as far as they are known.</summary>
    public void Find(RowBuffer rows)
    {
        if (_removals != texts.Removals)
        {
            _removals = texts.Removals;
            Array.Clear(_recent);
        }

        var rest = rows.Rows;
        while (!rest.IsEmpty)
        {
            var part = rest[..Math.Min(rest.Length, TextPool.MaxWarm / 2)];
            rest = rest[part.Length..];
            FindTexts(rows, part);
            FindTerms(part);
        }
    }

    // Leaves the numbers of key and texts in the row, for the terms to be found by.
    private void FindTexts(RowBuffer rows, Span<RowBuffer.Row> part)
    {
        Span<ulong> hashes = stackalloc ulong[TextPool.MaxWarm];
        var count = 0;
        foreach (ref readonly var row in part)
        {
            hashes[count++] = row.ValueHash;
            if (row.IsSpelled)
            {
                hashes[count++] = row.OriginalHash;
            }
        }

        texts.Warm(hashes[..count]);
        foreach (ref var row in part)
        {
            var keyText = rows.Slice(row.KeyStart, row.KeyLength);
            row.IsRelation = keyText.StartsWith("relations."u8);
            row.Key = row.IsRelation ? -1 : Key(keyText, row.KeyHash);
            row.Value = row.IsNull ? TextPool.Null : texts.Find(rows.Slice(row.ValueStart, row.ValueLength), row.ValueHash);
            row.Original = row.IsSpelled ? texts.Find(rows.Slice(row.OriginalStart, row.OriginalLength), row.OriginalHash) : -1;
        }
    }

    private void FindTerms(Span<RowBuffer.Row> part)
    {
        Span<(int Key, int Value)> pairs = stackalloc (int, int)[TextPool.MaxWarm];
        var count = 0;
        foreach (ref readonly var row in part)
        {
            pairs[count++] = (row.Key, row.Value);
            if (row.Original >= 0)
            {
                pairs[count++] = (InternalKey.Spelling(row.Key), row.Original);
            }
        }

        terms.Warm(pairs[..count]);
        foreach (ref var row in part)
        {
            row.Term = row.Key >= 0 && row.Value >= 0 ? terms.Find(row.Key, row.Value) : -1;
            row.SpelledTerm = row.Key >= 0 && row.Original >= 0 ? terms.Find(InternalKey.Spelling(row.Key), row.Original) : -1;
        }
    }

    // Most keys are among a few hundred; the hash is keyed with a secret, so nobody can make two of them meet here.
    private int Key(ReadOnlySpan<byte> text, ulong hash)
    {
        ref var recent = ref _recent[hash & (RecentKeys - 1)];
        if (recent.Hash != hash && texts.Find(text, hash) is >= 0 and var key)
        {
            recent = (hash, key);
        }

        return recent.Hash == hash ? recent.Key : -1;
    }
}
