using System.Text;
using static Catalog.Storage.Tests.Kit.SampleRecords;

namespace Catalog.Storage.Tests.Kit;

public abstract partial class CatalogStoreTests
{
    [Fact]
    public async Task Items_AreWrittenReplacedAndDeleted()
    {
        await PutAsync(("s", "a", "1"), ("s", "b", "2"), ("other", "a", "3"));
        await PutAsync(("s", "a", "4"), ("s", "b", null), ("s", "never", null));
        Assert.Equal(["a=4"], await ItemsAsync("s"));
        Assert.Equal(["a=3"], await ItemsAsync("other"));
        Assert.Equal("4", Encoding.UTF8.GetString((await Store.GetItemAsync("s", "a", Token))!.Value.Span));
        Assert.Null(await Store.GetItemAsync("s", "b", Token));
        Assert.Equal(0, await Store.GetLastSequenceAsync(Token));
    }

    [Fact]
    public async Task Items_ComeInOrdinalOrderOfTheirKeys()
    {
        string[] keys = ["b", "a", "B", "ab", "", "ä", "\uFFFD", "\U0001F600", "a/b", "a b"];
        await PutAsync([.. keys.Select(k => ("s", k, (string?)"1"))]);
        Assert.Equal(keys.Order(StringComparer.Ordinal), (await Store.GetItemsAsync("s", Token)).Select(i => i.Key));
    }

    [Fact]
    public async Task Item_MayBeEmpty()
    {
        await PutAsync(("s", "a", ""));
        Assert.True((await Store.GetItemAsync("s", "a", Token))!.Value.IsEmpty);
    }

    private async Task PutAsync(params (string Scope, string Key, string? Value)[] items) => await Store.CommitAsync(
        new CommitBatch { Items = [.. items.Select(i => new ItemChange(i.Scope, i.Key, i.Value is null ? (ReadOnlyMemory<byte>?)null : Utf8(i.Value)))] },
        Token);

    private async Task<IEnumerable<string>> ItemsAsync(string scope) =>
        (await Store.GetItemsAsync(scope, Token)).Select(i => $"{i.Key}={Encoding.UTF8.GetString(i.Value.Span)}");
}
