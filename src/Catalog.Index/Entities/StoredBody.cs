using Catalog.Index.Memory;
using Catalog.Storage;

namespace Catalog.Index.Entities;

/// <summary>A processed body with what putting it together needs: where it is changed, and its hashes. Immutable.</summary>
internal sealed class StoredBody
{
    private readonly ProcessedBody _body;

    /// <summary>Reads a body once.</summary>
    public StoredBody(ProcessedBody body)
    {
        _body = body;
        Shape = BodyShape.Read(Utf8.Span);
        Hashes = FastHash.Both(Utf8.Span, 1, 2);
    }

    /// <summary>The sequence of the record that it is of.</summary>
    public long Sequence => _body.Sequence;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Utf8 => _body.Utf8;

    /// <summary>The places.</summary>
    public BodyShape Shape { get; }

    /// <summary>Two hashes of the bytes.</summary>
    public (ulong First, ulong Second) Hashes { get; }

    /// <summary>Says that its bytes are not read any more.</summary>
    public void Release() => _body.Release();
}
