using System.Runtime.InteropServices;
using System.Text;
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
    private readonly TermFinder _terms = new(texts, terms, vocabulary);
    private readonly RefFinder _refs = new(texts);
    private readonly List<(int Source, int Target)> _relations = [];
    private readonly HashSet<Emission> _seen = [];
    private readonly byte[] _buffer = new byte[512];

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

        Refs(entry.Ref, record, draft);
        if (!record.Processed.IsEmpty)
        {
            Body(record, draft);
        }
    }

    private void Refs(EntityRef self, EntityRecord record, Draft draft)
    {
        _refs.Clear();
        _refs.Add(self);
        _relations.Clear();
        foreach (var relation in record.Relations)
        {
            _relations.Add((relation.Source == self ? 0 : _refs.Add(relation.Source), relation.Target == self ? 0 : _refs.Add(relation.Target)));
        }

        foreach (var child in record.Children)
        {
            draft.Children.Add(_refs.Add(child));
        }

        _refs.Find();
        draft.Ref = _refs[0];
        Emitted(record, draft);
        foreach (ref var child in CollectionsMarshal.AsSpan(draft.Children))
        {
            child = _refs[child];
        }
    }

    private void Emitted(EntityRecord record, Draft draft)
    {
        _seen.Clear();
        for (var i = 0; i < _relations.Count; i++)
        {
            var type = record.Relations[i].Type;
            var (source, target) = _relations[i];
            var emission = new Emission(source == 0 ? Emission.Own : _refs[source], vocabulary.TypeOf(type, Utf8(type)), _refs[target]);
            if (_seen.Add(emission))
            {
                draft.Emitted.Add(emission);
            }
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
            _terms.Find(_rows);
            Terms(draft.Terms);
        }
    }

    private void Terms(List<int> output)
    {
        foreach (ref readonly var row in _rows.Rows)
        {
            if (row.IsRelation)
            {
                continue;
            }

            output.Add(row.Term);
            if (row.IsSpelled)
            {
                output.Add(row.SpelledTerm);
            }
        }

        output.Sort();
    }

    private ReadOnlySpan<byte> Utf8(string text) =>
        text.Length * 3 > _buffer.Length ? Encoding.UTF8.GetBytes(text) : _buffer.AsSpan(0, Encoding.UTF8.GetBytes(text, _buffer));
}
