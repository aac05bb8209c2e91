using System.Buffers;

namespace Catalog.Storage;

/// <summary>A processed body, and which record it is of.</summary>
/// <param name="Sequence">The sequence of the record: greater than the one asked for when that was replaced; 0 where the entity is gone.</param>
/// <param name="Utf8">The body as UTF-8 JSON; empty where the entity is gone, or was never processed well.</param>
public readonly record struct ProcessedBody(long Sequence, ReadOnlyMemory<byte> Utf8)
{
    private const int MaxLent = 32 * 1024;

    private byte[]? Lent { get; init; }

    /// <summary>A body for whoever asked for it alone, copied into memory that <see cref="Release"/> gives back.</summary>
    /// <param name="sequence">The sequence of the record.</param>
    /// <param name="utf8">Is copied.</param>
    public static ProcessedBody Copy(long sequence, ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > MaxLent)
        {
            return new ProcessedBody(sequence, utf8.ToArray());
        }

        var buffer = ArrayPool<byte>.Shared.Rent(utf8.Length);
        utf8.CopyTo(buffer);
        return new ProcessedBody(sequence, buffer.AsMemory(0, utf8.Length)) { Lent = buffer };
    }

    /// <summary>Says, once, that nobody reads the body any more, so that its memory serves for another. Nobody has to say so.</summary>
    public void Release()
    {
        if (Lent is not null)
        {
            ArrayPool<byte>.Shared.Return(Lent);
        }
    }
}
