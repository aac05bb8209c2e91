using System.Globalization;
using System.Text.Json;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Grains.Providers.Incremental;

/// <summary>Keeps an incremental provider's progress, and which refs the pages of its cycle gave: one item for each page.</summary>
internal sealed class IncrementalStore(ICatalogStore store, string provider)
{
    private const string ProgressScope = "incremental";
    private readonly string _marksScope = "incremental-marks:" + provider;

    /// <summary>The progress; that of a new cycle when there is none.</summary>
    public async Task<IncrementalProgress> LoadAsync(CancellationToken cancellationToken) =>
        await store.GetItemAsync(ProgressScope, provider, cancellationToken).ConfigureAwait(false) is { } item
            ? JsonSerializer.Deserialize(item.Value.Span, IncrementalJson.Default.IncrementalProgress)!
            : IncrementalProgress.Fresh;

    /// <summary>The progress, or the given one while the store cannot be read.</summary>
    public async Task<IncrementalProgress> LoadOrAsync(IncrementalProgress otherwise, CancellationToken cancellationToken)
    {
        try
        {
            return await LoadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e) when (e.Transient)
        {
            return otherwise;
        }
    }

    /// <summary>Keeps the progress, with the refs of the page that led to it.</summary>
    public async Task SaveAsync(IncrementalProgress progress, IReadOnlyList<EntityRef>? page, CancellationToken cancellationToken)
    {
        var items = new List<ItemChange> { Write(progress) };
        if (page is not null)
        {
            string[] refs = [.. page.Select(r => r.ToString())];
            items.Add(new ItemChange(_marksScope, KeyOf(progress.Pages), JsonSerializer.SerializeToUtf8Bytes(refs, IncrementalJson.Default.StringArray)));
        }

        await store.CommitAsync(new CommitBatch { Items = items }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All refs that the cycle gave.</summary>
    public async Task<HashSet<EntityRef>> MarksAsync(CancellationToken cancellationToken)
    {
        var marks = new HashSet<EntityRef>();
        foreach (var item in await store.GetItemsAsync(_marksScope, cancellationToken).ConfigureAwait(false))
        {
            foreach (var text in JsonSerializer.Deserialize(item.Value.Span, IncrementalJson.Default.StringArray)!) marks.Add(EntityRef.Parse(text));
        }

        return marks;
    }

    /// <summary>Forgets the cycle and keeps the beginning of the next.</summary>
    public async Task StartOverAsync(IncrementalProgress fresh, CancellationToken cancellationToken)
    {
        var marks = await store.GetItemsAsync(_marksScope, cancellationToken).ConfigureAwait(false);
        var items = marks.Select(m => new ItemChange(_marksScope, m.Key, null)).Append(Write(fresh)).ToArray();
        await store.CommitAsync(new CommitBatch { Items = items }, cancellationToken).ConfigureAwait(false);
    }

    private ItemChange Write(IncrementalProgress progress) =>
        new(ProgressScope, provider, JsonSerializer.SerializeToUtf8Bytes(progress, IncrementalJson.Default.IncrementalProgress));

    private static string KeyOf(int page) => page.ToString("D9", CultureInfo.InvariantCulture);
}
