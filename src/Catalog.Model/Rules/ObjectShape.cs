using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Catalog.Model.Rules;

/// <summary>An object whose named properties have shapes; some are required, others than these are free.</summary>
internal sealed class ObjectShape(params ObjectShape.Property[] properties) : Shape
{
    /// <summary>The shape of the properties that are not named; null leaves them free.</summary>
    public Shape? Others { get; init; }

    public override void Check(JsonElement value, Findings findings)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            WrongType("object", findings);
            return;
        }

        var (from, seen) = (findings.Count, 0UL);
        foreach (var member in value.EnumerateObject())
        {
            var index = IndexOf(JsonMarshal.GetRawUtf8PropertyName(member));
            var shape = index < 0 ? Others : properties[index].Shape;
            seen |= index < 0 ? 0 : 1UL << index;
            var before = findings.Count;
            shape?.Check(member.Value, findings);
            if (findings.Count > before)
            {
                findings.Under(before, member.Name);
            }
        }

        ReportMissing(from, seen, findings);
    }

    private int IndexOf(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < properties.Length; i++)
        {
            if (name.SequenceEqual(properties[i].Utf8Name))
            {
                return i;
            }
        }

        return -1;
    }

    private void ReportMissing(int from, ulong seen, Findings findings)
    {
        for (var i = 0; i < properties.Length; i++)
        {
            if (properties[i].Required && (seen & (1UL << i)) == 0)
            {
                findings.SchemaFirst(from++, $"must have required property '{properties[i].Name}' - missingProperty: {properties[i].Name}");
            }
        }
    }

    /// <summary>One named property; an object shape has at most 64.</summary>
    public sealed record Property(string Name, Shape Shape, bool Required = false)
    {
        public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(Name);
    }
}
