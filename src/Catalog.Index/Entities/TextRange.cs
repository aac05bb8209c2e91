namespace Catalog.Index.Entities;

/// <summary>A part of a text; empty when it is not there.</summary>
internal readonly record struct TextRange(int Start, int End)
{
    /// <summary>Its length.</summary>
    public int Length => End - Start;

    /// <summary>The part.</summary>
    public ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> text) => text[Start..End];
}
