using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Catalog.Processing.Shaping;

/// <summary>One shaping pass: writes a body member by member in the order that Backstage gives them.</summary>
internal readonly ref struct ShapeWriter(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> body, EntityLayout layout, ShapeFlags flags, bool sort)
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
            WriteFront(ref first, Encoding.UTF8.GetBytes(slugName), slug);
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
        || (front.SlugName is { } n && !string.IsNullOrEmpty(front.Slug) && IsNamed(member, Encoding.UTF8.GetBytes(n)));

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
        var reader = new Utf8JsonReader(_body[member.ValueStart..member.End]);
        return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
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
