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
        var writer = new Shaping(output, body.Utf8.Span, layout, flags, sort);
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

    private readonly ref struct Shaping(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> body, EntityLayout layout, ShapeFlags flags, bool sort)
    {
        private readonly ReadOnlySpan<byte> _body = body;

        public void WriteRoot(in FrontAnnotations front, bool addNamespace, bool annotate)
        {
            output.Write("{"u8);
            var first = true;
            var metadataFirst = addNamespace || annotate;
            if (metadataFirst)
            {
                WriteMetadata(ref first, front, addNamespace, annotate);
            }

            foreach (var member in layout.Members)
            {
                switch (member.Part)
                {
                    case Part.Metadata when metadataFirst:
                        break;
                    case Part.Metadata:
                        WriteMetadata(ref first, front, false, false);
                        break;
                    case Part.Spec when sort:
                        WriteSpec(ref first, member);
                        break;
                    case Part.Root or Part.Spec:
                        Copy(ref first, member);
                        break;
                }
            }

            output.Write("}"u8);
        }

        private void WriteMetadata(ref bool firstOfRoot, in FrontAnnotations front, bool addNamespace, bool annotate)
        {
            Separate(ref firstOfRoot);
            output.Write("\"metadata\":{"u8);
            var first = true;
            if (addNamespace)
            {
                Separate(ref first);
                output.Write("\"namespace\":\"default\""u8);
            }

            if (annotate)
            {
                WriteAnnotations(ref first, front);
            }

            foreach (var member in layout.Members)
            {
                if (member.Part == Part.MetadataMember)
                {
                    Copy(ref first, member);
                }
                else if (member.Part == Part.Annotations && !annotate)
                {
                    if (layout.HasOddAnnotations)
                    {
                        Copy(ref first, member);
                    }
                    else
                    {
                        WriteAnnotations(ref first, default);
                    }
                }
            }

            output.Write("}"u8);
        }

        private void WriteAnnotations(ref bool firstOfMetadata, in FrontAnnotations front)
        {
            Separate(ref firstOfMetadata);
            output.Write("\"annotations\":{"u8);
            var first = true;
            if (front.SlugName is { } slugName && front.Slug is { } slug)
            {
                WriteFront(ref first, System.Text.Encoding.UTF8.GetBytes(slugName), slug);
            }

            WriteFront(ref first, KnownAnnotations.Location, front.Location);
            WriteFront(ref first, KnownAnnotations.Origin, front.Origin);
            WriteFront(ref first, KnownAnnotations.ViewUrl, front.ViewUrl);
            WriteFront(ref first, KnownAnnotations.EditUrl, front.EditUrl);
            WriteFront(ref first, KnownAnnotations.SourceLocation, front.SourceLocation);
            foreach (var member in layout.Members)
            {
                if (member.Part == Part.Annotation && !IsFront(member, front))
                {
                    CopyAnnotation(ref first, member);
                }
            }

            output.Write("}"u8);
        }

        private void WriteFront(ref bool first, ReadOnlySpan<byte> name, string? value)
        {
            if (string.IsNullOrEmpty(value))
            {
                return;
            }

            foreach (var member in layout.Members)
            {
                if (member.Part == Part.Annotation && IsNamed(member, name) && !flags.HasFlag(ShapeFlags.Relocate))
                {
                    CopyAnnotation(ref first, member);
                    return;
                }
            }

            Separate(ref first);
            output.Write("\""u8);
            output.Write(name);
            output.Write("\":"u8);
            JsonBytes.WriteText(output, value);
        }

        private bool IsFront(in Member member, in FrontAnnotations front) =>
            (front.Location is not null && IsNamed(member, KnownAnnotations.Location))
            || (front.Origin is not null && IsNamed(member, KnownAnnotations.Origin))
            || (!string.IsNullOrEmpty(front.ViewUrl) && IsNamed(member, KnownAnnotations.ViewUrl))
            || (!string.IsNullOrEmpty(front.EditUrl) && IsNamed(member, KnownAnnotations.EditUrl))
            || (!string.IsNullOrEmpty(front.SourceLocation) && IsNamed(member, KnownAnnotations.SourceLocation))
            || (front.SlugName is { } n && !string.IsNullOrEmpty(front.Slug) && IsNamed(member, System.Text.Encoding.UTF8.GetBytes(n)));

        private bool IsNamed(in Member member, ReadOnlySpan<byte> name) =>
            member.ValueStart - member.Start > name.Length + 2
            && _body[member.Start + name.Length + 1] == '"'
            && _body.Slice(member.Start + 1, name.Length).SequenceEqual(name);

        private void CopyAnnotation(ref bool first, in Member member)
        {
            if (flags.HasFlag(ShapeFlags.RejectScripts) && layout.HasScripts
                && (IsNamed(member, KnownAnnotations.ViewUrl) || IsNamed(member, KnownAnnotations.EditUrl))
                && ScriptUrl.Is(TextOf(member)))
            {
                Separate(ref first);
                output.Write(_body[member.Start..member.ValueStart]);
                JsonBytes.WriteText(output, ScriptUrl.Replacement);
                return;
            }

            Copy(ref first, member);
        }

        private string? TextOf(in Member member)
        {
            var reader = new System.Text.Json.Utf8JsonReader(_body[member.ValueStart..member.End]);
            return reader.Read() && reader.TokenType == System.Text.Json.JsonTokenType.String ? reader.GetString() : null;
        }

        private void WriteSpec(ref bool firstOfRoot, in Member spec)
        {
            if (_body[spec.ValueStart] != '{')
            {
                Copy(ref firstOfRoot, spec);
                return;
            }

            Separate(ref firstOfRoot);
            output.Write("\"spec\":{"u8);
            var first = true;
            foreach (var member in layout.Members)
            {
                if (member.Part == Part.SpecMember)
                {
                    Copy(ref first, member);
                }
                else if (member.Part == Part.UnsortedList)
                {
                    Separate(ref first);
                    output.Write(_body[member.Start..member.ValueStart]);
                    ReferenceLists.WriteSorted(output, _body[member.ValueStart..member.End]);
                }
            }

            output.Write("}"u8);
        }

        private void Copy(ref bool first, in Member member)
        {
            Separate(ref first);
            output.Write(_body[member.Start..member.End]);
        }

        private void Separate(ref bool first)
        {
            if (!first)
            {
                output.Write(","u8);
            }

            first = false;
        }
    }
}
