using Catalog.Index.Documents;
using Catalog.Index.Memory;
using Catalog.Index.Rows;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Index.Writing;

/// <summary>
/// Turns feed entries into numbers: terms, emitted relations, children. Used by one thread at a time, which may be another than the
/// writer's while a batch is under way; several of them may work on one index.
/// </summary>
internal sealed class DocumentReader(TextPool texts, TermTable terms, Vocabulary vocabulary)
{
    private readonly RowReader _reader = new();
    private readonly RowBuffer _rows = new();
    private readonly TermFinder _finder = new(texts, terms);
    private readonly byte[] _buffer = new byte[4096];
    private readonly HashSet<Emission> _seen = [];
    private (EntityRef Entity, int Text) _last;

    /// <summary>Reads an entry.</summary>
    public void Read(FeedEntry entry, Draft draft)
    {
        draft.Terms.Clear();
        draft.Emitted.Clear();
        draft.Children.Clear();
        (draft.IsVisible, draft.HasIdentity, draft.Clash) = (false, false, null);
        var record = entry.IsTombstone ? null : entry.Record;
        if (record is null)
        {
            draft.Ref = texts.Find(Utf8(entry.Ref.ToString()));
            return;
        }

        draft.Ref = Ref(entry.Ref);
        if (!record.Processed.IsEmpty)
        {
            Body(record, draft);
        }

        Emitted(record, draft);
        foreach (var child in record.Children)
        {
            draft.Children.Add(Ref(child));
        }
    }

    private void Body(EntityRecord record, Draft draft)
    {
        _reader.Read(record.Processed.Span, record.Sources.IsEmpty, _rows);
        draft.Clash = _rows.Clash;
        draft.IsVisible = _rows.Clash is null;
        if (draft.IsVisible)
        {
            draft.HasIdentity = _rows.HasIdentity;
            _finder.Find(_rows);
            Terms(_rows, draft.Terms);
        }
    }

    private int Ref(EntityRef entity)
    {
        var text = Utf8(entity.ToString());
        return texts.Intern(text, TextPool.Hash(text));
    }

    // A relation mostly comes with its inverse, so the same ref is asked for again soon.
    private int Recent(EntityRef entity)
    {
        if (entity != _last.Entity)
        {
            _last = (entity, Ref(entity));
        }

        return _last.Text;
    }

    private void Terms(RowBuffer rows, List<int> output)
    {
        foreach (ref readonly var row in rows.Rows)
        {
            if (row.IsRelation)
            {
                continue;
            }

            output.Add(row.Term >= 0 ? row.Term : terms.InternNew(Key(rows, row), Value(rows, row)));
            if (row.IsSpelled)
            {
                output.Add(row.SpelledTerm >= 0 ? row.SpelledTerm : SpelledTerm(rows, row));
            }
        }

        output.Sort();
    }

    private void Emitted(EntityRecord record, Draft draft)
    {
        _seen.Clear();
        _last = default;
        foreach (var relation in record.Relations)
        {
            var source = relation.Source == record.Ref ? 0 : Recent(relation.Source);
            var target = relation.Target == record.Ref ? draft.Ref : Recent(relation.Target);
            var emission = new Emission(source, vocabulary.TypeOf(relation.Type, Utf8(relation.Type)), target);
            if (_seen.Add(emission))
            {
                draft.Emitted.Add(emission);
            }
        }
    }

    private int Key(RowBuffer rows, in RowBuffer.Row row) =>
        row.Key >= 0 ? row.Key : texts.InternNew(rows.Slice(row.KeyStart, row.KeyLength), row.KeyHash);

    private int Value(RowBuffer rows, in RowBuffer.Row row) =>
        row.Value >= 0 ? row.Value : texts.InternNew(rows.Slice(row.ValueStart, row.ValueLength), row.ValueHash);

    private int SpelledTerm(RowBuffer rows, in RowBuffer.Row row)
    {
        var key = Key(rows, row);
        vocabulary.AddSpelled(key);
        return terms.Intern(InternalKey.Spelling(key), texts.Intern(rows.Slice(row.OriginalStart, row.OriginalLength), row.OriginalHash));
    }

    private ReadOnlySpan<byte> Utf8(string text) => text.Length * 3 > _buffer.Length
        ? System.Text.Encoding.UTF8.GetBytes(text)
        : _buffer.AsSpan(0, System.Text.Encoding.UTF8.GetBytes(text, _buffer));
}
