using System.Text;
using Catalog.Http.Entities;
using Catalog.Index.Query;
using FsCheck;
using FsCheck.Fluent;

namespace Catalog.Http.Tests.Entities;

public sealed class QueryCursorTests
{
    private static readonly Guid Uid = Guid.Parse("6f0c6d0a-3b1e-4a57-9a3e-0c9a4b1f2d11");

    [Fact]
    public void Any_condition_comes_back_from_a_cursor_as_it_went_in() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(Conditions(4).ToArbitrary(), condition => Assert.Equal(Text(condition), Text(RoundTrip(condition).Where))));

    [Fact]
    public void Order_text_and_positions_come_back_from_a_cursor_as_they_went_in()
    {
        var cursor = Cursor(Condition.Everything) with
        {
            Order = [new OrderField("metadata.name", true)],
            Text = new TextFilter("abc", ["metadata.name", "spec.type"]),
            From = new PagePosition("x\u0001", Uid),
            First = new PagePosition("", Uid),
            Backwards = true,
            Total = 740_000,
        };
        Assert.True(QueryCursor.TryDecode(cursor.Encode(), QueryLimits.Default, out var back));
        Assert.Equal((cursor.From, cursor.First, cursor.Backwards, cursor.Total), (back.From, back.First, back.Backwards, back.Total));
        Assert.Equal(cursor.Order, back.Order);
        Assert.Equal((cursor.Text.Term, string.Join(',', cursor.Text.Fields)), (back.Text!.Term, string.Join(',', back.Text.Fields)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"query":{}}""")]
    [InlineData("""{"query":{},"orderFields":{},"orderFieldValues":[],"firstSortFieldValues":[],"isPrevious":false,"totalItems":0}""")]
    [InlineData("""{"query":{},"orderFields":[],"orderFieldValues":[],"firstSortFieldValues":[],"isPrevious":false,"totalItems":0}""")]
    [InlineData("""{"query":{},"orderFields":[],"orderFieldValues":["x"],"firstSortFieldValues":["x"],"isPrevious":false,"totalItems":0}""")]
    [InlineData("""{"query":{},"orderFields":[],"orderFieldValues":[1,2],"firstSortFieldValues":[1,2],"isPrevious":false,"totalItems":0}""")]
    [InlineData("""{"query":{"$nope":1},"orderFields":[],"orderFieldValues":["6f0c6d0a-3b1e-4a57-9a3e-0c9a4b1f2d11"],"firstSortFieldValues":["6f0c6d0a-3b1e-4a57-9a3e-0c9a4b1f2d11"],"isPrevious":false,"totalItems":0}""")]
    [InlineData("""{"query":{},"orderFields":[],"orderFieldValues":["6f0c6d0a-3b1e-4a57-9a3e-0c9a4b1f2d11"],"firstSortFieldValues":["6f0c6d0a-3b1e-4a57-9a3e-0c9a4b1f2d11"],"isPrevious":false,"totalItems":1e99}""")]
    [InlineData("""{"query":{},"orderFields":[{"field":null,"order":"asc"}],"orderFieldValues":["6f0c6d0a-3b1e-4a57-9a3e-0c9a4b1f2d11"],"firstSortFieldValues":["6f0c6d0a-3b1e-4a57-9a3e-0c9a4b1f2d11"],"isPrevious":false,"totalItems":1}""")]
    [InlineData("""{"query":{},"orderFields":[{"field":"kind","order":"asc"}],"orderFieldValues":["6f0c6d0a-3b1e-4a57-9a3e-0c9a4b1f2d11"],"firstSortFieldValues":["6f0c6d0a-3b1e-4a57-9a3e-0c9a4b1f2d11"],"isPrevious":false,"totalItems":1}""")]
    public void A_forged_cursor_is_refused(string json) =>
        Assert.False(QueryCursor.TryDecode(Convert.ToBase64String(Encoding.UTF8.GetBytes(json)), QueryLimits.Default, out _));

    private static QueryCursor RoundTrip(Condition condition)
    {
        Assert.True(QueryCursor.TryDecode(Cursor(condition).Encode(), QueryLimits.Default, out var back));
        return back;
    }

    private static QueryCursor Cursor(Condition where) => new()
    {
        Where = where,
        Order = [],
        From = new PagePosition(null, Uid),
        First = new PagePosition(null, Uid),
    };

    private static Gen<Condition> Conditions(int depth)
    {
        var text = Gen.Elements("kind", "metadata.name", "spec.x y", "ü", "a\"b", "", "0");
        var leaf = Gen.OneOf(
            text.Select(k => (Condition)new Exists(k)),
            text.SelectMany(k => text.ListOf(2).Select(v => (Condition)new HasValue(k, v))),
            text.SelectMany(k => text.Select(v => (Condition)new HasValue(k, [v]))),
            text.SelectMany(k => text.Select(v => (Condition)new HasPrefix(k, v))));
        if (depth == 0)
        {
            return leaf;
        }

        var lists = Conditions(depth - 1).ListOf(2);
        return Gen.OneOf(leaf, lists.Select(p => (Condition)new All(p)), lists.Select(p => (Condition)new Any(p)), Conditions(depth - 1).Select(p => (Condition)new Not(p)));
    }

    // Lists in records do not compare by content; their text does. An All or Any of one part may come back as the part itself.
    private static string Text(Condition condition) => condition switch
    {
        All all => $"all({string.Join(',', all.Parts.Select(Text))})",
        Any any => $"any({string.Join(',', any.Parts.Select(Text))})",
        Not not => $"not({Text(not.Part)})",
        HasValue has => $"{has.Key} in [{string.Join('|', has.Values)}]",
        _ => condition.ToString(),
    };
}
