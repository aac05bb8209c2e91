using System.Text;
using Catalog.Index.Query;
using Catalog.Index.Rows;

namespace Catalog.Index.Tests;

public sealed class LikePatternTests
{
    [Theory]
    [InlineData("order", "my-order-1", true)]
    [InlineData("order", "my-orde", false)]
    [InlineData("o%r", "o--r", true)]
    [InlineData("o%r", "r--o", false)]
    [InlineData("o_r", "o-r", true)]
    [InlineData("o_r", "or", false)]
    [InlineData("_", "", false)]
    [InlineData("_", "日", true)]
    [InlineData("日_語", "日本語", true)]
    [InlineData("%", "", true)]
    [InlineData("a\\%b", "a%b", true)]
    [InlineData("a\\%b", "axb", false)]
    [InlineData("aab", "aaab", true)]
    [InlineData("a_b", "aaxb", true)]
    public void A_term_is_found_as_SQL_LIKE_finds_it(string term, string value, bool expected) =>
        Assert.Equal(expected, new LikePattern(term).Matches(Encoding.UTF8.GetBytes(value)));

    [Theory]
    [InlineData("5", "5")]
    [InlineData("5.0", "5")]
    [InlineData("-0", "0")]
    [InlineData("1e21", "1e+21")]
    [InlineData("1e20", "100000000000000000000")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("0.0000001", "1e-7")]
    [InlineData("1.50", "1.5")]
    [InlineData("-12.25e-2", "-0.1225")]
    [InlineData("12345678901234567890", "12345678901234567000")]
    [InlineData("1e400", "Infinity")]
    [InlineData("1.7976931348623157e308", "1.7976931348623157e+308")]
    public void A_number_is_written_as_ECMAScript_writes_it(string json, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(JsNumber.Canonical(Encoding.UTF8.GetBytes(json))));
}
