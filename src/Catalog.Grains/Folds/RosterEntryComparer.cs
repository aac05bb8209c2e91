using System.Diagnostics.CodeAnalysis;

namespace Catalog.Grains.Folds;

/// <summary>Finds what the roster keeps by canonical text in a buffer, so that looking up costs no allocation; an entry is equal to itself alone.</summary>
internal sealed class RosterEntryComparer : IEqualityComparer<RosterEntry>, IAlternateEqualityComparer<ReadOnlySpan<char>, RosterEntry>
{
    public static RosterEntryComparer Instance { get; } = new();

    public bool Equals(RosterEntry? x, RosterEntry? y) => ReferenceEquals(x, y);

    public int GetHashCode([DisallowNull] RosterEntry obj) => obj.TextHash;

    public bool Equals(ReadOnlySpan<char> alternate, RosterEntry other) => other.Is(alternate);

    public int GetHashCode(ReadOnlySpan<char> alternate) => string.GetHashCode(alternate);

    public RosterEntry Create(ReadOnlySpan<char> alternate) => new(alternate.ToString());
}
