using Catalog.Index.Memory;

namespace Catalog.Index.Tests;

/// <summary>Hashes of bytes.</summary>
public sealed class FastHashTests
{
    [Fact]
    public void Both_gives_what_Of_gives_for_each_seed()
    {
        var bytes = new byte[100];
        new Random(3).NextBytes(bytes);
        for (var length = 0; length <= bytes.Length; length++)
        {
            var text = bytes.AsSpan(0, length);
            Assert.Equal((FastHash.Of(text, 1), FastHash.Of(text, ulong.MaxValue)), FastHash.Both(text, 1, ulong.MaxValue));
        }
    }
}
