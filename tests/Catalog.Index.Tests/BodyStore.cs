using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Index.Tests;

/// <summary>A store that only gives bodies back, with the means to make feed entries and keep them.</summary>
internal sealed class BodyStore : ICatalogStore
{
    private readonly ConcurrentDictionary<EntityRef, ProcessedBody> _bodies = new();
    private long _sequence;

    public int Reads { get; private set; }

    /// <summary>A record of a processed body, put in the store; sources say who holds it.</summary>
    public FeedEntry Put(string body, IEnumerable<Relation>? relations = null, IEnumerable<EntityRef>? children = null, IEnumerable<Problem>? errors = null, bool orphan = false, Guid? uid = null)
    {
        var utf8 = Encoding.UTF8.GetBytes(body);
        Assert.True(new EntityBody(utf8).TryGetRef(out var entity), body);
        return Put(new EntityRecord
        {
            Ref = entity,
            Uid = uid ?? UidOf(entity),
            Version = 1,
            Sources = orphan ? [] : ["provider:test"],
            Unprocessed = utf8,
            UnprocessedHash = 0,
            Processed = utf8,
            Relations = [.. relations ?? []],
            Children = [.. children ?? []],
            Errors = [.. errors ?? []],
            Created = default,
            Updated = default,
        });
    }

    public FeedEntry Put(EntityRecord record)
    {
        var entry = new FeedEntry(Interlocked.Increment(ref _sequence), record.Ref, record);
        _bodies[record.Ref] = new ProcessedBody(entry.Sequence, record.Processed);
        return entry;
    }

    public FeedEntry Drop(EntityRef entity)
    {
        _bodies.TryRemove(entity, out _);
        return new FeedEntry(Interlocked.Increment(ref _sequence), entity, null);
    }

    /// <summary>A uid that depends on the ref alone, so that a failing case fails again.</summary>
    public static Guid UidOf(EntityRef entity)
    {
        var hash = System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(entity.ToString()));
        return new Guid(hash.AsSpan(0, 16));
    }

    /// <summary>The record of a final entity as an answer shows it: what the index adds is taken off.</summary>
    public FeedEntry PutFinal(JsonElement final)
    {
        var metadata = final.GetProperty("metadata");
        var orphan = metadata.TryGetProperty("annotations", out var a) && a.TryGetProperty("backstage.io/orphan", out _);
        var body = System.Text.Json.Nodes.JsonObject.Create(final)!;
        body.Remove("relations");
        body.Remove("status");
        var m = body["metadata"]!.AsObject();
        m.Remove("uid");
        if (m["etag"]!.GetValue<string>() == "<etag>")
        {
            m.Remove("etag");
        }

        m["annotations"]?.AsObject().Remove("backstage.io/orphan");
        var json = body.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Assert.True(new EntityBody(Encoding.UTF8.GetBytes(json)).TryGetRef(out var self));
        var relations = final.GetProperty("relations").EnumerateArray()
            .Select(r => new Relation(self, r.GetProperty("type").GetString()!, EntityRef.Parse(r.GetProperty("targetRef").GetString()!)));
        var errors = final.TryGetProperty("status", out var status)
            ? status.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("error"))
                .Select(e => new Problem(e.GetProperty("message").GetString()!) { Name = e.GetProperty("name").GetString()! })
            : [];
        return Put(json, relations, errors: errors, orphan: orphan);
    }

    public ValueTask ReadBodiesAsync(ReadOnlyMemory<BodyKey> keys, Memory<ProcessedBody> bodies, CancellationToken cancellationToken)
    {
        Reads++;
        for (var i = 0; i < keys.Length; i++)
        {
            bodies.Span[i] = _bodies.GetValueOrDefault(keys.Span[i].Ref);
        }

        return default;
    }

    public ValueTask InitializeAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<long>> CommitAsync(CommitBatch batch, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask FenceAsync(long token, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<EntityRecord?>> GetAsync(IReadOnlyList<EntityRef> refs, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<FeedEntry> ReadFeedAsync(long after, long bareUpTo, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<long> GetLastSequenceAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<StoredItem>> GetItemsAsync(string scope, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<StoredItem?> GetItemAsync(string scope, string key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => default;
}
