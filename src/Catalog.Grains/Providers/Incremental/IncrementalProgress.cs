using System.Text.Json;
using System.Text.Json.Serialization;

namespace Catalog.Grains.Providers.Incremental;

/// <summary>Where an incremental provider is in its cycle, as it is kept in the store.</summary>
/// <param name="Cursor">Where the next page begins.</param>
/// <param name="Pages">Pages taken in this cycle.</param>
/// <param name="Complete">Whether the last page was taken, so that what is missing can be removed.</param>
/// <param name="NextRun">When it goes on.</param>
/// <param name="Refusal">Why the last cycle's removals were refused.</param>
internal sealed record IncrementalProgress(JsonElement? Cursor, int Pages, bool Complete, DateTimeOffset? NextRun, string? Refusal)
{
    /// <summary>The beginning of a cycle.</summary>
    public static IncrementalProgress Fresh { get; } = new(null, 0, false, null, null);

    /// <summary>Whether no page of the cycle was taken yet.</summary>
    [JsonIgnore]
    public bool IsFresh => Pages == 0;
}

[JsonSerializable(typeof(IncrementalProgress))]
[JsonSerializable(typeof(string[]))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class IncrementalJson : JsonSerializerContext;
