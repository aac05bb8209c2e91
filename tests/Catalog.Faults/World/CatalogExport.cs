using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Catalog.Faults.World;

/// <summary>
/// A whole catalog as text that two servers can be compared by: each entity with all its fields and bytes, but for <c>uid</c> and <c>etag</c>,
/// which are chosen by chance or follow from it.
/// </summary>
public sealed partial class CatalogExport
{
    private CatalogExport(SortedDictionary<string, string> entities) => Entities = entities;

    /// <summary>The entities by their reference.</summary>
    public IReadOnlyDictionary<string, string> Entities { get; }

    /// <summary>Reads the answer of <c>GET /entities</c>.</summary>
    /// <exception cref="UnwantedAnswerException">An entity is in it twice.</exception>
    public static CatalogExport Of(string json, bool withRelations = true)
    {
        var entities = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var entity in JsonElement.Parse(json).EnumerateArray())
        {
            var metadata = entity.GetProperty("metadata");
            var reference = $"{entity.GetProperty("kind").GetString()}:{metadata.GetProperty("namespace").GetString()}/{metadata.GetProperty("name").GetString()}".ToLowerInvariant();
            if (!entities.TryAdd(reference, Text(entity, withRelations)))
            {
                throw new UnwantedAnswerException($"{reference} is there twice");
            }
        }

        return new CatalogExport(entities);
    }

    /// <summary>Only what belongs to a lane: no other lane changes it but for relations.</summary>
    public CatalogExport OfLane(string lane) =>
        new(new(Entities.Where(e => Lane().Match(e.Value).Groups[1].Value == lane).ToDictionary(), StringComparer.Ordinal));

    /// <summary>The first difference in words; null when there is none.</summary>
    public string? DifferenceFrom(CatalogExport expected)
    {
        foreach (var reference in expected.Entities.Keys.Union(Entities.Keys).Order(StringComparer.Ordinal))
        {
            var (wanted, found) = (expected.Entities.GetValueOrDefault(reference), Entities.GetValueOrDefault(reference));
            if (wanted != found)
            {
                return $"{reference}\n  expected {wanted ?? "nothing"}\n  found    {found ?? "nothing"}";
            }
        }

        return null;
    }

    private static string Text(JsonElement entity, bool withRelations)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            foreach (var property in entity.EnumerateObject())
            {
                if (property.NameEquals("metadata"))
                {
                    WriteMetadata(json, property.Value);
                }
                else if (withRelations || !property.NameEquals("relations"))
                {
                    Write(json, property);
                }
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static void WriteMetadata(Utf8JsonWriter json, JsonElement metadata)
    {
        json.WriteStartObject("metadata");
        foreach (var property in metadata.EnumerateObject())
        {
            if (!property.NameEquals("uid") && !property.NameEquals("etag"))
            {
                Write(json, property);
            }
        }

        json.WriteEndObject();
    }

    /// <summary>The raw bytes of a value, so that a number or a string that is spelled otherwise is a difference.</summary>
    private static void Write(Utf8JsonWriter json, JsonProperty property)
    {
        json.WritePropertyName(property.Name);
        json.WriteRawValue(property.Value.GetRawText());
    }

    [GeneratedRegex("managed-by-origin-location\":\"[^\"]*(lane-[a-z])")]
    private static partial Regex Lane();
}
