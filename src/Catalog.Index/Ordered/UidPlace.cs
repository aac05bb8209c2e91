namespace Catalog.Index.Ordered;

/// <summary>A visible document and its uid, in the order of uids.</summary>
internal readonly record struct UidPlace(Guid Uid, int Doc) : IComparable<UidPlace>
{
    /// <inheritdoc/>
    public int CompareTo(UidPlace other) => Uid.CompareTo(other.Uid) is var c and not 0 ? c : Doc.CompareTo(other.Doc);
}
