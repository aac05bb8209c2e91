using System.Buffers;
using System.Runtime.InteropServices;
using Catalog.Index.Checkpoints;
using Catalog.Index.Documents;
using Catalog.Index.Memory;
using Catalog.Index.Ordered;
using Catalog.Index.State;
using Catalog.Storage;

namespace Catalog.Index.Writing;

/// <summary>
/// The one writer of the index. In: feed entries and what they come to. Out: the next <see cref="IndexState"/>. Only what changed is touched, so
/// a batch of one entity costs little however many there are. Not thread-safe.
/// </summary>
internal sealed class IndexWriter
{
    private const int AnyKey = -1;

    private readonly HashSet<int> _emitters = [];
    private readonly TextPool _texts = new();
    private readonly TermTable _terms;
    private readonly PostingWriter _postings = new();
    private readonly NodeTable _nodes;
    private readonly RelationLedger _ledger;
    private readonly Vocabulary _vocabulary;
    private readonly Dictionary<int, KeyWriter> _keys = [];
    private readonly Reclaimer _reclaimer;
    private readonly DocumentDiff _diff;
    private readonly Dictionary<UidPlace, int> _uidChanges = [];
    private readonly HashSet<int> _abandoned = [];
    private readonly List<int> _termsOf = [];
    private readonly List<Emission> _oldEmitted = [];
    private readonly ArrayBufferWriter<byte> _buffer = new(256);
    private readonly EmissionDiff _emissions = new();
    private readonly Dictionary<(int Key, int Doc), bool> _relationKeys = [];
    private readonly RelationStamps _stamps = new();
    private SortedChunks<UidPlace> _uids = SortedChunks<UidPlace>.Empty;
    private int _version;
    private long _relations;

    /// <summary>A writer of an empty index.</summary>
    public IndexWriter()
    {
        _terms = new TermTable(_texts);
        _nodes = new NodeTable(_terms, _postings);
        _ledger = new RelationLedger(_postings);
        _vocabulary = new Vocabulary(_texts);
        _reclaimer = new Reclaimer(_texts, _terms, _postings);
        _diff = new DocumentDiff(_terms, _postings);
    }

    /// <summary>The highest sequence number applied.</summary>
    public long Sequence { get; private set; }

    /// <summary>Something that reads entries for <see cref="Apply"/>.</summary>
    public DocumentReader Reader() => new(_texts, _terms, _vocabulary);

    /// <summary>Applies one entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="draft">What the reader has made of it, since the last batch.</param>
    public void Apply(FeedEntry entry, Draft draft)
    {
        Sequence = Math.Max(Sequence, entry.Sequence);
        var record = entry.IsTombstone ? null : entry.Record;
        var doc = draft.Ref < 0 ? -1 : record is null ? _nodes.Find(draft.Ref) : _nodes.FindOrAdd(draft.Ref);
        if (doc < 0 || _nodes[doc].Sequence > entry.Sequence)
        {
            return;
        }

        var old = _nodes[doc];
        _diff.Terms(doc, old.Payload, draft.Terms);
        Emissions(doc, old, draft.Emitted);
        _diff.Children(doc, old.Payload, draft.Children);
        Show(doc, old, draft.IsVisible, record?.Uid ?? default);
        _nodes[doc] = draft.ToDocument(entry, _buffer);
        if (record is null)
        {
            _abandoned.Add(doc);
        }
    }

    /// <summary>Something that fills this writer, as long as it is empty, with a long feed.</summary>
    public Loader Loader() => new(_nodes, Reader, new BulkBuilder(_terms, _nodes, _postings, _ledger, _vocabulary, _reclaimer));

    /// <summary>Writes everything that postings can be made of, as of the last batch.</summary>
    public void Save(CheckpointWriter output)
    {
        _texts.Save(output);
        _terms.Save(output);
        _vocabulary.Save(output);
        DocumentArchive.Write(_nodes, output);
    }

    /// <summary>Reads what was written into this writer, which is empty.</summary>
    /// <param name="input">What was written, up to its end.</param>
    /// <param name="sequence">The sequence number that it reflects.</param>
    /// <returns>What fills it with the feed after that.</returns>
    public Loader Restore(CheckpointReader input, long sequence)
    {
        _texts.Restore(input);
        _terms.Restore(input);
        _vocabulary.Restore(input);
        List<Document> documents = [.. DocumentArchive.Read(input)];
        input.Complete();
        var loader = Loader();
        loader.Restore(documents, sequence, Task.WhenAll(Task.Run(_texts.FindRestored), Task.Run(() => _terms.FindRestored(IsLink))));
        return loader;
    }

    /// <summary>Takes note of what a loader has filled in.</summary>
    public void Filled(Loader loader)
    {
        Sequence = loader.Sequence;
        _uids = loader.Uids;
        _relations = loader.Relations;
        _reclaimer.UnusedDied();
        _abandoned.UnionWith(loader.WithoutRecord());
    }

    /// <summary>Starts to keep the order and the column of a key.</summary>
    public void Keep(int key, IndexState state)
    {
        if (!_keys.ContainsKey(key))
        {
            _keys.Add(key, new KeyWriter(state, key));
        }
    }

    // Terms that a loader adds, whoever has had them before.
    private bool IsLink(int key) => (key < 0 && key > InternalKey.Last) || _vocabulary.Types.Keys.Contains(key);

    private void Fold()
    {
        var relations = _ledger.Commit();
        _postings.Commit(Changed);
        Exists(relations);
        Abandon();
        _postings.Commit(Changed);
        _nodes.EndBatch();
        Uids();
    }

    /// <summary>Ends a batch: makes the changes noted and publishes the outcome. No entry may be read meanwhile.</summary>
    public IndexState Publish()
    {
        Fold();
        var (slots, sets) = _postings.Freeze();
        return new IndexState
        {
            Texts = _texts,
            Terms = _terms,
            Slots = slots,
            Sets = sets,
            Documents = _nodes.Freeze(),
            DocumentLimit = _nodes.Limit,
            TermLimit = _terms.Limit,
            Uids = _uids,
            Keys = _keys.ToDictionary(key => key.Key, key => key.Value.Freeze((doc, terms) => TermsOf(doc, key.Key, terms))),
            Types = _vocabulary.Types,
            Spelled = _vocabulary.Spelled,
            Relations = _relations,
            Sequence = Sequence,
            Version = _version++,
            RelationStamps = _stamps,
            Epoch = _reclaimer.Publish(),
        };
    }

    // The relations that the record emitted before and emits now; those of others are shown on documents of their own.
    private void Emissions(int doc, Document old, List<Emission> now)
    {
        old.Payload.ReadEmitted(_oldEmitted);
        if (_oldEmitted.SequenceEqual(now))
        {
            return;
        }

        _relations += now.Count - _oldEmitted.Count;
        _emissions.Compare(_oldEmitted, now);
        foreach (var relation in _emissions.Gone)
        {
            var source = relation.IsOwn ? doc : _nodes.Find(relation.Source);
            _ledger.Remove(Term(relation), source);
            _stamps.Mark(source, _version);
            _abandoned.Add(source);
        }

        foreach (var relation in _emissions.Come)
        {
            var source = relation.IsOwn ? doc : _nodes.FindOrAdd(relation.Source);
            _ledger.Add(Term(relation), source);
            _stamps.Mark(source, _version);
        }

        foreach (var source in _emissions.EntriesGone)
        {
            _postings.Remove(_terms.Find(InternalKey.EmitsFor, source), doc);
        }

        foreach (var source in _emissions.EntriesCome)
        {
            _postings.Add(_terms.Intern(InternalKey.EmitsFor, source), doc);
        }
    }

    private void Show(int doc, Document old, bool visible, Guid uid)
    {
        if (old.Visible != visible)
        {
            var shown = _terms.Intern(InternalKey.Visible, TextPool.Null);
            var hidden = _terms.Intern(InternalKey.Hidden, TextPool.Null);
            _postings.Add(visible ? shown : hidden, doc);
            _postings.Remove(visible ? hidden : shown, doc);
        }

        if (old.Visible)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_uidChanges, new UidPlace(old.Uid, doc), out _)--;
        }

        if (visible)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_uidChanges, new UidPlace(uid, doc), out _)++;
        }
    }

    // The term by which a relation is searched.
    private int Term(Emission relation) => _terms.Intern(_vocabulary.Types.KeyOfType[relation.Type], relation.Target);

    // Whether a document has any relation of a type is known only when all of the batch is in.
    private void Exists(List<(int Term, int Doc, bool Shown)> relations)
    {
        _relationKeys.Clear();
        foreach (var (term, doc, shown) in relations)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_relationKeys, (_terms.Key(term), doc), out _) |= shown;
        }

        foreach (var ((key, doc), gained) in _relationKeys)
        {
            var term = _terms.Intern(InternalKey.Exists, key);
            var had = _postings.Of(term).Contains(doc);
            if (gained)
            {
                if (!had)
                {
                    _postings.Add(term, doc);
                }
            }
            else if (had && !HasAny(key, doc))
            {
                _postings.Remove(term, doc);
            }
        }
    }

    // Whether anybody emits a relation of a key that the document shows.
    private bool HasAny(int key, int doc)
    {
        var emitted = new List<Emission>();
        var document = _nodes[doc];
        document.Payload.ReadEmitted(emitted);
        if (emitted.Exists(relation => relation.IsOwn && (key < 0 || _vocabulary.Types.KeyOfType[relation.Type] == key)))
        {
            return true;
        }

        Emitters.Collect(_terms, _postings, _vocabulary.Types, document.Ref, _emitters);
        foreach (var emitter in _emitters)
        {
            _nodes[emitter].Payload.ReadEmitted(emitted);
            if (emitted.Exists(relation => relation.Source == document.Ref && (key < 0 || _vocabulary.Types.KeyOfType[relation.Type] == key)))
            {
                return true;
            }
        }

        return false;
    }

    private void Abandon()
    {
        foreach (var doc in _abandoned)
        {
            if (_nodes.Has(doc) && _nodes[doc].Sequence == 0 && !HasAny(AnyKey, doc))
            {
                _nodes.Remove(doc);
            }
        }

        _abandoned.Clear();
    }

    private void Changed(int term, int before, int after, List<int> added, List<int> removed)
    {
        if (_keys.TryGetValue(_terms.Key(term), out var key) && _terms.Value(term) != TextPool.Null)
        {
            key.Changed(term, before, after, added, removed);
        }

        if (after == 0)
        {
            _reclaimer.Died(term);
        }
    }

    private void TermsOf(int doc, int key, List<int> terms)
    {
        if (!_nodes.Has(doc))
        {
            return;
        }

        _nodes[doc].Payload.ReadTerms(_termsOf);
        foreach (var term in _termsOf)
        {
            if (_terms.Key(term) == key && _terms.Value(term) != TextPool.Null)
            {
                terms.Add(term);
            }
        }
    }

    private void Uids()
    {
        var added = _uidChanges.Where(change => change.Value > 0).Select(change => change.Key).Order().ToArray();
        var removed = _uidChanges.Where(change => change.Value < 0).Select(change => change.Key).Order().ToArray();
        _uidChanges.Clear();
        _uids = _uids.Apply(added, removed, Comparer<UidPlace>.Default);
    }
}
