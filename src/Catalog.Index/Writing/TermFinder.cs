using Catalog.Index.Memory;
using Catalog.Index.Rows;

namespace Catalog.Index.Writing;

/// <summary>
/// Finds the terms of rows, and adds those that are new. Each step is taken for many rows before the next one, so that the waits for memory run
/// beside each other. Between batches, when numbers may come into other use, nothing that was found may be kept.
/// </summary>
internal sealed class TermFinder(TextPool texts, TermTable terms, Vocabulary vocabulary)
{
    private const int RecentKeys = 4096;

    private readonly (ulong Hash, int Key)[] _recent = new (ulong, int)[RecentKeys];
    private int _removals;

    /// <summary>Notes with each row which terms it stands for; with one of a relation, which counts for none, that it is one.</summary>
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
            Texts(rows, part);
            Terms(part);
        }
    }

    // Leaves the numbers of key and texts in the row, for the terms to be found by.
    private void Texts(RowBuffer rows, Span<RowBuffer.Row> part)
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
        var missing = false;
        foreach (ref var row in part)
        {
            var keyText = rows.Slice(row.KeyStart, row.KeyLength);
            row.IsRelation = keyText.StartsWith("relations."u8);
            if (!row.IsRelation)
            {
                row.Key = Key(keyText, row.KeyHash);
                row.Value = row.IsNull ? TextPool.Null : texts.Find(rows.Slice(row.ValueStart, row.ValueLength), row.ValueHash);
                row.Original = row.IsSpelled ? texts.Find(rows.Slice(row.OriginalStart, row.OriginalLength), row.OriginalHash) : -1;
                missing |= row.Value < 0 || (row.IsSpelled && row.Original < 0);
            }
        }

        if (missing)
        {
            AddTexts(rows, part);
        }
    }

    private void AddTexts(RowBuffer rows, Span<RowBuffer.Row> part)
    {
        lock (texts.Adding)
        {
            foreach (ref var row in part)
            {
                if (row.IsRelation)
                {
                    continue;
                }

                if (row.Value < 0)
                {
                    row.Value = texts.InternNew(rows.Slice(row.ValueStart, row.ValueLength), row.ValueHash);
                }

                if (row.IsSpelled && row.Original < 0)
                {
                    row.Original = texts.InternNew(rows.Slice(row.OriginalStart, row.OriginalLength), row.OriginalHash);
                }
            }
        }
    }

    private void Terms(Span<RowBuffer.Row> part)
    {
        Span<(int Key, int Value)> pairs = stackalloc (int, int)[TextPool.MaxWarm];
        var count = 0;
        foreach (ref readonly var row in part)
        {
            if (row.IsRelation)
            {
                continue;
            }

            pairs[count++] = (row.Key, row.Value);
            if (row.Original >= 0)
            {
                pairs[count++] = (InternalKey.Spelling(row.Key), row.Original);
            }
        }

        terms.Warm(pairs[..count]);
        var missing = false;
        foreach (ref var row in part)
        {
            if (!row.IsRelation)
            {
                row.Term = terms.Find(row.Key, row.Value);
                row.SpelledTerm = row.Original >= 0 ? terms.Find(InternalKey.Spelling(row.Key), row.Original) : -1;
                missing |= row.Term < 0 || (row.Original >= 0 && row.SpelledTerm < 0);
            }
        }

        if (missing)
        {
            AddTerms(part);
        }
    }

    private void AddTerms(Span<RowBuffer.Row> part)
    {
        lock (terms.Adding)
        {
            foreach (ref var row in part)
            {
                if (row.IsRelation)
                {
                    continue;
                }

                if (row.Term < 0)
                {
                    row.Term = terms.InternNew(row.Key, row.Value);
                }

                if (row.Original >= 0 && row.SpelledTerm < 0)
                {
                    vocabulary.AddSpelled(row.Key);
                    row.SpelledTerm = terms.InternNew(InternalKey.Spelling(row.Key), row.Original);
                }
            }
        }
    }

    // Most keys are among a few hundred; the hash is keyed with a secret, so nobody can make two of them meet here.
    private int Key(ReadOnlySpan<byte> text, ulong hash)
    {
        ref var recent = ref _recent[hash & (RecentKeys - 1)];
        if (recent.Hash != hash)
        {
            recent = (hash, texts.Intern(text, hash));
        }

        return recent.Key;
    }
}
