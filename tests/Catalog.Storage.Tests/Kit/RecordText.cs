using System.Text;

namespace Catalog.Storage.Tests.Kit;

/// <summary>A record or feed entry as text with all its content, so that two can be compared and the difference be read.</summary>
internal static class RecordText
{
    public static string Of(FeedEntry entry) => $"{entry.Sequence} {entry.Ref} {Of(entry.Record is { } r ? r with { Unprocessed = default, Origin = null, Cache = System.Collections.Immutable.ImmutableDictionary<string, ReadOnlyMemory<byte>>.Empty } : null)}";

    public static string Of(EntityRecord? r) => r is null ? "none" : string.Join('\n',
        $"{r.Ref} {r.Uid} v{r.Version} deleted={r.Deleted} key={r.LocationKey ?? "null"} hash={r.UnprocessedHash}",
        $"sources {string.Join('|', r.Sources)}",
        $"rivals {string.Join('|', r.Rivals)}",
        $"unprocessed {Text(r.Unprocessed)}",
        $"processed {Text(r.Processed)}",
        $"origin {Of(r.Origin)}",
        $"children {string.Join('|', r.Children)}",
        $"relations {string.Join('|', r.Relations.Select(x => $"{x.Source} {x.Type} {x.Target}"))}",
        $"keys {string.Join('|', r.RefreshKeys)}",
        $"errors {string.Join('|', r.Errors.Select(e => $"{e.Name} {e.Message} {e.Path ?? "null"} {e.Position}:{e.Position?.Document}"))}",
        $"cache {string.Join('|', r.Cache.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key}={Text(c.Value)}"))}",
        $"processing {r.Processing}",
        $"pending {string.Join('|', r.Pending.Select(p => $"{p.Target} {p.Kind} {p.LocationKey ?? "null"} {Text(p.Body)} {Of(p.Origin)}"))}",
        $"times {r.Created:O} {r.Updated:O}");

    private static string Of(Catalog.Model.EntityOrigin? o) =>
        o is null ? "null" : $"{o.File} {o.Document} {o.Line} {string.Join(',', o.Paths)}";

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
