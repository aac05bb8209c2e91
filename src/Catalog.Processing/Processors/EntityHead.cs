using Catalog.Model;
using Catalog.Processing.Shaping;

namespace Catalog.Processing.Processors;

/// <summary>The coarse check that every body passes before anything else: is it an entity, and which one.</summary>
internal static class EntityHead
{
    /// <summary>Reads the layout and the identity of a body.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static Problem? Check(EntityBody body, EntityLayout layout, EntityOrigin? origin, out EntityRef identity)
    {
        identity = default;
        if (layout.Read(body.Utf8.Span) is { } broken)
        {
            return At(origin, broken, null);
        }

        var missing = string.IsNullOrEmpty(layout.ApiVersion) ? "/apiVersion"
            : string.IsNullOrEmpty(layout.Kind) ? "/kind"
            : !layout.HasMetadata ? "/metadata"
            : string.IsNullOrEmpty(layout.Name) ? "/metadata/name"
            : null;
        if (missing is not null)
        {
            var what = missing == "/metadata" ? "an object" : "a text that is not empty";
            return At(origin, $"This is no entity: {missing} must be {what}", missing);
        }

        if (layout.HasNamespace && string.IsNullOrEmpty(layout.Namespace))
        {
            return At(origin, "This is no entity: /metadata/namespace must be a text that is not empty, or be left out", "/metadata/namespace");
        }

        if (layout.HasOddAnnotations)
        {
            return At(origin, "/metadata/annotations must be an object", "/metadata/annotations");
        }

        var space = layout.Namespace ?? EntityRef.DefaultNamespace;
        if (layout.Kind!.AsSpan().ContainsAny(':', '/') || space.AsSpan().ContainsAny(':', '/'))
        {
            return At(origin, $"This is no entity: kind '{layout.Kind}' and namespace '{space}' may not hold ':' or '/'", "/kind");
        }

        identity = EntityRef.Create(layout.Kind!, space, layout.Name!);
        return null;
    }

    private static Problem At(EntityOrigin? origin, string message, string? path) => new(message, path, origin?.Find(path));
}
