using Catalog.Grains.Locations;
using Catalog.Grains.Providers;

namespace Catalog.Grains.Hosting;

/// <summary>
/// What an engine that shares its store with engines in other processes leaves to what joins them: messages to entities, and the writers
/// of which there is one in the cluster.
/// </summary>
internal interface ICluster : IEntityRouter
{
    /// <summary>The registered locations, changed by one process at a time.</summary>
    ILocationRegistry Locations { get; }

    /// <summary>Applies a mutation where its provider's bucket is at work.</summary>
    ValueTask<MutationResult> ApplyAsync(string provider, ProviderMutation mutation, CancellationToken cancellationToken);
}
