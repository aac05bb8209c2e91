using System.Collections.Immutable;
using Catalog.Model;

namespace Catalog.Storage.Records;

/// <summary>Record in, state out; the mirror of <see cref="RecordDecoder"/>.</summary>
internal static class RecordEncoder
{
    public static void WriteState(FieldWriter writer, EntityRecord record)
    {
        writer.Byte(RecordCodec.Format);
        Field(writer, RecordField.Uid, record.Uid, static (w, uid) => w.Guid(uid));
        if (record.LocationKey is { } key) Field(writer, RecordField.LocationKey, key, static (w, k) => w.RawText(k));
        List(writer, RecordField.Sources, record.Sources, static (w, _, s) => w.RawText(s), record);
        List(writer, RecordField.Rivals, record.Rivals, static (w, _, s) => w.RawText(s), record);
        if (record.Origin is { } origin) Field(writer, RecordField.Origin, origin, WriteOrigin);
        Field(writer, RecordField.UnprocessedHash, record.UnprocessedHash, static (w, hash) => w.Hash(hash));
        Field(writer, RecordField.Unprocessed, record, static (w, r) => BodyDelta.Write(w, r.Unprocessed.Span, r.Processed.Span));
        List(writer, RecordField.Children, record.Children, static (w, _, c) => w.RawText(c.ToString()), record);
        List(writer, RecordField.Relations, record.Relations, WriteRelation, record);
        List(writer, RecordField.RefreshKeys, record.RefreshKeys, static (w, _, k) => w.RawText(k), record);
        List(writer, RecordField.Errors, record.Errors, WriteProblem, record);
        if (!record.Cache.IsEmpty) List(writer, RecordField.Cache, [.. record.Cache], WriteCacheEntry, record);
        if (record.Processing != ProcessingState.Never) Field(writer, RecordField.Processing, record.Processing, WriteProcessing);
        List(writer, RecordField.Pending, record.Pending, WritePending, record);
        Field(writer, RecordField.Created, record.Created, static (w, t) => w.VarInt((ulong)t.UtcTicks));
        Field(writer, RecordField.Updated, record.Updated, static (w, t) => w.VarInt((ulong)t.UtcTicks));
    }

    private static void Field<T>(FieldWriter writer, RecordField field, T value, Action<FieldWriter, T> write)
    {
        var start = writer.Begin(field);
        write(writer, value);
        writer.End(start);
    }

    private static void List<T>(
        FieldWriter writer, RecordField field, ImmutableArray<T> values, Action<FieldWriter, EntityRecord, T> write, EntityRecord record)
    {
        if (values.IsDefaultOrEmpty) return;
        var start = writer.Begin(field);
        writer.VarInt((ulong)values.Length);
        foreach (var value in values)
        {
            var element = writer.Begin();
            write(writer, record, value);
            writer.End(element);
        }

        writer.End(start);
    }

    private static void WriteRelation(FieldWriter writer, EntityRecord record, Relation relation)
    {
        Ref(writer, relation.Source, record.Ref);
        writer.Text(relation.Type);
        Ref(writer, relation.Target, record.Ref);
    }

    // Most relations have the record's own entity on one side: the empty text stands for it.
    private static void Ref(FieldWriter writer, EntityRef value, EntityRef self) => writer.Text(value == self ? "" : value.ToString());

    private static void WriteOrigin(FieldWriter writer, EntityOrigin origin)
    {
        writer.Text(origin.File);
        writer.Signed(origin.Document);
        writer.Signed(origin.Line);
        var paths = origin.Paths.IsDefault ? [] : origin.Paths;
        writer.VarInt((ulong)paths.Length);
        foreach (var path in paths)
        {
            writer.Text(path.Path);
            writer.Signed(path.Line);
            writer.Signed(path.Column);
        }
    }

    private static void WriteProblem(FieldWriter writer, EntityRecord record, Problem problem)
    {
        writer.Text(problem.Name);
        writer.Text(problem.Message);
        writer.OptionalText(problem.Path);
        writer.OptionalText(problem.Position?.File);
        if (problem.Position is { } position)
        {
            writer.Signed(position.Line);
            writer.Signed(position.Column);
            writer.Signed(position.Document);
        }
    }

    private static void WriteCacheEntry(FieldWriter writer, EntityRecord record, KeyValuePair<string, ReadOnlyMemory<byte>> entry)
    {
        writer.Text(entry.Key);
        writer.Bytes(entry.Value.Span);
    }

    private static void WriteProcessing(FieldWriter writer, ProcessingState state)
    {
        OptionalTime(writer, state.LastRun);
        OptionalTime(writer, state.NextDue);
        writer.Signed(state.Attempts);
        writer.Signed(state.Duration.Ticks);
        writer.Hash(state.InputHash);
    }

    private static void OptionalTime(FieldWriter writer, DateTimeOffset? time)
    {
        writer.Byte(time is null ? (byte)0 : (byte)1);
        if (time is { } value) writer.VarInt((ulong)value.UtcTicks);
    }

    private static void WritePending(FieldWriter writer, EntityRecord record, PendingMessage message)
    {
        writer.Text(message.Target.ToString());
        writer.VarInt((ulong)message.Kind);
        writer.OptionalText(message.LocationKey);
        writer.Bytes(message.Body.Span);
        writer.Byte(message.Origin is null ? (byte)0 : (byte)1);
        if (message.Origin is { } origin)
        {
            var start = writer.Begin();
            WriteOrigin(writer, origin);
            writer.End(start);
        }
    }
}
