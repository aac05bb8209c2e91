using System.Text.Json;
using System.Text.Json.Serialization;
using Catalog.Client.Entities;
using Catalog.Client.Locations;
using Catalog.Client.Sources;
using Catalog.Client.Queries;

namespace Catalog.Client.Http;

internal sealed record QueryBody(
    JsonElement? Query, IReadOnlyList<OrderBody>? OrderBy, TextBody? FullTextFilter, IReadOnlyList<string>? Fields,
    int Limit, int? Offset, string? TotalItems, string? Cursor);

internal sealed record OrderBody(string Field, string Order);

internal sealed record TextBody(string Term, IReadOnlyList<string>? Fields);

internal sealed record QueryAnswer(IReadOnlyList<Entity> Items, long TotalItems, PageInfo? PageInfo);

internal sealed record PageInfo(string? NextCursor, string? PrevCursor);

internal sealed record RefsBody(IReadOnlyList<string> EntityRefs, IReadOnlyList<string>? Fields, JsonElement? Query);

internal sealed record RefsAnswer(IReadOnlyList<Entity?> Items);

internal sealed record FacetsBody(IReadOnlyList<string> Facets, JsonElement? Query);

internal sealed record FacetsAnswer(IReadOnlyDictionary<string, IReadOnlyList<FacetValue>> Facets);

internal sealed record ChangesAnswer(IReadOnlyList<EntityChange> Items, long Sequence);

internal sealed record RefreshBody(string EntityRef);

internal sealed record ValidateBody(JsonElement Entity, string Location);

internal sealed record ValidateAnswer(IReadOnlyList<CatalogError>? Errors, CatalogError? Error);

internal sealed record LocationBody(string Type, string Target, string? Presence);

internal sealed record LocationItem(RegisteredLocation Data);

internal sealed record ErrorAnswer(CatalogError? Error);

/// <summary>The wire contract, read and written without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Entity))]
[JsonSerializable(typeof(QueryBody))]
[JsonSerializable(typeof(QueryAnswer))]
[JsonSerializable(typeof(RefsBody))]
[JsonSerializable(typeof(RefsAnswer))]
[JsonSerializable(typeof(FacetsBody))]
[JsonSerializable(typeof(FacetsAnswer))]
[JsonSerializable(typeof(Ancestry))]
[JsonSerializable(typeof(EntityGraph))]
[JsonSerializable(typeof(ChangesAnswer))]
[JsonSerializable(typeof(Submission))]
[JsonSerializable(typeof(Inspection))]
[JsonSerializable(typeof(RefreshBody))]
[JsonSerializable(typeof(ValidateBody))]
[JsonSerializable(typeof(ValidateAnswer))]
[JsonSerializable(typeof(LocationBody))]
[JsonSerializable(typeof(RegisteredLocation))]
[JsonSerializable(typeof(IReadOnlyList<LocationItem>))]
[JsonSerializable(typeof(AddedLocation))]
[JsonSerializable(typeof(SourceReport))]
[JsonSerializable(typeof(ErrorAnswer))]
internal sealed partial class WireJson : JsonSerializerContext;
