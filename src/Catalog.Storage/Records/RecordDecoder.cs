using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Catalog.Model;

namespace Catalog.Storage.Records;

/// <summary>State in, record out; the mirror of <see cref="RecordEncoder"/>.</summary>
internal static class RecordDecoder
{
    private delegate T Element<out T>(ref FieldReader reader, EntityRef self);

    public static EntityRecord Decode(
        EntityRef entity, long version, bool deleted, ReadOnlySpan<byte> state, ReadOnlyMemory<byte> processed, RecordParts parts)
    {
        var reader = new FieldReader(state);
        RequireKnown(reader.Byte(), entity);

        var uid = Guid.Empty;
        UInt128 hash = default;
        string? locationKey = null;
        EntityOrigin? origin = null;
        ReadOnlyMemory<byte> unprocessed = default;
        DateTimeOffset created = default, updated = default;
        var processing = ProcessingState.Never;
        ImmutableArray<string> sources = [], rivals = [], refreshKeys = [];
        ImmutableArray<EntityRef> children = [];
        ImmutableArray<Relation> relations = [];
        ImmutableArray<Problem> errors = [];
        ImmutableArray<PendingMessage> pending = [];
        var cache = ImmutableDictionary<string, ReadOnlyMemory<byte>>.Empty;

        while (!reader.AtEnd)
        {
            var field = (RecordField)reader.Number();
            var content = new FieldReader(reader.Bytes());
            switch (field)
            {
                case RecordField.Origin or RecordField.Unprocessed or RecordField.Cache when parts >= RecordParts.Told: break;
                case RecordField.Relations or RecordField.Children when parts >= RecordParts.Bare: break;
                case RecordField.Uid: uid = content.Guid(); break;
                case RecordField.LocationKey: locationKey = Text(ref content, entity); break;
                case RecordField.Sources: sources = List(ref content, entity, Text); break;
                case RecordField.Rivals: rivals = List(ref content, entity, Text); break;
                case RecordField.Origin: origin = Origin(ref content); break;
                case RecordField.UnprocessedHash: hash = content.Hash(); break;
                case RecordField.Unprocessed: unprocessed = BodyDelta.Read(ref content, processed); break;
                case RecordField.Children: children = List(ref content, entity, Child); break;
                case RecordField.Relations: relations = List(ref content, entity, ReadRelation); break;
                case RecordField.RefreshKeys: refreshKeys = List(ref content, entity, Text); break;
                case RecordField.Errors: errors = List(ref content, entity, ReadProblem); break;
                case RecordField.Cache: cache = cache.AddRange(List(ref content, entity, CacheEntry)); break;
                case RecordField.Processing: processing = Processing(ref content); break;
                case RecordField.Pending: pending = List(ref content, entity, Pending); break;
                case RecordField.Created: created = Time(ref content); break;
                case RecordField.Updated: updated = Time(ref content); break;
            }
        }

        return new EntityRecord
        {
            Ref = entity,
            Uid = uid,
            Version = version,
            Deleted = deleted,
            LocationKey = locationKey,
            Sources = sources,
            Rivals = rivals,
            Unprocessed = unprocessed,
            Origin = origin,
            UnprocessedHash = hash,
            Processed = processed,
            Children = children,
            Relations = relations,
            RefreshKeys = refreshKeys,
            Errors = errors,
            Cache = cache,
            Processing = processing,
            Pending = pending,
            Created = created,
            Updated = updated,
        };
    }

    private static void RequireKnown(byte format, EntityRef entity)
    {
        if (format is > 0 and <= RecordCodec.Format) return;
        throw new StoreException(
            $"The record of {entity} has format {format}; this program reads up to {RecordCodec.Format}. Run the version that wrote it, or a newer one.");
    }

    private static ImmutableArray<T> List<T>(ref FieldReader content, EntityRef self, Element<T> read)
    {
        var values = new T[content.Count()];
        for (var i = 0; i < values.Length; i++)
        {
            var element = new FieldReader(content.Bytes());
            values[i] = read(ref element, self);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }

    private static string Text(ref FieldReader content, EntityRef self) => TextCache.Shared.Get(content.Remaining());

    private static EntityRef Child(ref FieldReader content, EntityRef self) => EntityRef.Parse(Text(ref content, self));

    private static Relation ReadRelation(ref FieldReader content, EntityRef self) =>
        new(Ref(content.Bytes(), self), content.Text(), Ref(content.Bytes(), self));

    private static EntityRef Ref(ReadOnlySpan<byte> text, EntityRef self) => text.IsEmpty ? self : EntityRef.Parse(TextCache.Shared.Get(text));

    private static EntityOrigin Origin(ref FieldReader content)
    {
        var file = content.Text();
        var document = (int)content.Signed();
        var line = (int)content.Signed();
        var paths = new PathPosition[content.Count()];
        for (var i = 0; i < paths.Length; i++)
        {
            paths[i] = new PathPosition(content.Text(), (int)content.Signed(), (int)content.Signed());
        }

        return new EntityOrigin(file, document, line, ImmutableCollectionsMarshal.AsImmutableArray(paths));
    }

    private static Problem ReadProblem(ref FieldReader content, EntityRef self)
    {
        var name = content.Text();
        var problem = new Problem(content.Text(), content.OptionalText()) { Name = name };
        return content.OptionalText() is { } file
            ? problem with { Position = new SourcePosition(file, (int)content.Signed(), (int)content.Signed(), (int)content.Signed()) }
            : problem;
    }

    private static KeyValuePair<string, ReadOnlyMemory<byte>> CacheEntry(ref FieldReader content, EntityRef self) =>
        new(content.Text(), content.Bytes().ToArray());

    private static ProcessingState Processing(ref FieldReader content) =>
        new(OptionalTime(ref content), OptionalTime(ref content), (int)content.Signed(), TimeSpan.FromTicks(content.Signed()), content.Hash());

    private static DateTimeOffset? OptionalTime(ref FieldReader content) => content.Byte() == 0 ? null : Time(ref content);

    private static DateTimeOffset Time(ref FieldReader content) => new((long)content.VarInt(), TimeSpan.Zero);

    private static PendingMessage Pending(ref FieldReader content, EntityRef self)
    {
        var target = EntityRef.Parse(content.Text());
        var kind = (PendingKind)content.Number();
        var locationKey = content.OptionalText();
        ReadOnlyMemory<byte> body = content.Bytes().ToArray();
        if (content.Byte() == 0) return new PendingMessage(target, kind, locationKey, body);
        var origin = new FieldReader(content.Bytes());
        return new PendingMessage(target, kind, locationKey, body, Origin(ref origin));
    }
}
