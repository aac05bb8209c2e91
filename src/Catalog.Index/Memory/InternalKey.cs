namespace Catalog.Index.Memory;

/// <summary>
/// Keys that no entity has: facts the index keeps in the same way as searchable values. A negative key below <see cref="Last"/> holds the
/// original spellings of a searchable key's values, where they are not in lower case.
/// </summary>
internal static class InternalKey
{
    /// <summary>Visible entities; with the value 0.</summary>
    public const int Visible = -1;

    /// <summary>Nodes that are no visible entity but have relations; with the value 0.</summary>
    public const int Hidden = -2;

    /// <summary>An entity's ref.</summary>
    public const int Ref = -3;

    /// <summary>A searchable key that the entity has with a value other than "true": with that one, its own term says so.</summary>
    public const int Exists = -4;

    /// <summary>The ref of a child that the entity emits.</summary>
    public const int Child = -5;

    /// <summary>The ref of another entity that the entity emits a relation for without emitting one to it.</summary>
    public const int EmitsFor = -6;

    /// <summary>The last of these.</summary>
    public const int Last = -16;

    /// <summary>The key of the original spellings of a searchable key's values.</summary>
    public static int Spelling(int key) => Last - key;

    /// <summary>The text that a key refers to; not above 0 when there is none.</summary>
    public static int TextOf(int key) => key < Last ? Last - key : key;
}
