using System.Buffers;
using Catalog.Model;
using Catalog.Processing.Shaping;

namespace Catalog.Processing;

/// <summary>A child that a processor emitted.</summary>
/// <param name="Ref">Its identity.</param>
/// <param name="Body">Its body; null when it is the same as what the last run emitted for this ref (a source that was not modified).</param>
/// <param name="LocationKey">Who may replace it; null for the parent's location.</param>
/// <param name="Origin">Where it stands in its file; null when it was made by code.</param>
public sealed record EmittedEntity(EntityRef Ref, EntityBody? Body, string? LocationKey = null, EntityOrigin? Origin = null)
{
    /// <summary>Whether the body says already where it comes from.</summary>
    internal bool IsLocated { get; init; }

    /// <summary>The Location entity <c>generated-&lt;hash&gt;</c> for a place, with both managed-by annotations.</summary>
    public static EmittedEntity ForLocation(LocationRef target, bool optional, LocationRef location, LocationRef origin)
    {
        var output = new ArrayBufferWriter<byte>(512);
        output.Write("{\"apiVersion\":\"backstage.io/v1alpha1\",\"kind\":\"Location\",\"metadata\":{\"name\":"u8);
        JsonBytes.WriteText(output, target.GeneratedName);
        output.Write(",\"annotations\":{\"backstage.io/managed-by-location\":"u8);
        JsonBytes.WriteText(output, location.ToString());
        output.Write(",\"backstage.io/managed-by-origin-location\":"u8);
        JsonBytes.WriteText(output, origin.ToString());
        output.Write("}},\"spec\":{\"type\":"u8);
        JsonBytes.WriteText(output, target.Type);
        output.Write(",\"target\":"u8);
        JsonBytes.WriteText(output, target.Target);
        output.Write(optional ? ",\"presence\":\"optional\"}}"u8 : "}}"u8);
        return new EmittedEntity(
            EntityRef.Create("location", EntityRef.DefaultNamespace, target.GeneratedName),
            new EntityBody(output.WrittenSpan.ToArray()),
            location.ToString())
        { IsLocated = true };
    }
}
