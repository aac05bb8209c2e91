namespace Catalog.Index.Query;

/// <summary>
/// What an entity must satisfy: the one form that GET filters, POST predicates and permission conditions all parse into.
/// Keys and values are lower-cased when a condition is made; they compare with the searchable values of the contract's section 3.
/// </summary>
public abstract record Condition
{
    /// <summary>Satisfied by every entity.</summary>
    public static Condition Everything { get; } = new All([]);

    /// <summary>Satisfied by none.</summary>
    public static Condition Nothing { get; } = new Any([]);
}

/// <summary>All of the parts; with none, everything.</summary>
public sealed record All(IReadOnlyList<Condition> Parts) : Condition;

/// <summary>At least one of the parts; with none, nothing.</summary>
public sealed record Any(IReadOnlyList<Condition> Parts) : Condition;

/// <summary>Not the part.</summary>
public sealed record Not(Condition Part) : Condition;

/// <summary>The key occurs, with any value or null.</summary>
public sealed record Exists(string Key) : Condition;

/// <summary>The key has one of these values; with none, nothing.</summary>
public sealed record HasValue(string Key, IReadOnlyList<string> Values) : Condition;

/// <summary>The key has a value that starts with this text.</summary>
public sealed record HasPrefix(string Key, string Prefix) : Condition;
