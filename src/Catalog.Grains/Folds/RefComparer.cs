using Catalog.Model;

namespace Catalog.Grains.Folds;

/// <summary>Compares references, also with their canonical text in a buffer, so that looking one up costs no allocation.</summary>
internal sealed class RefComparer : IEqualityComparer<EntityRef>, IAlternateEqualityComparer<ReadOnlySpan<char>, EntityRef>
{
    public static RefComparer Instance { get; } = new();

    public bool Equals(EntityRef x, EntityRef y) => x.Equals(y);

    public int GetHashCode(EntityRef obj) => obj.GetHashCode();

    public bool Equals(ReadOnlySpan<char> alternate, EntityRef other) => other.ToString().AsSpan().SequenceEqual(alternate);

    public int GetHashCode(ReadOnlySpan<char> alternate) => string.GetHashCode(alternate);

    public EntityRef Create(ReadOnlySpan<char> alternate) => EntityRef.Parse(alternate.ToString());
}
