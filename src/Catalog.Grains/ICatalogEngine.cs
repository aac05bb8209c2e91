using Catalog.Grains.Entities;
using Catalog.Grains.Locations;
using Catalog.Grains.Providers;
using Catalog.Model;
using Catalog.Processing;

namespace Catalog.Grains;

/// <summary>
/// What a host of the grains offers to those who write to the catalog, whichever host it is: in this process or on silos.
/// Questions go to the query index, not here.
/// </summary>
/// <remarks>
/// A call that changes something is answered when the change is durable and processed as far as it can be, and gives the sequence number
/// from which readers see it. Calls wait while the engine's queues are full: that is how it slows its producers.
/// </remarks>
public interface ICatalogEngine
{
    /// <summary>The registered locations.</summary>
    ILocationRegistry Locations { get; }

    /// <summary>Applies a mutation to a provider's bucket. The engine finds out what differs; what does not is not written.</summary>
    ValueTask<MutationResult> ApplyAsync(string provider, ProviderMutation mutation, CancellationToken cancellationToken);

    /// <summary>Processes an entity, and the Locations among its ancestors, again now, reading their sources; false when nothing holds the ref.</summary>
    ValueTask<bool> RefreshAsync(EntityRef entity, CancellationToken cancellationToken);

    /// <summary>Processes again now every entity that emitted one of the keys. Returns how many.</summary>
    ValueTask<int> RefreshKeysAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken);

    /// <summary>Deletes an entity and what only it holds. A source that still emits it brings it back at its next run.</summary>
    /// <returns>False when there is no such entity.</returns>
    ValueTask<bool> DeleteAsync(EntityRef entity, CancellationToken cancellationToken);

    /// <summary>All that is known of a ref, visible or not; null when nobody has mentioned it.</summary>
    ValueTask<EntityInspection?> InspectAsync(EntityRef entity, CancellationToken cancellationToken);

    /// <summary>What changed after a sequence number, in order, up to now; an entity that changed several times comes once, at its last place.</summary>
    IAsyncEnumerable<EntityChange> ReadChangesAsync(long after, CancellationToken cancellationToken);

    /// <summary>Runs an entity through processing without storing anything.</summary>
    ValueTask<ProcessingOutcome> ValidateAsync(EntityBody entity, LocationRef location, CancellationToken cancellationToken);

    /// <summary>The sequence number of the last commit; of the last one followed, where another process makes them.</summary>
    long Sequence { get; }

    /// <summary>Whether this process commits. If not, its changes are refused as transient.</summary>
    bool IsLeader => true;

    /// <summary>
    /// Whether what was found to need no commit needs none: false while another process may commit that this one has not heard of, because it was
    /// paused or cut off. To be asked after the call whose outcome it is about, and holds for all of it if <see cref="Term"/> is still the same.
    /// </summary>
    bool IsCertain => IsLeader;

    /// <summary>Rises each time this process begins to commit.</summary>
    int Term => 0;

    /// <summary>Whether nobody else commits, so that nothing has a greater number than <see cref="Sequence"/>.</summary>
    bool CommitsAlone => IsCertain;

    /// <summary>Completes when nothing is queued, running or untold, and the index has followed. For tests and for importing commands.</summary>
    Task SettledAsync(CancellationToken cancellationToken);
}
