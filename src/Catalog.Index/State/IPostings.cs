namespace Catalog.Index.State;

/// <summary>Which documents have which terms.</summary>
internal interface IPostings
{
    /// <summary>The documents that have a term; none for a negative one.</summary>
    Posting Of(int term);
}
