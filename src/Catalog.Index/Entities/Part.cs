using Catalog.Index.State;
using Catalog.Storage;

namespace Catalog.Index.Entities;

/// <summary>Where an entity comes from: whole, as a body and the document that tells the rest, from the index itself; or nowhere, because it is not there. Whoever has it releases it.</summary>
internal readonly record struct Part
{
    /// <summary>Answered from the index alone.</summary>
    public static Part OfIndex { get; } = new() { FromIndex = true };

    /// <summary>The entity as it was kept.</summary>
    public KeptEntity Final { get; private init; }

    /// <summary>The body to put it together of; null when it is not.</summary>
    public StoredBody? Body { get; private init; }

    /// <summary>The state that has the rest.</summary>
    public IndexState? State { get; private init; }

    /// <summary>Its document in that state.</summary>
    public int Doc { get; private init; }

    /// <summary>Whether the index has all that is asked.</summary>
    public bool FromIndex { get; private init; }

    /// <summary>Whether the entity is not there.</summary>
    public bool IsNothing => Final.IsNothing && Body is null && !FromIndex;

    /// <summary>Says, once, that it is not read any more.</summary>
    public void Release()
    {
        Final.Release();
        Body?.Release();
    }

    /// <summary>An entity that was kept.</summary>
    public static Part Kept(KeptEntity final) => new() { Final = final };

    /// <summary>An entity to put together.</summary>
    public static Part Of(ProcessedBody body, IndexState state, int doc) => new() { Body = new StoredBody(body), State = state, Doc = doc };
}
