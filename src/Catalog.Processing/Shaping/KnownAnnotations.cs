namespace Catalog.Processing.Shaping;

/// <summary>The annotations that processing reads or writes, as bytes.</summary>
internal static class KnownAnnotations
{
    public static ReadOnlySpan<byte> Location => "backstage.io/managed-by-location"u8;

    public static ReadOnlySpan<byte> Origin => "backstage.io/managed-by-origin-location"u8;

    public static ReadOnlySpan<byte> ViewUrl => "backstage.io/view-url"u8;

    public static ReadOnlySpan<byte> EditUrl => "backstage.io/edit-url"u8;

    public static ReadOnlySpan<byte> SourceLocation => "backstage.io/source-location"u8;
}
