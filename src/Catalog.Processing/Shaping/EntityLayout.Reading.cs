using System.Text.Json;

namespace Catalog.Processing.Shaping;

// The walk over the four objects that matter; everything else is skipped.
internal sealed partial class EntityLayout
{
    private void ReadRoot(ref Utf8JsonReader reader)
    {
        var seenSpec = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = Start(ref reader);
            var part = reader.ValueTextEquals("metadata"u8) ? Part.Metadata : reader.ValueTextEquals("spec"u8) ? Part.Spec : Part.Root;
            var isKind = part == Part.Root && reader.ValueTextEquals("kind"u8);
            var isVersion = part == Part.Root && reader.ValueTextEquals("apiVersion"u8);
            reader.Read();
            var valueStart = (int)reader.TokenStartIndex;
            var index = Members.Count;
            Members.Add(default);
            if (part == Part.Metadata && reader.TokenType == JsonTokenType.StartObject)
            {
                Duplicate ??= HasMetadata ? "metadata" : null;
                HasMetadata = true;
                ReadMetadata(ref reader);
            }
            else if (part == Part.Spec && reader.TokenType == JsonTokenType.StartObject)
            {
                Duplicate ??= seenSpec ? "spec" : null;
                seenSpec = true;
                ReadSpec(ref reader);
            }
            else if (isKind)
            {
                Duplicate ??= Kind is null ? null : "kind";
                Kind = TextOrSkip(ref reader);
            }
            else if (isVersion)
            {
                ApiVersion = TextOrSkip(ref reader);
            }
            else
            {
                reader.Skip();
            }

            Members[index] = new Member(part, start, valueStart, (int)reader.BytesConsumed);
        }
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        var seenAnnotations = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = Start(ref reader);
            var part = reader.ValueTextEquals("annotations"u8) ? Part.Annotations : Part.MetadataMember;
            var isName = part == Part.MetadataMember && reader.ValueTextEquals("name"u8);
            var isNamespace = part == Part.MetadataMember && reader.ValueTextEquals("namespace"u8);
            reader.Read();
            var valueStart = (int)reader.TokenStartIndex;
            var index = Members.Count;
            Members.Add(default);
            if (part == Part.Annotations)
            {
                Duplicate ??= seenAnnotations ? "metadata.annotations" : null;
                seenAnnotations = true;
                ReadAnnotations(ref reader);
            }
            else if (isName)
            {
                Duplicate ??= Name is null ? null : "metadata.name";
                Name = TextOrSkip(ref reader);
            }
            else if (isNamespace)
            {
                Duplicate ??= HasNamespace ? "metadata.namespace" : null;
                HasNamespace = true;
                Namespace = TextOrSkip(ref reader);
            }
            else
            {
                reader.Skip();
            }

            Members[index] = new Member(part, start, valueStart, (int)reader.BytesConsumed);
        }
    }

    private void ReadAnnotations(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            HasOddAnnotations = true;
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = Start(ref reader);
            var isLocation = reader.ValueTextEquals(KnownAnnotations.Location);
            var isOrigin = !isLocation && reader.ValueTextEquals(KnownAnnotations.Origin);
            var isUrl = !isLocation && !isOrigin && (reader.ValueTextEquals(KnownAnnotations.ViewUrl) || reader.ValueTextEquals(KnownAnnotations.EditUrl));
            reader.Read();
            var valueStart = (int)reader.TokenStartIndex;
            if (isLocation)
            {
                Location = TextOrSkip(ref reader);
            }
            else if (isOrigin)
            {
                Origin = TextOrSkip(ref reader);
            }
            else if (isUrl)
            {
                HasScripts |= ScriptUrl.Is(TextOrSkip(ref reader));
            }
            else
            {
                reader.Skip();
            }

            Members.Add(new Member(Part.Annotation, start, valueStart, (int)reader.BytesConsumed));
        }
    }

    private void ReadSpec(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = Start(ref reader);
            var isList = ReferenceLists.IsName(ref reader);
            reader.Read();
            var valueStart = (int)reader.TokenStartIndex;
            var unsorted = isList && reader.TokenType == JsonTokenType.StartArray && ReferenceLists.NeedsSorting(ref reader);
            if (unsorted)
            {
                ListsSorted = false;
            }

            // After a list this stands on its end and does nothing.
            reader.Skip();
            Members.Add(new Member(unsorted ? Part.UnsortedList : Part.SpecMember, start, valueStart, (int)reader.BytesConsumed));
        }
    }

    private int Start(ref Utf8JsonReader reader)
    {
        HasEscapedNames |= reader.ValueIsEscaped;
        return (int)reader.TokenStartIndex;
    }

    private static string? TextOrSkip(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }

        reader.Skip();
        return null;
    }
}
