using System.Text.Json;

namespace Catalog.Grains.Providers;

/// <summary>
/// A provider for a source too large for one run: it gives page after page, and the engine keeps the cursor, so that a restart goes on where
/// it was. Pages are taken in bursts with pauses between. After the last page, entities that no page of the cycle gave are removed; then it rests.
/// </summary>
public interface IIncrementalProvider : IEntityProvider
{
    /// <summary>How it is run.</summary>
    IncrementalOptions Incremental { get; }

    /// <summary>Opens what a burst needs (a client, a session); disposed when the burst ends, however it ends.</summary>
    ValueTask<IAsyncDisposable?> BeginBurstAsync(CancellationToken cancellationToken) => new((IAsyncDisposable?)null);

    /// <summary>Gives the next page.</summary>
    /// <param name="cursor">What the last page said; null for the first page of a cycle.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    ValueTask<IncrementalPage> NextAsync(JsonElement? cursor, CancellationToken cancellationToken);
}

/// <summary>A page of an incremental provider.</summary>
/// <param name="Entities">The entities of the page.</param>
/// <param name="Cursor">Where the next page begins; kept in the store.</param>
/// <param name="Done">Whether this was the last page of the cycle.</param>
public sealed record IncrementalPage(IReadOnlyList<ProvidedEntity> Entities, JsonElement? Cursor, bool Done);

/// <summary>How an incremental provider is run.</summary>
public sealed record IncrementalOptions
{
    /// <summary>How long pages are taken without a pause. Default 3 s.</summary>
    public TimeSpan BurstLength { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The pause between bursts. Default 3 s.</summary>
    public TimeSpan BurstInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The pause after a whole cycle. Default 1 day.</summary>
    public TimeSpan RestLength { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The waits after the first, second, … failure in a row; the last one from then on.</summary>
    public IReadOnlyList<TimeSpan> BackOff { get; init; } = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(3)];

    /// <summary>Removes nothing at the end of a cycle that would remove more than this share of the bucket, in percent. Default null: no limit.</summary>
    public double? RejectRemovalsAbovePercentage { get; init; }

    /// <summary>Removes nothing at the end of a cycle that gave no entity at all. Default false.</summary>
    public bool RejectEmptySourceCollections { get; init; }
}
