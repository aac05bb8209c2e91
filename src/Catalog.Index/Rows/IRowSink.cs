namespace Catalog.Index.Rows;

/// <summary>Receives the searchable rows of one entity. The spans are valid during the call only.</summary>
internal interface IRowSink
{
    /// <summary>A row.</summary>
    /// <param name="rawKey">The key in its own spelling; two keys that differ only in case make the entity invisible.</param>
    /// <param name="key">The key in lower case.</param>
    /// <param name="original">The value in its own spelling; empty for null.</param>
    /// <param name="value">The value in lower case.</param>
    /// <param name="isNull">Whether the value is null, or too long to be searchable.</param>
    void Row(ReadOnlySpan<byte> rawKey, ReadOnlySpan<byte> key, ReadOnlySpan<byte> original, ReadOnlySpan<byte> value, bool isNull);

    /// <summary>A key too long to give a row; it counts only when keys are compared for clashes.</summary>
    void LongKey(ReadOnlySpan<byte> rawKey, ReadOnlySpan<byte> key);
}
