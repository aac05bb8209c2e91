namespace Catalog.Index.Query;

/// <summary>
/// What an entity must satisfy: the one form that GET filters, POST predicates and permission conditions all parse into.
/// Keys and values are lower-cased when a condition is made; they compare with the searchable values of the contract's section 3.
/// </summary>
public abstract record Condition
{
    private protected Condition()
    {
    }

    /// <summary>Satisfied by every entity.</summary>
    public static Condition Everything { get; } = new All([]);

    /// <summary>Satisfied by none.</summary>
    public static Condition Nothing { get; } = new Any([]);
}
