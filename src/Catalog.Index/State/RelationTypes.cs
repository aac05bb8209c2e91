namespace Catalog.Index.State;

/// <summary>The relation types met so far: their names as written, and the searchable keys they give. Immutable.</summary>
/// <param name="Names">The names, by number.</param>
/// <param name="KeyOfType">The searchable key of each.</param>
internal sealed record RelationTypes(IReadOnlyList<byte[]> Names, IReadOnlyList<int> KeyOfType)
{
    /// <summary>No types.</summary>
    public static RelationTypes Empty { get; } = new([], []);

    /// <summary>The searchable keys, without repeats.</summary>
    public HashSet<int> Keys { get; } = [.. KeyOfType];

    /// <summary>These and one more.</summary>
    public RelationTypes With(byte[] name, int key) => new([.. Names, name], [.. KeyOfType, key]);

    /// <summary>The number of a name; -1 when it is not there.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (name.SequenceEqual(Names[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
