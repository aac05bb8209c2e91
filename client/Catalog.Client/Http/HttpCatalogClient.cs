using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Catalog.Client.Entities;
using Catalog.Client.Locations;
using Catalog.Client.Queries;
using Catalog.Client.Sources;

namespace Catalog.Client.Http;

/// <summary>The catalog over HTTP; works with this server and with a Backstage backend.</summary>
/// <param name="http">
/// Its <see cref="HttpClient.BaseAddress"/> is the server's root, for example <c>http://127.0.0.1:7007</c>. Credentials, time limits, retries
/// are its own matter. It is not disposed.
/// </param>
/// <example>
/// <code>
/// using var http = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:7007") };
/// var catalog = new HttpCatalogClient(http);
/// await foreach (var entity in catalog.StreamAsync(new EntityQuery { Where = EntityPredicate.Is("kind", "component") }))
/// {
///     Console.WriteLine(entity.Ref);
/// }
/// </code>
/// </example>
public sealed class HttpCatalogClient(HttpClient http) : ICatalogClient
{
    private readonly CatalogChannel _channel = new(http);

    /// <inheritdoc/>
    public Task<Entity?> GetAsync(string entityRef, CancellationToken cancellationToken = default) =>
        _channel.FindAsync($"entities/by-name/{EntityName.Parse(entityRef).Path}", WireJson.Default.Entity, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Entity?>> GetByRefsAsync(
        IEnumerable<string> entityRefs, EntityPredicate? where = null, IEnumerable<string>? fields = null, CancellationToken cancellationToken = default)
    {
        var body = new RefsBody([.. entityRefs.Select(r => r.ToLowerInvariant())], fields?.ToList(), Json(where));
        var answer = await _channel.PostAsync("entities/by-refs", body, WireJson.Default.RefsBody, WireJson.Default.RefsAnswer, cancellationToken).ConfigureAwait(false);
        return answer.Items;
    }

    /// <inheritdoc/>
    public async Task<EntityPage> QueryAsync(EntityQuery query, CancellationToken cancellationToken = default)
    {
        var answer = await _channel.PostAsync("entities/by-query", ToBody(query), WireJson.Default.QueryBody, WireJson.Default.QueryAnswer, cancellationToken)
            .ConfigureAwait(false);
        return new EntityPage(answer.Items, answer.TotalItems, answer.PageInfo?.NextCursor, answer.PageInfo?.PrevCursor);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Entity> StreamAsync(EntityQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var next = query with { Count = false }; ;)
        {
            var page = await QueryAsync(next, cancellationToken).ConfigureAwait(false);
            foreach (var entity in page.Items)
            {
                yield return entity;
            }

            if (page.NextCursor is null)
            {
                yield break;
            }

            next = next with { Cursor = page.NextCursor };
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<FacetValue>>> FacetsAsync(
        IEnumerable<string> facets, EntityPredicate? where = null, CancellationToken cancellationToken = default)
    {
        var answer = await _channel.PostAsync(
            "entity-facets", new FacetsBody([.. facets], Json(where)), WireJson.Default.FacetsBody, WireJson.Default.FacetsAnswer, cancellationToken)
            .ConfigureAwait(false);
        return answer.Facets;
    }

    /// <inheritdoc/>
    public Task<Ancestry?> AncestryAsync(string entityRef, CancellationToken cancellationToken = default) =>
        _channel.FindAsync($"entities/by-name/{EntityName.Parse(entityRef).Path}/ancestry", WireJson.Default.Ancestry, cancellationToken);

    /// <inheritdoc/>
    public async Task<EntityGraph> GraphAsync(GraphQuery query, CancellationToken cancellationToken = default)
    {
        List<string> parameters =
        [
            .. Parameters("root", query.Roots), .. Parameters("relation", query.Relations), .. Parameters("fields", query.Fields),
            $"direction={query.Direction.ToString().ToLowerInvariant()}", $"depth={query.Depth}", $"limit={query.Limit}",
        ];
        return await _channel.FindAsync($"entities/graph?{string.Join('&', parameters)}", WireJson.Default.EntityGraph, cancellationToken).ConfigureAwait(false)
            ?? throw NotOffered("graphs");
    }

    /// <inheritdoc/>
    public async Task<Submission> SubmitAsync(string source, ReadOnlyMemory<byte> entityJson, CancellationToken cancellationToken = default)
    {
        using var content = new ReadOnlyMemoryContent(entityJson) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await _channel.SendAsync(HttpMethod.Put, PathIn(source, EntityName.Of(entityJson)), content, cancellationToken).ConfigureAwait(false);
        return await CatalogChannel.ReadAsync(response, WireJson.Default.Submission, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<bool> WithdrawAsync(string source, string entityRef, CancellationToken cancellationToken = default) =>
        _channel.DoAsync(HttpMethod.Delete, PathIn(source, EntityName.Parse(entityRef)), null, cancellationToken);

    /// <inheritdoc/>
    public Task<Inspection?> InspectAsync(string entityRef, CancellationToken cancellationToken = default) =>
        _channel.FindAsync($"inspect/{EntityName.Parse(entityRef).Path}", WireJson.Default.Inspection, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<EntityChange> WatchAsync(long? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var from = after;
        while (true)
        {
            var answer = await _channel.FindAsync(from is null ? "changes?wait=0" : $"changes?after={from}", WireJson.Default.ChangesAnswer, cancellationToken).ConfigureAwait(false)
                ?? throw NotOffered("changes");
            foreach (var change in answer.Items)
            {
                yield return change;
            }

            from = answer.Sequence;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> RefreshAsync(string entityRef, CancellationToken cancellationToken = default)
    {
        var name = EntityName.Parse(entityRef);
        var body = new RefreshBody($"{name.Kind}:{name.Namespace}/{name.Name}".ToLowerInvariant());
        return await _channel.DoAsync(HttpMethod.Post, "refresh", CatalogChannel.Content(body, WireJson.Default.RefreshBody), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string uid, CancellationToken cancellationToken = default) =>
        await _channel.DoAsync(HttpMethod.Delete, $"entities/by-uid/{Uri.EscapeDataString(uid)}", null, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CatalogError>> ValidateAsync(
        ReadOnlyMemory<byte> entityJson, string location, CancellationToken cancellationToken = default)
    {
        using var entity = JsonDocument.Parse(entityJson);
        using var content = CatalogChannel.Content(new ValidateBody(entity.RootElement, location), WireJson.Default.ValidateBody);
        using var response = await _channel.SendAsync(HttpMethod.Post, "validate-entity", content, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            return [];
        }

        var answer = await CatalogChannel.TryReadAsync(response, WireJson.Default.ValidateAnswer, cancellationToken).ConfigureAwait(false);
        return answer?.Errors ?? throw CatalogChannel.Error(response, answer?.Error);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RegisteredLocation>> GetLocationsAsync(CancellationToken cancellationToken = default)
    {
        var items = await _channel.FindAsync("locations", WireJson.Default.IReadOnlyListLocationItem, cancellationToken).ConfigureAwait(false);
        return [.. (items ?? []).Select(i => i.Data)];
    }

    /// <inheritdoc/>
    public Task<RegisteredLocation?> GetLocationAsync(string id, CancellationToken cancellationToken = default) =>
        _channel.FindAsync($"locations/{Uri.EscapeDataString(id)}", WireJson.Default.RegisteredLocation, cancellationToken);

    /// <inheritdoc/>
    public Task<RegisteredLocation?> GetLocationOfAsync(string entityRef, CancellationToken cancellationToken = default) =>
        _channel.FindAsync($"locations/by-entity/{EntityName.Parse(entityRef).Path}", WireJson.Default.RegisteredLocation, cancellationToken);

    /// <inheritdoc/>
    public Task<AddedLocation> AddLocationAsync(NewLocation location, CancellationToken cancellationToken = default)
    {
        List<string> options = [.. location.DryRun ? ["dryRun=true"] : (string[])[], .. location.RefreshExisting ? ["onConflict=refresh"] : (string[])[]];
        var path = options.Count == 0 ? "locations" : $"locations?{string.Join('&', options)}";
        var body = new LocationBody(location.Type, location.Target, location.Optional ? "optional" : null);
        return _channel.PostAsync(path, body, WireJson.Default.LocationBody, WireJson.Default.AddedLocation, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> RemoveLocationAsync(string id, CancellationToken cancellationToken = default) =>
        _channel.DoAsync(HttpMethod.Delete, $"locations/{Uri.EscapeDataString(id)}", null, cancellationToken);

    /// <inheritdoc/>
    public async Task<SourceReport> ReplaceSourceAsync(string source, IAsyncEnumerable<string> entities, CancellationToken cancellationToken = default)
    {
        using var content = new LinesContent(entities);
        return await _channel.PutAsync($"sources/{Uri.EscapeDataString(source)}/entities", content, WireJson.Default.SourceReport, cancellationToken).ConfigureAwait(false);
    }

    private static QueryBody ToBody(EntityQuery query) => query.Cursor is not null
        ? new QueryBody(null, null, null, Listed(query.Fields), query.Limit, null, null, query.Cursor)
        : new QueryBody(
            Json(query.Where),
            query.OrderBy is null ? null : [new OrderBody(query.OrderBy, query.Descending ? "desc" : "asc")],
            query.Text is null ? null : new TextBody(query.Text, Listed(query.TextFields)),
            Listed(query.Fields),
            query.Limit,
            query.Offset == 0 ? null : query.Offset,
            query.Count ? null : "exclude",
            null);

    private static CatalogException NotOffered(string what) => new(HttpStatusCode.NotFound, new CatalogError("NotFoundError", $"this catalog offers no {what}"));

    private static string PathIn(string source, EntityName name) => $"sources/{Uri.EscapeDataString(source)}/entities/{name.Path}";

    private static IEnumerable<string> Parameters(string name, IEnumerable<string> values) => values.Select(value => $"{name}={Uri.EscapeDataString(value)}");

    private static IReadOnlyList<string>? Listed(IReadOnlyList<string> values) => values.Count == 0 ? null : values;

    private static JsonElement? Json(EntityPredicate? predicate) => predicate is null ? null : JsonElement.Parse(predicate.ToString());
}
