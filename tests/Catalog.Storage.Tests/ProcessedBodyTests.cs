namespace Catalog.Storage.Tests;

/// <summary>Bodies that are copied for who asked for them.</summary>
public sealed class ProcessedBodyTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(32 * 1024)]
    [InlineData((32 * 1024) + 1)]
    public void Copy_IsAsLongAsTheTextAndItsOwn(int length)
    {
        var text = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();
        var before = text.ToArray();

        var body = ProcessedBody.Copy(7, text);
        Array.Clear(text);

        Assert.Equal(7, body.Sequence);
        Assert.Equal(before, body.Utf8.ToArray());
        body.Release();
    }
}
