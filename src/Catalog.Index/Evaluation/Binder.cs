using System.Text;
using Catalog.Index.Query;
using Catalog.Index.Rows;

namespace Catalog.Index.Evaluation;

/// <summary>Binds conditions to a state.</summary>
internal sealed class Binder(Readable source)
{
    /// <summary>Binds a condition.</summary>
    public Term Bind(Condition condition) => condition switch
    {
        All { Parts.Count: 0 } => new EverythingTerm(source.State),
        All { Parts: [var only] } => Bind(only),
        All all => new AllTerm(source.State, [.. all.Parts.Select(Bind)]),
        Any { Parts: [var only] } => Bind(only),
        Any any => new AnyTerm(source.State, [.. any.Parts.Select(Bind)]),
        Not not => new NotTerm(source.State, Bind(not.Part)),
        Exists { Key: WellKnown.Uid } => new EverythingTerm(source.State),
        Exists exists => new ExistsTerm(source.State, exists.Key),
        HasValue { Key: WellKnown.Uid } has => new UidTerm(source.State, has.Values),
        HasValue has => new ValueTerm(source.State, has.Key, has.Values),
        HasPrefix { Key: WellKnown.Uid } prefix => new UidPatternTerm(source.State, uid => uid.StartsWith(Encoding.UTF8.GetBytes(prefix.Prefix)), $"starting with {prefix.Prefix}"),
        HasPrefix prefix => new PrefixTerm(source, prefix.Key, prefix.Prefix),
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, "An unknown kind of condition."),
    };

    /// <summary>Binds a condition together with a text filter.</summary>
    public Term Bind(Condition condition, TextFilter? text)
    {
        if (text is null || text.Term.Length == 0)
        {
            return Bind(condition);
        }

        var pattern = new LikePattern(text.Term);
        Term[] fields = [.. text.Fields.Distinct().Select(field => Bind(field, pattern, text.Term))];
        var any = fields.Length == 1 ? fields[0] : new AnyTerm(source.State, fields);
        return condition is All { Parts.Count: 0 } ? any : new AllTerm(source.State, [Bind(condition), any]);
    }

    private Term Bind(string field, LikePattern pattern, string term) => field == WellKnown.Uid
        ? new UidPatternTerm(source.State, pattern.Matches, $"containing {term}")
        : new TextTerm(source, field, pattern, term);
}
