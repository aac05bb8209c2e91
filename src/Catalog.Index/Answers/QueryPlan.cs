namespace Catalog.Index.Answers;

/// <summary>How a question for a list was answered, for people who wonder why it took as long as it did.</summary>
/// <param name="Condition">The condition, its parts in the order they were asked, with the number of entities each may have.</param>
/// <param name="Matches">How many entities match; -1 when that was not found out.</param>
/// <param name="Strategy">How the page was found: by walking an order until it was full, or by sorting the matches.</param>
/// <param name="WalkCost">The estimated cost of walking, in nanoseconds.</param>
/// <param name="SortCost">The estimated cost of sorting, in nanoseconds.</param>
public sealed record QueryPlan(string Condition, int Matches, string Strategy, double WalkCost, double SortCost);
