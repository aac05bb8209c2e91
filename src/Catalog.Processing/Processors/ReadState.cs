using System.Text.Json;
using System.Text.Json.Serialization;

namespace Catalog.Processing.Processors;

/// <summary>What a reader keeps of a location between runs, so that an unchanged source need not be sent again.</summary>
/// <param name="Input">What the children depended on beside the source: body of the Location, rules, versions.</param>
/// <param name="ETag">The source's validator.</param>
/// <param name="Files">The files and whom they emitted.</param>
internal sealed record ReadState(string Input, string ETag, IReadOnlyList<ReadFile> Files)
{
    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, ReadStateJson.Default.ReadState);

    /// <summary>Null when there is none, or none that this version wrote.</summary>
    public static ReadState? Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return utf8.IsEmpty ? null : JsonSerializer.Deserialize(utf8, ReadStateJson.Default.ReadState);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A file and the refs that it emitted, in order.</summary>
internal sealed record ReadFile(string Target, IReadOnlyList<string> Refs);

[JsonSerializable(typeof(ReadState))]
internal sealed partial class ReadStateJson : JsonSerializerContext;
