using Catalog.Client.Entities;
using Catalog.Client.Locations;
using Catalog.Client.Queries;
using Catalog.Client.Sources;

namespace Catalog.Client;

/// <summary>
/// The catalog, for services that use it. Entity references are texts, <c>component:default/shop</c>, and compare without case.
/// </summary>
/// <remarks>
/// Thread-safe. What is not there is answered with null or false; what the catalog refuses, and a catalog that cannot be reached, is a
/// <see cref="CatalogException"/>. Nothing is retried.
/// </remarks>
public interface ICatalogClient
{
    /// <summary>One entity; null when there is none.</summary>
    /// <exception cref="ArgumentException">The reference lacks kind or name.</exception>
    Task<Entity?> GetAsync(string entityRef, CancellationToken cancellationToken = default);

    /// <summary>Many entities, in the order of the references; null where there is none, or where it does not match.</summary>
    /// <param name="entityRefs">Full references.</param>
    /// <param name="where">Which of them are wanted; null for all.</param>
    /// <param name="fields">Paths to keep, such as <c>metadata.name</c>; null for whole entities.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<Entity?>> GetByRefsAsync(
        IEnumerable<string> entityRefs, EntityPredicate? where = null, IEnumerable<string>? fields = null, CancellationToken cancellationToken = default);

    /// <summary>One page of a query; the next is asked for with <see cref="EntityPage.NextCursor"/>.</summary>
    Task<EntityPage> QueryAsync(EntityQuery query, CancellationToken cancellationToken = default);

    /// <summary>All matches, fetched page by page as they are read. The pages are no snapshot: what changes meanwhile may be missed or seen.</summary>
    /// <param name="query">Its <see cref="EntityQuery.Limit"/> is the size of a page.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    IAsyncEnumerable<Entity> StreamAsync(EntityQuery query, CancellationToken cancellationToken = default);

    /// <summary>The values of some fields with the number of entities that have each, by field.</summary>
    /// <param name="facets">Field paths, such as <c>spec.type</c>; at least one.</param>
    /// <param name="where">Which entities count; null for all.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyDictionary<string, IReadOnlyList<FacetValue>>> FacetsAsync(
        IEnumerable<string> facets, EntityPredicate? where = null, CancellationToken cancellationToken = default);

    /// <summary>The entity and all that led to it, up to the roots; null when there is no such entity.</summary>
    Task<Ancestry?> AncestryAsync(string entityRef, CancellationToken cancellationToken = default);

    /// <summary>The part of the relation graph around some entities, at once.</summary>
    Task<EntityGraph> GraphAsync(GraphQuery query, CancellationToken cancellationToken = default);

    /// <summary>
    /// Puts an entity into a source that is fed from outside, in place of what the source has given for it before. Answered when it is durable and
    /// processed. Only this server knows sources.
    /// </summary>
    /// <param name="source">The source's name: letters, digits, dots, dashes and underscores. It is there from its first entity on.</param>
    /// <param name="entityJson">The entity as JSON.</param>
    /// <param name="cancellationToken">Stops waiting; what was sent is taken all the same.</param>
    /// <exception cref="ArgumentException">The JSON has no kind or name.</exception>
    /// <exception cref="CatalogException">Another source holds the entity, or it cannot be one.</exception>
    Task<Submission> SubmitAsync(string source, ReadOnlyMemory<byte> entityJson, CancellationToken cancellationToken = default);

    /// <summary>Takes an entity out of a source that is fed from outside; false when the source does not hold it.</summary>
    Task<bool> WithdrawAsync(string source, string entityRef, CancellationToken cancellationToken = default);

    /// <summary>All that is known of a reference, visible or not: why it is, or is not, in the catalog. Null when nobody has mentioned it. For admins.</summary>
    Task<Inspection?> InspectAsync(string entityRef, CancellationToken cancellationToken = default);

    /// <summary>
    /// What changes, without end, from now on or after a sequence number: an entity that changed several times meanwhile comes once. Who was
    /// interrupted goes on after the last change that was read, and misses nothing.
    /// </summary>
    /// <param name="after">A sequence number, of a change or a submission; null for what changes from now on.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    IAsyncEnumerable<EntityChange> WatchAsync(long? after = null, CancellationToken cancellationToken = default);

    /// <summary>Has an entity, and the locations it came from, read again now; false when the catalog holds no such entity.</summary>
    Task<bool> RefreshAsync(string entityRef, CancellationToken cancellationToken = default);

    /// <summary>Deletes an entity by <c>metadata.uid</c>. A source that still has it brings it back.</summary>
    Task DeleteAsync(string uid, CancellationToken cancellationToken = default);

    /// <summary>Checks an entity without storing it. Returns what is wrong, nothing for a good one.</summary>
    /// <param name="entityJson">The entity as JSON.</param>
    /// <param name="location">Where it is meant to stand, such as <c>url:https://example.com/catalog-info.yaml</c>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<CatalogError>> ValidateAsync(ReadOnlyMemory<byte> entityJson, string location, CancellationToken cancellationToken = default);

    /// <summary>The registered locations.</summary>
    Task<IReadOnlyList<RegisteredLocation>> GetLocationsAsync(CancellationToken cancellationToken = default);

    /// <summary>A registered location by id; null when there is none.</summary>
    Task<RegisteredLocation?> GetLocationAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>The registered location that an entity came from; null when it came from none, or is not there.</summary>
    Task<RegisteredLocation?> GetLocationOfAsync(string entityRef, CancellationToken cancellationToken = default);

    /// <summary>Registers a location, or with <see cref="NewLocation.DryRun"/> only tries it out.</summary>
    /// <exception cref="CatalogException">Named <c>ConflictError</c> when it is registered already.</exception>
    Task<AddedLocation> AddLocationAsync(NewLocation location, CancellationToken cancellationToken = default);

    /// <summary>Unregisters a location; false when there is none.</summary>
    Task<bool> RemoveLocationAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Makes a source exactly these entities; answered when they are durable. Not in a Backstage backend.</summary>
    /// <param name="source">The source: up to 100 letters, digits, dots, dashes and underscores.</param>
    /// <param name="entities">Each an entity as JSON without line breaks; taken no faster than the catalog takes them.</param>
    /// <param name="cancellationToken">Stops it; then nothing that is missing is removed.</param>
    Task<SourceReport> ReplaceSourceAsync(string source, IAsyncEnumerable<string> entities, CancellationToken cancellationToken = default);
}
