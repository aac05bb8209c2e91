using Catalog.Index.Sets;

namespace Catalog.Index.Evaluation;

/// <summary>A condition bound to a state: it can give its documents, count them, or test one, whichever costs least. Each kind has a file.</summary>
internal abstract class Term
{
    /// <summary>About how many documents match; never too few by much.</summary>
    public abstract long Estimate { get; }

    /// <summary>The visible documents that match.</summary>
    public abstract IdSet Evaluate();

    /// <summary>Whether a visible document matches.</summary>
    public abstract bool Matches(int doc);

    /// <summary>How many visible documents match.</summary>
    public virtual int Count() => Evaluate().Count;

    /// <summary>The condition and how it is answered, for people.</summary>
    public abstract string Describe();
}
