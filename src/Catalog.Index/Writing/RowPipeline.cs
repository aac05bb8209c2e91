using Catalog.Index.Rows;
using Catalog.Storage;

namespace Catalog.Index.Writing;

/// <summary>Flattens the bodies of a batch a slice ahead of the writer, on another thread while there is more than one slice.</summary>
internal sealed class RowPipeline
{
    private const int Slice = 64;

    private readonly RowReader _reader = new();
    private RowBuffer[] _ready = Bank();
    private RowBuffer[] _next = Bank();

    /// <summary>Gives each entry to the writer, with its rows if it has any, in order.</summary>
    public void Run(IReadOnlyList<FeedEntry> entries, Action<FeedEntry, RowBuffer?> write)
    {
        Flatten(entries, 0, _ready);
        for (var start = 0; start < entries.Count; start += Slice)
        {
            var at = start;
            if (at + Slice >= entries.Count)
            {
                Write(entries, at, write);
                return;
            }

            Parallel.Invoke(() => Flatten(entries, at + Slice, _next), () => Write(entries, at, write));
            (_ready, _next) = (_next, _ready);
        }
    }

    private void Flatten(IReadOnlyList<FeedEntry> entries, int start, RowBuffer[] bank)
    {
        for (var i = start; i < Math.Min(start + Slice, entries.Count); i++)
        {
            if (HasRows(entries[i]))
            {
                _reader.Read(entries[i].Record!.Processed.Span, entries[i].Record!.Sources.IsEmpty, bank[i - start]);
            }
        }
    }

    private void Write(IReadOnlyList<FeedEntry> entries, int start, Action<FeedEntry, RowBuffer?> write)
    {
        for (var i = start; i < Math.Min(start + Slice, entries.Count); i++)
        {
            write(entries[i], HasRows(entries[i]) ? _ready[i - start] : null);
        }
    }

    private static bool HasRows(FeedEntry entry) => !entry.IsTombstone && !entry.Record!.Processed.IsEmpty;

    private static RowBuffer[] Bank() => [.. Enumerable.Range(0, Slice).Select(_ => new RowBuffer())];
}
