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
        var shape = new BodyShape { MetadataEnd = -1 };
        var root = new JsonMembers(body, 0);
        while (root.Next())
        {
            if (root.Is("metadata"u8))
            {
                var metadata = root.Enter();
                shape.ReadMetadata(ref metadata);
                root.Leave(metadata);
            }
            else if (root.Is("relations"u8))
            {
                shape.Relations = root.Value();
            }
            else if (root.Is("status"u8))
            {
                shape.Status = root.Value();
            }
            else
            {
                root.Value();
            }
        }

        (shape.RootEnd, shape.RootEmpty) = (root.End, root.IsEmpty);
        return shape.MetadataEnd >= 0 ? shape : throw new InvalidDataException("A stored body has no metadata.");
    }

    private void ReadMetadata(ref JsonMembers metadata)
    {
        while (metadata.Next())
        {
            if (metadata.Is("annotations"u8))
            {
                Annotations = metadata.IsObject() ? ReadAnnotations(ref metadata) : metadata.Value();
            }
            else if (metadata.Is("uid"u8))
            {
                Uid = metadata.Value();
            }
            else if (metadata.Is("etag"u8))
            {
                ETag = metadata.Value();
            }
            else
            {
                metadata.Value();
            }
        }

        (MetadataEnd, MetadataEmpty) = (metadata.End, metadata.IsEmpty);
    }

    private TextRange ReadAnnotations(ref JsonMembers metadata)
    {
        var annotations = metadata.Enter();
        while (annotations.Next())
        {
            var orphan = annotations.Is(WellKnown.Orphan);
            var value = annotations.Value();
            Orphan = orphan ? value : Orphan;
        }

        AnnotationsEmpty = annotations.IsEmpty;
        return metadata.Leave(annotations);
    }
}
