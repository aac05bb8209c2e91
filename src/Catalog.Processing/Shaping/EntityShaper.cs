using System.Buffers;
using Catalog.Model;

namespace Catalog.Processing.Shaping;

/// <summary>The annotations that are put in front of an entity's own; null leaves one out.</summary>
internal readonly record struct FrontAnnotations(
    string? SlugName, string? Slug, string? Location, string? Origin, string? ViewUrl, string? EditUrl, string? SourceLocation);

/// <summary>
/// Writes a body anew with everything that the built-in steps change, by copying ranges of its bytes. In: a body and its layout. Out: the
/// shaped body, or the same one when nothing changes. Key order is that of Backstage, which merges the entity over the defaults: what
/// is added stands in front, and an own value keeps the front place.
/// </summary>
internal static class EntityShaper
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _output;

    public static EntityBody Shape(EntityBody body, EntityLayout layout, ShapeFlags flags, in FrontAnnotations front)
    {
        var addNamespace = flags.HasFlag(ShapeFlags.DefaultNamespace) && !layout.HasNamespace;
        var annotate = (flags & (ShapeFlags.Annotate | ShapeFlags.ProjectSlug)) != 0 && !layout.HasOddAnnotations;
        var sort = flags.HasFlag(ShapeFlags.SortLists) && !layout.ListsSorted;
        var reject = flags.HasFlag(ShapeFlags.RejectScripts) && layout.HasScripts;
        if (!layout.HasMetadata || !(addNamespace || annotate || sort || reject))
        {
            return body;
        }

        return Write(body, layout, flags, front, addNamespace, annotate, sort);
    }

    /// <summary>The body with these location annotations, whatever it says itself.</summary>
    public static EntityBody Locate(EntityBody body, EntityLayout layout, in FrontAnnotations front) =>
        Write(Plain(body, layout), layout, ShapeFlags.Annotate | ShapeFlags.Relocate, front, addNamespace: false, annotate: true, sort: false);

    /// <summary>The same body spelled without blanks and needless escapes, and its layout read anew, when ranges of its bytes could not be copied as they are.</summary>
    public static EntityBody Plain(EntityBody body, EntityLayout layout)
    {
        if (!layout.HasEscapedNames && body.Utf8.Span.IndexOfAny((byte)'\n', (byte)'\r') < 0)
        {
            return body;
        }

        var plain = new EntityBody(JsonBytes.Compact(body.Utf8.Span));
        layout.Read(plain.Utf8.Span);
        return plain;
    }

    private static EntityBody Write(
        EntityBody body, EntityLayout layout, ShapeFlags flags, in FrontAnnotations front, bool addNamespace, bool annotate, bool sort)
    {
        var output = _output ??= new ArrayBufferWriter<byte>(8192);
        output.ResetWrittenCount();
        var writer = new ShapeWriter(output, body.Utf8.Span, layout, flags, sort);
        writer.WriteRoot(front, addNamespace, annotate);
        if (output.WrittenSpan.SequenceEqual(body.Utf8.Span))
        {
            return body;
        }

        var result = new EntityBody(output.WrittenSpan.ToArray());
        if (output.Capacity > 1 << 20)
        {
            _output = null;
        }

        return result;
    }
}
