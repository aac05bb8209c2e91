using System.Collections.Immutable;
using Catalog.Grains.Hosting;
using Catalog.Grains.Providers;
using Catalog.Model;
using Catalog.Processing;
using Catalog.Storage;

namespace Catalog.Grains.Locations;

/// <summary>
/// The registered locations: items of the store, kept in memory, each a Location entity in the bucket of the provider
/// <see cref="ProviderName"/>. The item is written first; at a start the bucket is made to fit the items, so a crash between both is mended.
/// </summary>
internal sealed class LocationRegistry(ICatalogStore store, EntityHost host, ProcessingPipeline pipeline) : ILocationRegistry
{
    /// <summary>The name of the bucket.</summary>
    public const string ProviderName = "locations";

    private readonly ProviderGrain _bucket = new(ProviderName, host);
    private ImmutableSortedDictionary<Guid, RegisteredLocation> _locations = ImmutableSortedDictionary<Guid, RegisteredLocation>.Empty;

    private SemaphoreSlim Turn { get; } = new(1);

    /// <summary>How many locations are registered.</summary>
    public int Count => _locations.Count;

    /// <summary>Reads the items. Called once, before anything else.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var items = await store.GetItemsAsync(LocationItem.Scope, cancellationToken).ConfigureAwait(false);
        _locations = items.Select(LocationItem.Read).ToImmutableSortedDictionary(l => l.Id, l => l);
    }

    /// <summary>Makes the bucket fit the items.</summary>
    public async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        await Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _bucket.ApplyAsync(new ProviderMutation.Full(_locations.Values.Select(Provided).ToAsyncEnumerable()), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Turn.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RegisteredLocation>> ListAsync(CancellationToken cancellationToken) => new([.. _locations.Values]);

    /// <inheritdoc/>
    public ValueTask<RegisteredLocation?> GetAsync(Guid id, CancellationToken cancellationToken) => new(_locations.GetValueOrDefault(id));

    /// <inheritdoc/>
    public ValueTask<RegisteredLocation?> FindAsync(LocationRef location, CancellationToken cancellationToken) => new(Find(location));

    /// <inheritdoc/>
    public async ValueTask<RegisteredLocation> CreateAsync(LocationRef location, bool optional, CancellationToken cancellationToken)
    {
        await Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Find(location) is { } there) return there;
            var id = host.NewUid();
            var created = new RegisteredLocation(id, location, optional, FreeName(location, id));
            await SaveAsync(LocationItem.Write(created), cancellationToken).ConfigureAwait(false);
            _locations = _locations.Add(id, created);
            await _bucket.ApplyAsync(new ProviderMutation.Delta([Provided(created)], []), cancellationToken).ConfigureAwait(false);
            return created;
        }
        finally
        {
            Turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<RegisteredLocation?> UpdateAsync(Guid id, LocationRef location, CancellationToken cancellationToken)
    {
        await Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_locations.TryGetValue(id, out var before)) return null;
            var after = before with { Location = location };
            await SaveAsync(LocationItem.Write(after), cancellationToken).ConfigureAwait(false);
            _locations = _locations.SetItem(id, after);
            await _bucket.ApplyAsync(new ProviderMutation.Delta([Provided(after)], []), cancellationToken).ConfigureAwait(false);
            return after;
        }
        finally
        {
            Turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        await Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_locations.TryGetValue(id, out var gone)) return false;
            await SaveAsync(new ItemChange(LocationItem.Scope, LocationItem.KeyOf(id), null), cancellationToken).ConfigureAwait(false);
            _locations = _locations.Remove(id);
            await _bucket.ApplyAsync(new ProviderMutation.Delta([], [new RemovedEntity(gone.Entity)]), cancellationToken).ConfigureAwait(false);
            return true;
        }
        finally
        {
            Turn.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask<LocationDryRun> DryRunAsync(LocationRef location, bool optional, CancellationToken cancellationToken) =>
        new DryRun(pipeline).RunAsync(LocationItem.BodyOf(location.GeneratedName, location, optional, EntityRef.DefaultNamespace), cancellationToken);

    private RegisteredLocation? Find(LocationRef location) => _locations.Values.FirstOrDefault(l => l.Location == location);

    /// <summary>The name that Backstage gives; another one when a location that was pointed elsewhere still has it.</summary>
    private EntityRef FreeName(LocationRef location, Guid id)
    {
        var name = EntityRef.Create("location", EntityRef.DefaultNamespace, location.GeneratedName);
        return _locations.Values.Any(l => l.Entity == name)
            ? EntityRef.Create("location", EntityRef.DefaultNamespace, (location with { Target = location.Target + "#" + id }).GeneratedName)
            : name;
    }

    private async Task SaveAsync(ItemChange change, CancellationToken cancellationToken) =>
        await host.WithHealthAsync(host.Commits.CommitAsync([change]), cancellationToken).ConfigureAwait(false);

    private static ProvidedEntity Provided(RegisteredLocation location) =>
        new(LocationItem.BodyOf(location.Entity.Name.ToString(), location.Location, location.Optional), location.Location.ToString());
}
