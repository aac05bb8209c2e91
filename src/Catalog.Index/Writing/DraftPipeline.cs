using Catalog.Storage;

namespace Catalog.Index.Writing;

/// <summary>Reads the entries of a batch a slice ahead of the writer, on another thread while there is more than one slice.</summary>
internal sealed class DraftPipeline(DocumentReader reader)
{
    private const int Slice = 128;

    private Draft[] _ready = Bank();
    private Draft[] _next = Bank();

    /// <summary>Gives each entry to the writer, with what it comes to, in order.</summary>
    public void Run(IReadOnlyList<FeedEntry> entries, Action<FeedEntry, Draft> write)
    {
        Read(entries, 0, _ready);
        for (var start = 0; start < entries.Count; start += Slice)
        {
            var at = start;
            if (at + Slice >= entries.Count)
            {
                Write(entries, at, write);
                return;
            }

            Parallel.Invoke(() => Read(entries, at + Slice, _next), () => Write(entries, at, write));
            (_ready, _next) = (_next, _ready);
        }
    }

    private void Read(IReadOnlyList<FeedEntry> entries, int start, Draft[] bank)
    {
        for (var i = start; i < Math.Min(start + Slice, entries.Count); i++)
        {
            reader.Read(entries[i], bank[i - start]);
        }
    }

    private void Write(IReadOnlyList<FeedEntry> entries, int start, Action<FeedEntry, Draft> write)
    {
        for (var i = start; i < Math.Min(start + Slice, entries.Count); i++)
        {
            write(entries[i], _ready[i - start]);
        }
    }

    private static Draft[] Bank() => [.. Enumerable.Range(0, Slice).Select(_ => new Draft())];
}
