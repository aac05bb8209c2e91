using System.Collections.Immutable;
using Catalog.Model;

namespace Catalog.Grains.Folds;

/// <summary>What the roster keeps of one entity.</summary>
internal sealed class RosterEntry(EntityRef entity)
{
    /// <summary>The entity.</summary>
    public EntityRef Ref { get; } = entity;

    /// <summary>The hash of key and body as submitted last.</summary>
    public UInt128 BodyHash { get; set; }

    /// <summary>The feed position of its record.</summary>
    public long Sequence { get; set; }

    /// <summary>Who holds it.</summary>
    public ImmutableArray<string> Sources { get; set; }

    /// <summary>Who would like to.</summary>
    public ImmutableArray<string> Rivals { get; set; }

    /// <summary>The number of the last full mutation that gave it, while one provider alone holds it.</summary>
    public int Mark { get; set; }
}
