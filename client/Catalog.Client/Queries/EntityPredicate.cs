using System.Text.Encodings.Web;
using System.Text.Json;

namespace Catalog.Client.Queries;

/// <summary>
/// Which entities are wanted. Keys are paths such as <c>kind</c>, <c>spec.type</c>, <c>metadata.annotations.example.com/x</c>,
/// <c>relations.ownedBy</c>; keys and values compare without case. Immutable.
/// </summary>
/// <example><code>EntityPredicate.Is("kind", "component") &amp; !EntityPredicate.Exists("spec.system")</code></example>
public sealed class EntityPredicate
{
    private readonly string _json;

    private EntityPredicate(string json) => _json = json;

    /// <summary>The key has one of the values.</summary>
    public static EntityPredicate Is(string key, params IReadOnlyList<string> values) =>
        new(values is [var one] ? $"{{{Quote(key)}:{Quote(one)}}}" : $"{{{Quote(key)}:{{\"$in\":{QuoteAll(values)}}}}}");

    /// <summary>The key is there, or is not.</summary>
    public static EntityPredicate Exists(string key, bool exists = true) => new($"{{{Quote(key)}:{{\"$exists\":{(exists ? "true" : "false")}}}}}");

    /// <summary>The key has a value that starts so.</summary>
    public static EntityPredicate StartsWith(string key, string prefix) => new($"{{{Quote(key)}:{{\"$hasPrefix\":{Quote(prefix)}}}}}");

    /// <summary>The list under the key holds the value.</summary>
    public static EntityPredicate Contains(string key, string value) => new($"{{{Quote(key)}:{{\"$contains\":{Quote(value)}}}}}");

    /// <summary>There is a relation of the type, to one of the targets if any are named.</summary>
    public static EntityPredicate HasRelation(string type, params IReadOnlyList<string> targetRefs) =>
        new($"{{\"relations\":{{\"$contains\":{{\"type\":{Quote(type)}{(targetRefs.Count == 0 ? "" : $",\"targetRef\":{{\"$in\":{QuoteAll(targetRefs)}}}")}}}}}}}");

    /// <summary>All hold; true when there are none.</summary>
    public static EntityPredicate All(params IReadOnlyList<EntityPredicate> predicates) => new($"{{\"$all\":[{string.Join(',', predicates)}]}}");

    /// <summary>One holds; false when there are none.</summary>
    public static EntityPredicate Any(params IReadOnlyList<EntityPredicate> predicates) => new($"{{\"$any\":[{string.Join(',', predicates)}]}}");

    /// <summary>It does not hold.</summary>
    public static EntityPredicate Not(EntityPredicate predicate) => new($"{{\"$not\":{predicate}}}");

    /// <summary>
    /// Reads Backstage's filters: in each, <c>key=value</c> or <c>key</c> alone, joined by commas, of which all must hold, and the same key twice
    /// is either value; one of the filters must hold. Null when they say nothing.
    /// </summary>
    /// <exception cref="FormatException">A statement has no key.</exception>
    public static EntityPredicate? FromFilters(IEnumerable<string> filters)
    {
        var sets = filters.Select(FromFilter).OfType<EntityPredicate>().ToList();
        return sets.Count switch { 0 => null, 1 => sets[0], _ => Any(sets) };
    }

    /// <inheritdoc cref="All"/>
    public static EntityPredicate operator &(EntityPredicate left, EntityPredicate right) => All(left, right);

    /// <inheritdoc cref="Any"/>
    public static EntityPredicate operator |(EntityPredicate left, EntityPredicate right) => Any(left, right);

    /// <inheritdoc cref="Not"/>
    public static EntityPredicate operator !(EntityPredicate predicate) => Not(predicate);

    /// <summary>The other name of <c>&amp;</c>.</summary>
    public static EntityPredicate BitwiseAnd(EntityPredicate left, EntityPredicate right) => left & right;

    /// <summary>The other name of <c>|</c>.</summary>
    public static EntityPredicate BitwiseOr(EntityPredicate left, EntityPredicate right) => left | right;

    /// <summary>The other name of <c>!</c>.</summary>
    public static EntityPredicate LogicalNot(EntityPredicate predicate) => !predicate;

    /// <summary>The predicate as the catalog reads it, JSON.</summary>
    public override string ToString() => _json;

    private static EntityPredicate? FromFilter(string filter)
    {
        var byKey = new Dictionary<string, List<string?>>(StringComparer.OrdinalIgnoreCase);
        foreach (var statement in filter.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = statement.IndexOf('=');
            var key = (equals < 0 ? statement : statement[..equals]).Trim();
            if (key.Length == 0)
            {
                throw new FormatException($"'{statement}' has no key: write key=value, or key alone");
            }

            byKey.TryAdd(key, []);
            byKey[key].Add(equals < 0 ? null : statement[(equals + 1)..].Trim());
        }

        var all = byKey.Select(k => k.Value.Contains(null) ? Exists(k.Key) : Is(k.Key, [.. k.Value.OfType<string>()])).ToList();
        return all.Count switch { 0 => null, 1 => all[0], _ => All(all) };
    }

    private static string QuoteAll(IEnumerable<string> values) => $"[{string.Join(',', values.Select(Quote))}]";

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
