using Catalog.Index.Memory;
using Catalog.Model;

namespace Catalog.Index.Documents;

/// <summary>
/// What the index holds for one document number: an entity, or a ref that only others speak of. Immutable.
/// </summary>
internal sealed class Document
{
    private readonly Payload _payload;

    /// <summary>The text of the ref.</summary>
    public required int Ref { get; init; }

    /// <summary>The server's uid of the entity.</summary>
    public Guid Uid { get; init; }

    /// <summary>The feed position of its record; 0 when it has none.</summary>
    public long Sequence { get; init; }

    /// <summary>Whether it is a document that questions can find.</summary>
    public bool Visible { get; init; }

    /// <summary>Whether its body says name and namespace.</summary>
    public bool HasIdentity { get; init; }

    /// <summary>Whether nothing holds it any more.</summary>
    public bool Orphan { get; init; }

    /// <summary>Terms, emitted relations and children, packed.</summary>
    public Payload Payload { get => _payload; init => _payload = value; }

    /// <summary>What is there only for entities in trouble.</summary>
    public Trouble? Trouble { get; init; }

    /// <summary>Asks for a document's payload, which is read soon (see <see cref="CacheLine"/>).</summary>
    public static void FetchPayload(Document? document)
    {
        if (document is not null)
        {
            CacheLine.Fetch(in document._payload);
        }
    }
}

/// <summary>What is wrong with an entity.</summary>
/// <param name="Errors">What its last processing found wrong.</param>
/// <param name="HiddenReason">Why it is not visible although it was processed well; null when that is not so.</param>
internal sealed record Trouble(IReadOnlyList<Problem> Errors, string? HiddenReason);
