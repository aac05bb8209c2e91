using Catalog.Storage;

namespace Catalog.Index.Writing;

/// <summary>
/// Fills an index from a long feed: entries are read on all processors while those before are written on a thread of the loader's own.
/// Nothing is published before the end, so nothing is copied either.
/// </summary>
internal sealed class Loader
{
    private const int Ahead = 4;
    private const int MaxReaders = 8;
    private const int FoldedAtOnce = 1 << 14;

    private readonly IndexWriter _writer;
    private readonly Queue<(IReadOnlyList<FeedEntry> Entries, Draft[] Drafts)> _read = new();
    private readonly Stack<Draft[]> _spare = new();
    private readonly DocumentReader[] _readers;
    private readonly Task _writing;
    private bool _ended;

    /// <summary>Starts to write; until it is complete, nobody else may use the writer.</summary>
    public Loader(IndexWriter writer)
    {
        _writer = writer;
        _readers = [.. Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount, 1, MaxReaders)).Select(_ => writer.Reader())];
        _writing = Task.Factory.StartNew(Write, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Takes the next entries; waits while the writer is behind. When writing has failed it takes no more, as <see cref="CompleteAsync"/> tells.</summary>
    public void Add(IReadOnlyList<FeedEntry> entries)
    {
        var drafts = Drafts(entries.Count);
        Parallel.For(0, _readers.Length, part => Read(entries, drafts, part));
        lock (_read)
        {
            while (_read.Count == Ahead && !_ended)
            {
                Monitor.Wait(_read);
            }

            if (!_ended)
            {
                _read.Enqueue((entries, drafts));
                Monitor.PulseAll(_read);
            }
        }
    }

    /// <summary>Waits until everything is written.</summary>
    /// <exception cref="Exception">What writing has failed with.</exception>
    public Task CompleteAsync()
    {
        End();
        return _writing;
    }

    private void Read(IReadOnlyList<FeedEntry> entries, Draft[] drafts, int part)
    {
        var end = entries.Count * (part + 1) / _readers.Length;
        for (var i = entries.Count * part / _readers.Length; i < end; i++)
        {
            _readers[part].Read(entries[i], drafts[i]);
        }
    }

    private Draft[] Drafts(int count)
    {
        lock (_read)
        {
            if (_spare.TryPop(out var spare) && spare.Length >= count)
            {
                return spare;
            }
        }

        return [.. Enumerable.Range(0, count).Select(_ => new Draft())];
    }

    private void Write()
    {
        try
        {
            for (var noted = 0; Next(out var entries, out var drafts); Done(drafts))
            {
                for (var i = 0; i < entries.Count; i++)
                {
                    _writer.Apply(entries[i], drafts[i]);
                }

                if ((noted += entries.Count) >= FoldedAtOnce)
                {
                    _writer.Fold();
                    noted = 0;
                }
            }
        }
        finally
        {
            End();
        }
    }

    private bool Next(out IReadOnlyList<FeedEntry> entries, out Draft[] drafts)
    {
        lock (_read)
        {
            while (_read.Count == 0 && !_ended)
            {
                Monitor.Wait(_read);
            }

            var any = _read.TryDequeue(out var next);
            (entries, drafts) = next;
            Monitor.PulseAll(_read);
            return any;
        }
    }

    private void Done(Draft[] drafts)
    {
        lock (_read)
        {
            _spare.Push(drafts);
        }
    }

    private void End()
    {
        lock (_read)
        {
            _ended = true;
            Monitor.PulseAll(_read);
        }
    }
}
