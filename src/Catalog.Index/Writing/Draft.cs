using Catalog.Index.Documents;

namespace Catalog.Index.Writing;

/// <summary>What a feed entry comes to in numbers, made ahead of the writer. Reused.</summary>
internal sealed class Draft
{
    /// <summary>The text of the ref; -1 for a tombstone of a ref that the index has never met.</summary>
    public int Ref { get; set; }

    /// <summary>Whether questions are to find the entity.</summary>
    public bool IsVisible { get; set; }

    /// <summary>A key that the body has in two spellings that differ only in case, which is why it is not visible; null when there is none.</summary>
    public string? Clash { get; set; }

    /// <summary>Whether the body says name and namespace itself.</summary>
    public bool HasIdentity { get; set; }

    /// <summary>The terms, ascending, without repeats.</summary>
    public List<int> Terms { get; } = [];

    /// <summary>The relations that the record emits, without repeats.</summary>
    public List<Emission> Emitted { get; } = [];

    /// <summary>The children's ref texts.</summary>
    public List<int> Children { get; } = [];
}
