using Catalog.Index.Memory;

namespace Catalog.Index.Entities;

/// <summary>A processed body with what putting it together needs: where it is changed, and its hashes. Immutable.</summary>
internal sealed class StoredBody
{
    /// <summary>Reads a body once.</summary>
    public StoredBody(ReadOnlyMemory<byte> utf8)
    {
        Utf8 = utf8;
        Shape = BodyShape.Read(utf8.Span);
        FirstHash = FastHash.Of(utf8.Span, 1);
        SecondHash = FastHash.Of(utf8.Span, 2);
    }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>The places.</summary>
    public BodyShape Shape { get; }

    /// <summary>A hash of the bytes.</summary>
    public ulong FirstHash { get; }

    /// <summary>Another hash of the bytes.</summary>
    public ulong SecondHash { get; }
}
