namespace Catalog.Index.Entities;

/// <summary>A final entity in the cache. Its bytes stay as they are until it is released, once.</summary>
internal readonly struct KeptEntity(CacheBlock block, int start, int length)
{
    /// <summary>Whether it is none.</summary>
    public bool IsNothing => block is null;

    /// <summary>The entity.</summary>
    public ReadOnlySpan<byte> Utf8 => block.Text(start, length);

    /// <summary>Says that its bytes are not read any more.</summary>
    public void Release() => block?.Release();
}
