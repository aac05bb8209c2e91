namespace Catalog.Http.Authentication;

/// <summary>Who is calling.</summary>
public abstract record Credentials
{
    private Credentials()
    {
    }

    /// <summary>The name to show in an audit log.</summary>
    public abstract string Subject { get; }

    /// <summary>Nobody in particular; only where no token is wanted.</summary>
    public sealed record None : Credentials
    {
        /// <summary>The one instance there needs to be.</summary>
        public static None Instance { get; } = new();

        /// <inheritdoc/>
        public override string Subject => "anonymous";
    }

    /// <summary>A program.</summary>
    /// <param name="Name">For example <c>plugin:scaffolder</c> or <c>external:ci</c>.</param>
    /// <param name="Restriction">What it may do here; null for everything.</param>
    public sealed record Service(string Name, AccessRestriction? Restriction = null) : Credentials
    {
        /// <inheritdoc/>
        public override string Subject => Name;
    }

    /// <summary>A person.</summary>
    /// <param name="EntityRef">The person's entity.</param>
    /// <param name="Ownership">The entities whose property counts as the person's: itself and its groups, as the token says.</param>
    public sealed record User(string EntityRef, IReadOnlyList<string> Ownership) : Credentials
    {
        /// <inheritdoc/>
        public override string Subject => EntityRef;
    }
}
