using System.Diagnostics.CodeAnalysis;
using Catalog.Model;

namespace Catalog.Index.Query;

/// <summary>Reads the <c>filter</c> parameters of GET requests (contract, section 4).</summary>
public static class FilterParser
{
    /// <summary>Reads the parameters: any of them must hold; within one, different keys all, values of the same key any.</summary>
    /// <param name="filters">The parameters as given; those of only commas and blanks count as absent.</param>
    /// <param name="limits">How large the filter may be.</param>
    /// <param name="condition">The condition; everything when nothing is asked.</param>
    /// <param name="problem">What is wrong.</param>
    /// <returns>False when a statement has no key or there are too many.</returns>
    public static bool TryParse(
        IEnumerable<string> filters, QueryLimits limits, [NotNullWhen(true)] out Condition? condition, [NotNullWhen(false)] out Problem? problem)
    {
        condition = null;
        var branches = new List<Condition>();
        var budget = limits.MaxTerms;
        foreach (var filter in filters)
        {
            if (!TryParseOne(filter, ref budget, limits, out var branch, out problem))
            {
                return false;
            }

            if (branch is not null)
            {
                branches.Add(branch);
            }
        }

        problem = null;
        condition = branches.Count switch { 0 => Condition.Everything, 1 => branches[0], _ => new Any(branches) };
        return true;
    }

    private static bool TryParseOne(string filter, ref int budget, QueryLimits limits, out Condition? branch, [NotNullWhen(false)] out Problem? problem)
    {
        branch = null;
        var order = new List<string>();
        var values = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var statement in filter.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = statement.IndexOf('=', StringComparison.Ordinal);
            var key = equals < 0 ? statement : statement[..equals].Trim();
            if (key.Length == 0)
            {
                problem = new Problem($"Invalid filter, '{statement}' is not a valid statement (expected a string on the form a=b or a= or a)");
                return false;
            }

            if (--budget < 0)
            {
                problem = new Problem($"Invalid filter, it has more than {limits.MaxTerms} statements");
                return false;
            }

            if (!values.TryGetValue(key, out var list))
            {
                values.Add(key, list = []);
                order.Add(key);
            }

            if (equals >= 0)
            {
                list.Add(statement[(equals + 1)..].Trim());
            }
        }

        problem = null;
        var terms = order.ConvertAll(key => values[key] is { Count: > 0 } wanted ? new HasValue(key, wanted) : (Condition)new Exists(key));
        branch = terms.Count switch { 0 => null, 1 => terms[0], _ => new All(terms) };
        return true;
    }
}
