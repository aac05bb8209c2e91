using System.Runtime.InteropServices;
using Catalog.Index.Documents;
using Catalog.Index.Memory;

namespace Catalog.Index.State;

/// <summary>
/// The relations that some entities show, as <see cref="ShownRelations"/> has those of one. To gather them is waiting for memory and little
/// else, so each step is taken for all entities before the next: the waits run beside each other. Not thread-safe; reuse it.
/// </summary>
internal sealed class GatheredRelations
{
    private readonly List<Document> _documents = [];
    private readonly List<(int Key, int Value)> _pairs = [];
    private readonly List<int> _terms = [];
    private readonly List<Posting> _postings = [];
    private readonly List<int> _emitters = [];
    private readonly List<int> _emitterEnds = [];
    private readonly List<Document> _emitting = [];
    private readonly List<(int Type, int Target)> _relations = [];
    private readonly List<int> _ends = [];

    /// <summary>Gathers the relations of documents.</summary>
    public void Read(IndexState state, ReadOnlySpan<int> docs)
    {
        ReadDocuments(state, docs, _documents);
        ReadPostings(state);
        ReadEmitters(state);
        ReadRelations();
        WarmTargets(state);
    }

    /// <summary>The relations of the document in a place of those read, with repeats when several emit the same; valid until the next read.</summary>
    public ReadOnlySpan<(int Type, int Target)> Of(int place) => Slice(_relations, _ends, place);

    private static ReadOnlySpan<T> Slice<T>(List<T> items, List<int> ends, int place)
    {
        var start = place == 0 ? 0 : ends[place - 1];
        return CollectionsMarshal.AsSpan(items)[start..ends[place]];
    }

    private static void ReadDocuments(IndexState state, ReadOnlySpan<int> docs, List<Document> output)
    {
        output.Clear();
        foreach (var doc in docs)
        {
            state.Documents.Fetch(doc);
        }

        foreach (var doc in docs)
        {
            var document = state.Documents[doc]!;
            Document.FetchPayload(document);
            output.Add(document);
        }

        foreach (var document in output)
        {
            document.Payload.Fetch();
        }
    }

    private void ReadPostings(IndexState state)
    {
        FindTerms(state);
        _postings.Clear();
        foreach (var term in _terms)
        {
            state.Fetch(term);
        }

        foreach (var term in _terms)
        {
            state.FetchSet(term);
        }

        foreach (var term in _terms)
        {
            var posting = state.Of(term);
            CacheLine.Fetch(posting.Set);
            _postings.Add(posting);
        }
    }

    // For each document those of all keys that may lead to its emitters; -1 where there is none.
    private void FindTerms(IndexState state)
    {
        _pairs.Clear();
        foreach (var document in _documents)
        {
            _pairs.Add((InternalKey.EmitsFor, document.Ref));
            foreach (var key in state.Types.Keys)
            {
                _pairs.Add((key, document.Ref));
            }
        }

        _terms.Clear();
        for (var rest = (ReadOnlySpan<(int Key, int Value)>)CollectionsMarshal.AsSpan(_pairs); !rest.IsEmpty;)
        {
            var part = rest[..Math.Min(rest.Length, TextPool.MaxWarm)];
            state.Terms.Warm(part);
            foreach (var (key, value) in part)
            {
                _terms.Add(state.Terms.Find(key, value));
            }

            rest = rest[part.Length..];
        }
    }

    // All candidates, each once for an entity.
    private void ReadEmitters(IndexState state)
    {
        _emitters.Clear();
        _emitterEnds.Clear();
        var keys = 1 + state.Types.Keys.Count;
        for (var place = 0; place < _documents.Count; place++)
        {
            var start = _emitters.Count;
            foreach (var posting in CollectionsMarshal.AsSpan(_postings).Slice(place * keys, keys))
            {
                posting.AddTo(_emitters);
            }

            var all = CollectionsMarshal.AsSpan(_emitters)[start..];
            all.Sort();
            CollectionsMarshal.SetCount(_emitters, start + Distinct(all));
            _emitterEnds.Add(_emitters.Count);
        }

        ReadDocuments(state, CollectionsMarshal.AsSpan(_emitters), _emitting);
    }

    private static int Distinct(Span<int> sorted)
    {
        var kept = 0;
        foreach (var item in sorted)
        {
            if (kept == 0 || sorted[kept - 1] != item)
            {
                sorted[kept++] = item;
            }
        }

        return kept;
    }

    private void ReadRelations()
    {
        _relations.Clear();
        _ends.Clear();
        for (var place = 0; place < _documents.Count; place++)
        {
            _documents[place].Payload.ReadEmittedFor(Emission.Own, _relations);
            foreach (var emitting in Slice(_emitting, _emitterEnds, place))
            {
                emitting.Payload.ReadEmittedFor(_documents[place].Ref, _relations);
            }

            _ends.Add(_relations.Count);
        }
    }

    private void WarmTargets(IndexState state)
    {
        Span<int> texts = stackalloc int[TextPool.MaxWarm];
        var rest = (ReadOnlySpan<(int Type, int Target)>)CollectionsMarshal.AsSpan(_relations);
        while (!rest.IsEmpty)
        {
            var count = Math.Min(rest.Length, texts.Length);
            for (var i = 0; i < count; i++)
            {
                texts[i] = rest[i].Target;
            }

            state.Texts.WarmTexts(texts[..count]);
            rest = rest[count..];
        }
    }
}
