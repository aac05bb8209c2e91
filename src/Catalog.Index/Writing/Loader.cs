using System.Buffers;
using Catalog.Index.Documents;
using Catalog.Index.Memory;
using Catalog.Index.Ordered;
using Catalog.Storage;

namespace Catalog.Index.Writing;

/// <summary>
/// Fills an empty index from a long feed. Entries become documents on all processors, while the caller fetches the next ones; which documents
/// have which terms is found out at the end, once and for all of them (<see cref="BulkBuilder"/>), so that no set is ever made twice.
/// Nothing may be published before it is complete.
/// </summary>
internal sealed class Loader
{
    private const int MaxReaders = 8;
    private const int Slice = 64;

    private readonly NodeTable _nodes;
    private readonly BulkBuilder _builder;
    private readonly (DocumentReader Reader, ArrayBufferWriter<byte> Buffer)[] _readers;

    // By the number of the ref's text, the document plus one.
    private readonly GrowArray<int> _documentOf = new();
    private Draft[] _drafts = [];
    private Document[] _documents = [];
    private Task _reading = Task.CompletedTask;
    private long _restored;

    public Loader(NodeTable nodes, Func<DocumentReader> reader, BulkBuilder builder)
    {
        (_nodes, _builder) = (nodes, builder);
        _readers = [.. Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount, 1, MaxReaders)).Select(_ => (reader(), new ArrayBufferWriter<byte>(256)))];
    }

    /// <summary>The highest sequence number met.</summary>
    public long Sequence { get; private set; }

    /// <summary>Takes documents that were made of the feed up to a sequence number; entries up to that are passed over from then on.</summary>
    /// <param name="documents">The documents.</param>
    /// <param name="sequence">The sequence number.</param>
    /// <param name="readying">Makes texts and terms ready for reading others; is waited for before those are read.</param>
    public void Restore(IReadOnlyList<Document> documents, long sequence, Task readying)
    {
        foreach (var document in documents)
        {
            _documentOf.EnsureIndex(document.Ref);
            _documentOf[document.Ref] = _nodes.Append(document) + 1;
        }

        (_restored, Sequence, _reading) = (sequence, sequence, readying);
    }

    /// <summary>Takes the next entries, when those before are read; they are read when it has returned, so the list must stay as it is.</summary>
    /// <exception cref="Exception">What reading those before has failed with.</exception>
    public async Task AddAsync(IReadOnlyList<FeedEntry> entries)
    {
        if (entries.Count == 0 || entries[^1].Sequence <= _restored)
        {
            return;
        }

        IReadOnlyList<FeedEntry> news = entries[0].Sequence > _restored ? entries : [.. entries.Where(entry => entry.Sequence > _restored)];
        await _reading.ConfigureAwait(false);
        _reading = Task.Run(() => Read(news));
    }

    /// <summary>Waits until everything is read, and makes the postings.</summary>
    /// <exception cref="Exception">What reading has failed with.</exception>
    public async Task CompleteAsync()
    {
        await _reading.ConfigureAwait(false);
        Parallel.Invoke(() => _builder.Build(text => _documentOf[text] - 1), () => Uids = ByUid());
    }

    /// <summary>The visible documents by uid, when it is complete.</summary>
    public SortedChunks<UidPlace> Uids { get; private set; } = SortedChunks<UidPlace>.Empty;

    /// <summary>How many relations the records emit, when it is complete.</summary>
    public long Relations => _builder.Relations;

    private SortedChunks<UidPlace> ByUid()
    {
        var places = new List<UidPlace>(_nodes.Limit);
        for (var doc = 0; doc < _nodes.Limit; doc++)
        {
            if (_nodes[doc].Visible)
            {
                places.Add(new UidPlace(_nodes[doc].Uid, doc));
            }
        }

        places.Sort();
        return SortedChunks<UidPlace>.Of(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(places));
    }

    /// <summary>The documents that have no record.</summary>
    public IEnumerable<int> WithoutRecord() => Enumerable.Range(0, _nodes.Limit).Where(doc => _nodes[doc].Sequence == 0);

    private void Read(IReadOnlyList<FeedEntry> entries)
    {
        if (_drafts.Length < entries.Count)
        {
            _drafts = [.. Enumerable.Range(0, entries.Count).Select(_ => new Draft())];
            _documents = new Document[entries.Count];
        }

        var next = 0;
        Parallel.For(0, _readers.Length, reader => ReadSlices(entries, _readers[reader], ref next));
        for (var i = 0; i < entries.Count; i++)
        {
            if (_drafts[i].Ref < 0)
            {
                // The ref may have been met since, by another reader.
                Read(entries, i, _readers[0]);
            }

            Place(entries[i], _drafts[i], _documents[i]);
        }
    }

    private void ReadSlices(IReadOnlyList<FeedEntry> entries, (DocumentReader Reader, ArrayBufferWriter<byte> Buffer) by, ref int next)
    {
        for (var start = Interlocked.Add(ref next, Slice) - Slice; start < entries.Count; start = Interlocked.Add(ref next, Slice) - Slice)
        {
            for (var i = start; i < Math.Min(start + Slice, entries.Count); i++)
            {
                Read(entries, i, by);
            }
        }
    }

    private void Read(IReadOnlyList<FeedEntry> entries, int i, (DocumentReader Reader, ArrayBufferWriter<byte> Buffer) by)
    {
        by.Reader.Read(entries[i], _drafts[i]);
        _documents[i] = _drafts[i].ToDocument(entries[i], by.Buffer);
    }

    // A ref may come again, in a later version.
    private void Place(FeedEntry entry, Draft draft, Document document)
    {
        Sequence = Math.Max(Sequence, entry.Sequence);
        if (draft.Ref < 0)
        {
            return;
        }

        var doc = Node(draft.Ref);
        if (_nodes[doc].Sequence > entry.Sequence)
        {
            return;
        }

        _nodes[doc] = document;
        foreach (var relation in draft.Emitted)
        {
            if (!relation.IsOwn)
            {
                Node(relation.Source);
            }
        }
    }

    private int Node(int refText)
    {
        _documentOf.EnsureIndex(refText);
        ref var place = ref _documentOf[refText];
        if (place == 0)
        {
            place = _nodes.Append(new Document { Ref = refText }) + 1;
        }

        return place - 1;
    }
}
