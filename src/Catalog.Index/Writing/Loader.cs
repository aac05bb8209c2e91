using System.Collections.Concurrent;
using System.Threading.Channels;
using Catalog.Storage;

namespace Catalog.Index.Writing;

/// <summary>
/// Fills an index from a long feed: entries are read on the caller's thread while those before are written on another, and nothing is
/// published before the end, so nothing is copied either.
/// </summary>
internal sealed class Loader
{
    private const int Ahead = 4;
    private const int FoldedAtOnce = 1 << 14;

    private readonly IndexWriter _writer;
    private readonly Channel<(IReadOnlyList<FeedEntry> Entries, Draft[] Drafts)> _read =
        Channel.CreateBounded<(IReadOnlyList<FeedEntry>, Draft[])>(new BoundedChannelOptions(Ahead) { SingleReader = true, SingleWriter = true });

    private readonly ConcurrentQueue<Draft[]> _spare = new();
    private readonly Task _writing;

    /// <summary>Starts to write; until it is complete, nobody else may use the writer.</summary>
    public Loader(IndexWriter writer)
    {
        _writer = writer;
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Takes the next entries.</summary>
    public async ValueTask AddAsync(IReadOnlyList<FeedEntry> entries, CancellationToken cancellationToken)
    {
        if (!_spare.TryDequeue(out var drafts) || drafts.Length < entries.Count)
        {
            drafts = [.. Enumerable.Range(0, entries.Count).Select(_ => new Draft())];
        }

        for (var i = 0; i < entries.Count; i++)
        {
            _writer.Reader.Read(entries[i], drafts[i]);
        }

        if (await _read.Writer.WaitToWriteAsync(cancellationToken).ConfigureAwait(false))
        {
            await _read.Writer.WriteAsync((entries, drafts), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until everything is written.</summary>
    /// <exception cref="Exception">What writing has failed with.</exception>
    public Task CompleteAsync()
    {
        _read.Writer.TryComplete();
        return _writing;
    }

    private async Task WriteAsync()
    {
        try
        {
            var noted = 0;
            await foreach (var (entries, drafts) in _read.Reader.ReadAllAsync().ConfigureAwait(false))
            {
                for (var i = 0; i < entries.Count; i++)
                {
                    _writer.Apply(entries[i], drafts[i]);
                }

                _spare.Enqueue(drafts);
                if ((noted += entries.Count) >= FoldedAtOnce)
                {
                    _writer.Fold();
                    noted = 0;
                }
            }
        }
        catch (Exception failure)
        {
            _read.Writer.TryComplete(failure);
            throw;
        }
    }
}
