using System.Text.Json;
using Catalog.Index.Rows;

namespace Catalog.Index.Entities;

/// <summary>Where in a body the places are that a final entity changes, found in one pass.</summary>
internal record struct BodyShape
{
    /// <summary>The position of the root's closing brace.</summary>
    public int RootEnd;

    /// <summary>Whether the root has no members.</summary>
    public bool RootEmpty;

    /// <summary>The position of metadata's closing brace.</summary>
    public int MetadataEnd;

    /// <summary>Whether metadata has no members.</summary>
    public bool MetadataEmpty;

    /// <summary>Whether the annotations object has no members.</summary>
    public bool AnnotationsEmpty;

    /// <summary>The value of metadata.annotations.</summary>
    public TextRange Annotations;

    /// <summary>The value of the orphan annotation.</summary>
    public TextRange Orphan;

    /// <summary>The value of metadata.uid.</summary>
    public TextRange Uid;

    /// <summary>The value of metadata.etag.</summary>
    public TextRange ETag;

    /// <summary>The value of relations.</summary>
    public TextRange Relations;

    /// <summary>The value of status.</summary>
    public TextRange Status;

    /// <summary>Reads a body.</summary>
    /// <exception cref="InvalidDataException">The body is no entity.</exception>
    public static BodyShape Read(ReadOnlySpan<byte> body)
    {
        var shape = new BodyShape { RootEmpty = true, MetadataEnd = -1 };
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 512 });
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            shape.RootEmpty = false;
            if (reader.ValueTextEquals("metadata"u8))
            {
                reader.Read();
                shape.ReadMetadata(ref reader);
            }
            else if (reader.ValueTextEquals("relations"u8))
            {
                shape.Relations = Value(ref reader);
            }
            else if (reader.ValueTextEquals("status"u8))
            {
                shape.Status = Value(ref reader);
            }
            else
            {
                Value(ref reader);
            }
        }

        shape.RootEnd = (int)reader.TokenStartIndex;
        return shape.MetadataEnd >= 0 ? shape : throw new InvalidDataException("A stored body has no metadata.");
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        MetadataEmpty = true;
        while (reader.TokenType != JsonTokenType.None && reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            MetadataEmpty = false;
            if (reader.ValueTextEquals("annotations"u8))
            {
                ReadAnnotations(ref reader);
            }
            else if (reader.ValueTextEquals("uid"u8))
            {
                Uid = Value(ref reader);
            }
            else if (reader.ValueTextEquals("etag"u8))
            {
                ETag = Value(ref reader);
            }
            else
            {
                Value(ref reader);
            }
        }

        MetadataEnd = (int)reader.TokenStartIndex;
    }

    private void ReadAnnotations(ref Utf8JsonReader reader)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        AnnotationsEmpty = true;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                AnnotationsEmpty = false;
                var orphan = reader.ValueTextEquals(WellKnown.Orphan);
                var value = Value(ref reader);
                Orphan = orphan ? value : Orphan;
            }
        }
        else
        {
            reader.Skip();
        }

        Annotations = new TextRange(start, (int)reader.BytesConsumed);
    }

    private static TextRange Value(ref Utf8JsonReader reader)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new TextRange(start, (int)reader.BytesConsumed);
    }
}
