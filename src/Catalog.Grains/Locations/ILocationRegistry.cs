using Catalog.Model;

namespace Catalog.Grains.Locations;

/// <summary>The locations registered over the API: durable, each giving one Location entity <c>generated-&lt;sha1&gt;</c>.</summary>
public interface ILocationRegistry
{
    /// <summary>All, ordered by id.</summary>
    ValueTask<IReadOnlyList<RegisteredLocation>> ListAsync(CancellationToken cancellationToken);

    /// <summary>One by id; null when there is none.</summary>
    ValueTask<RegisteredLocation?> GetAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>One by type and target; null when there is none.</summary>
    ValueTask<RegisteredLocation?> FindAsync(LocationRef location, CancellationToken cancellationToken);

    /// <summary>Registers a location and reads it. The caller has checked that it is not there yet; of two racing callers the second gets the first's.</summary>
    ValueTask<RegisteredLocation> CreateAsync(LocationRef location, bool optional, CancellationToken cancellationToken);

    /// <summary>Points a registered location elsewhere; id and Location entity keep their names. Null when there is none.</summary>
    ValueTask<RegisteredLocation?> UpdateAsync(Guid id, LocationRef location, CancellationToken cancellationToken);

    /// <summary>Unregisters a location; what only it holds goes with it. False when there is none.</summary>
    ValueTask<bool> DeleteAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Reads and processes all that a location leads to, without storing anything.</summary>
    ValueTask<LocationDryRun> DryRunAsync(LocationRef location, bool optional, CancellationToken cancellationToken);
}

/// <summary>A registered location.</summary>
/// <param name="Id">The server's id of it.</param>
/// <param name="Location">Its type and target.</param>
/// <param name="Optional">Whether the target may be missing.</param>
/// <param name="Entity">The Location entity that stands for it.</param>
public sealed record RegisteredLocation(Guid Id, LocationRef Location, bool Optional, EntityRef Entity);

/// <summary>What a dry run found.</summary>
/// <param name="Entities">The processed entities, Locations included, in the order found; empty when there are problems.</param>
/// <param name="Problems">Everything wrong, in the order found.</param>
public sealed record LocationDryRun(IReadOnlyList<EntityBody> Entities, IReadOnlyList<Problem> Problems);
