using System.Collections.Immutable;

namespace Catalog.Grains.Folds;

/// <summary>What the roster keeps of one entity; there is one for every entity, so it is no object of its own.</summary>
internal struct RosterEntry
{
    /// <summary>The hash of key and body as submitted last.</summary>
    public UInt128 BodyHash { get; set; }

    /// <summary>The feed position of its record.</summary>
    public long Sequence { get; set; }

    /// <summary>Who holds it.</summary>
    public ImmutableArray<string> Sources { get; set; }

    /// <summary>The number of the last full mutation that gave it, while one provider alone holds it.</summary>
    public int Mark { get; set; }

    /// <summary>The hash of its canonical text.</summary>
    public int Hash { get; init; }

    /// <summary>Its canonical text.</summary>
    public RosterText Text { get; set; }
}
