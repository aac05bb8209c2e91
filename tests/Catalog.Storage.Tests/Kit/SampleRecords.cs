using System.Text;
using Catalog.Model;

namespace Catalog.Storage.Tests.Kit;

/// <summary>Records for tests: a plain one, and one with every field set.</summary>
internal static class SampleRecords
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static EntityRef Ref(string name) => EntityRef.Create("component", "default", name);

    public static EntityRecord Plain(EntityRef entity, long version, string content = "x") => new()
    {
        Ref = entity,
        Uid = new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
        Version = version,
        Sources = ["provider:test"],
        Unprocessed = Utf8($$$"""{"kind":"Component","metadata":{"name":"{{{entity.Name}}}"},"content":"{{{content}}}"}"""),
        UnprocessedHash = (UInt128)content.Length,
        Processed = Utf8($$$"""{"kind":"Component","metadata":{"name":"{{{entity.Name}}}","annotations":{"a":"b"}},"content":"{{{content}}}"}"""),
        Created = Noon,
        Updated = Noon.AddSeconds(version),
    };

    public static EntityRecord Tombstone(EntityRef entity, long version) => Plain(entity, version) with { Deleted = true };

    public static EntityRecord Leaving(EntityRef entity, long version) =>
        Tombstone(entity, version) with { Pending = [new PendingMessage(Ref("child"), PendingKind.Drop)] };

    public static EntityRecord Full(EntityRef entity, long version) => Plain(entity, version) with
    {
        LocationKey = "url:https://example.org/ü",
        Sources = ["entity:location:default/a", "provider:b"],
        Rivals = ["provider:c"],
        Origin = new EntityOrigin("a.yaml", 2, 17, [new PathPosition("/spec/owner", 20, 3)]),
        UnprocessedHash = UInt128.MaxValue - 5,
        Children = [Ref("one"), EntityRef.Create("api", "ns", "ünïcode")],
        Relations = [new Relation(entity, "ownedBy", Ref("team")), new Relation(Ref("team"), "ownerOf", entity)],
        RefreshKeys = ["https://example.org/a.json"],
        Errors =
        [
            new Problem("wrong", "/spec", new SourcePosition("a.yaml", 3, 4, 2)) { Name = "NotAllowedError" },
            new Problem("no place"),
        ],
        Cache = System.Collections.Immutable.ImmutableDictionary<string, ReadOnlyMemory<byte>>.Empty.Add("p/k", Utf8("{}")).Add("p/l", Utf8("[1]")),
        Processing = new ProcessingState(Noon.AddMinutes(1), Noon.AddHours(1), 3, TimeSpan.FromMilliseconds(12.5), (UInt128)ulong.MaxValue << 3),
        Pending =
        [
            new PendingMessage(Ref("one"), PendingKind.Submit, "key", Utf8("{\"a\":1}"), new EntityOrigin("b.yaml", 1, 1, [])),
            new PendingMessage(Ref("two"), PendingKind.Gone),
        ],
    };

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static CommitBatch Batch(params EntityRecord[] records) => new() { Records = records };
}
