using Catalog.Model;

namespace Catalog.Grains.Entities;

/// <summary>What an entity's turn asks of its host: the time, the rules, and what is known of other entities.</summary>
public interface IEntityWorld
{
    /// <summary>The time of the turn.</summary>
    DateTimeOffset Now { get; }

    /// <summary>The engine's rules.</summary>
    CatalogOptions Options { get; }

    /// <summary>The id of a new incarnation.</summary>
    Guid NewUid();

    /// <summary>A number in [0, 1) that spreads due times.</summary>
    double NextJitter();

    /// <summary>
    /// What is known, without asking it, of a source's standing with another entity. It may be stale: what it answers only saves messages
    /// that would change nothing. A host that knows nothing answers <see cref="Standing.Unknown"/>.
    /// </summary>
    Standing StandingOf(EntityRef entity, string source, out UInt128 bodyHash);
}

/// <summary>How a source stands with an entity.</summary>
public enum Standing
{
    /// <summary>The host cannot tell.</summary>
    Unknown,

    /// <summary>It neither holds the entity nor wants to.</summary>
    None,

    /// <summary>It holds it.</summary>
    Holds,

    /// <summary>It lost the conflict about it.</summary>
    Rival,
}
