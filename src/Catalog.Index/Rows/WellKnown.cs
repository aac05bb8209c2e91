namespace Catalog.Index.Rows;

/// <summary>Names that the index gives a meaning to.</summary>
internal static class WellKnown
{
    /// <summary>The annotation of an entity that nothing holds any more.</summary>
    public static ReadOnlySpan<byte> Orphan => "backstage.io/orphan"u8;

    /// <summary>The searchable key of <see cref="Orphan"/>.</summary>
    public static ReadOnlySpan<byte> OrphanPath => "metadata.annotations.backstage.io/orphan"u8;

    /// <summary>What the searchable keys of relations start with.</summary>
    public const string RelationPrefix = "relations.";

    /// <summary>The searchable key of an entity's name.</summary>
    public const string Name = "metadata.name";

    /// <summary>The searchable key of an entity's uid.</summary>
    public const string Uid = "metadata.uid";
}
