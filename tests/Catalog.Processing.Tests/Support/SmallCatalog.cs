using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Model;

namespace Catalog.Processing.Tests.Support;

/// <summary>
/// A little catalog around a pipeline: processes what is due first in, first out, follows children, keeps the first claim of a location
/// key, and puts processed bodies and relations together as a server would answer them.
/// </summary>
internal sealed class SmallCatalog(ProcessingPipeline pipeline)
{
    private readonly Dictionary<EntityRef, Entry> _entries = [];
    private readonly Queue<EntityRef> _due = [];

    public IEnumerable<EntityRef> Visible => _entries.Where(e => e.Value.Processed is not null).Select(e => e.Key);

    public IReadOnlyList<Problem> ErrorsOf(EntityRef entity) => _entries.TryGetValue(entity, out var e) ? e.Errors : [];

    public void Register(string type, string target)
    {
        var location = new LocationRef(type, target);
        Submit(EmittedEntity.ForLocation(location, false, location, location));
    }

    public void Submit(EmittedEntity child)
    {
        if (!_entries.TryGetValue(child.Ref, out var entry))
        {
            _entries[child.Ref] = entry = new Entry();
        }
        else if (entry.LocationKey is not null && entry.LocationKey != child.LocationKey)
        {
            return;
        }

        entry.LocationKey = child.LocationKey;
        if (child.Body is { } body && (entry.Body is null || !entry.Body.Utf8.Span.SequenceEqual(body.Utf8.Span)))
        {
            entry.Body = body;
            entry.Origin = child.Origin;
            _due.Enqueue(child.Ref);
        }
    }

    public void Refresh(EntityRef entity) => _due.Enqueue(entity);

    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        while (_due.TryDequeue(out var next))
        {
            var entry = _entries[next];
            var outcome = await pipeline.ProcessAsync(new ProcessingRequest(next, entry.Body!, entry.Cache, entry.Origin), cancellationToken);
            entry.Errors = outcome.Errors;
            entry.Cache = outcome.Cache;
            if (outcome.Processed is null)
            {
                continue;
            }

            entry.Processed = outcome.Processed;
            entry.Relations = outcome.Relations;
            foreach (var child in outcome.Children)
            {
                Submit(child);
            }
        }
    }

    /// <summary>The final entity as the recordings have it, with uid and etag replaced; null when it is not visible.</summary>
    public string? Final(EntityRef entity)
    {
        if (!_entries.TryGetValue(entity, out var entry) || entry.Processed is null)
        {
            return null;
        }

        var root = JsonNode.Parse(entry.Processed.Utf8.Span)!.AsObject();
        var metadata = root["metadata"]!.AsObject();
        metadata["uid"] = "<uid>";
        metadata["etag"] = "<etag>";

        root["relations"] = new JsonArray([.. _entries.Values.SelectMany(e => e.Relations)
            .Where(r => r.Source == entity).Distinct()
            .OrderBy(r => r.Type, StringComparer.Ordinal).ThenBy(r => r.Target)
            .Select(r => new JsonObject { ["type"] = r.Type, ["targetRef"] = r.Target.ToString() })]);
        return root.ToJsonString(Compact);
    }

    /// <summary>Recorded JSON in the same spelling, key order kept.</summary>
    public static string Spell(JsonElement recorded) => JsonNode.Parse(recorded.GetRawText())!.ToJsonString(Compact);

    private static JsonSerializerOptions Compact { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private sealed class Entry
    {
        public EntityBody? Body { get; set; }

        public EntityOrigin? Origin { get; set; }

        public string? LocationKey { get; set; }

        public EntityBody? Processed { get; set; }

        public ImmutableArray<Relation> Relations { get; set; } = [];

        public ImmutableArray<Problem> Errors { get; set; } = [];

        public ImmutableDictionary<string, ReadOnlyMemory<byte>> Cache { get; set; } = ImmutableDictionary<string, ReadOnlyMemory<byte>>.Empty;
    }
}
