using System.Text.Json;

namespace Catalog.Processing.Shaping;

/// <summary>What a member of the body is to the shaper.</summary>
internal enum Part : byte
{
    Root,
    Metadata,
    Spec,
    MetadataMember,
    Annotations,
    Annotation,
    SpecMember,
    UnsortedList,
}

/// <summary>A member of an object of the body, by byte offsets: its name's opening quote, its value's first byte, the byte after its value.</summary>
internal readonly record struct Member(Part Part, int Start, int ValueStart, int End);

/// <summary>
/// Where the members of root, metadata, annotations and spec stand in a body's bytes, and the few texts that processing needs, found in
/// one pass without building a tree. Reused from run to run; not thread-safe.
/// </summary>
internal sealed partial class EntityLayout
{
    /// <summary>How deep a body may be nested here; far more than the parsers let through.</summary>
    public const int MaxDepth = 128;

    /// <summary>The members in the order of the bytes.</summary>
    public List<Member> Members { get; } = new(64);

    public string? ApiVersion { get; private set; }

    public string? Kind { get; private set; }

    public string? Name { get; private set; }

    /// <summary><c>metadata.namespace</c>; null when missing.</summary>
    public string? Namespace { get; private set; }

    public string? Location { get; private set; }

    public string? Origin { get; private set; }

    /// <summary>Whether <c>metadata</c> is an object.</summary>
    public bool HasMetadata { get; private set; }

    /// <summary>Whether <c>metadata.namespace</c> is there, whatever it is.</summary>
    public bool HasNamespace { get; private set; }

    /// <summary>Whether <c>metadata.annotations</c> is there and no object.</summary>
    public bool HasOddAnnotations { get; private set; }

    /// <summary>Whether the lists of references in spec are in order.</summary>
    public bool ListsSorted { get; private set; }

    /// <summary>Whether view-url or edit-url would run a script.</summary>
    public bool HasScripts { get; private set; }

    /// <summary>Whether a name that the shaper looks at is spelled with escapes, so that its bytes cannot be compared.</summary>
    public bool HasEscapedNames { get; private set; }

    /// <summary>A key that stands twice where the shaper looks; null when none does.</summary>
    public string? Duplicate { get; private set; }

    /// <summary>Reads a body.</summary>
    /// <returns>What is wrong with the bytes as JSON; null when nothing is.</returns>
    public string? Read(ReadOnlySpan<byte> utf8)
    {
        Clear();
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return "The entity must be an object.";
            }

            ReadRoot(ref reader);
            while (reader.Read())
            {
            }

            return Duplicate is null ? null : $"The key '{Duplicate}' stands twice.";
        }
        catch (JsonException e)
        {
            return $"The entity is not well-formed JSON: {e.Message}";
        }
    }

    private void Clear()
    {
        Members.Clear();
        ApiVersion = Kind = Name = Namespace = Location = Origin = Duplicate = null;
        HasMetadata = HasNamespace = HasOddAnnotations = HasScripts = HasEscapedNames = false;
        ListsSorted = true;
    }
}
