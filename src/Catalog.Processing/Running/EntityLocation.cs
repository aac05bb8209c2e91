using Catalog.Model;
using Catalog.Processing.Shaping;

namespace Catalog.Processing.Running;

/// <summary>Reads the two annotations that say where an entity comes from.</summary>
internal static class EntityLocation
{
    /// <summary>Reads one of them.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static Problem? Read(EntityRef entity, string annotation, string? text, out LocationRef location)
    {
        location = null!;
        var path = "/metadata/annotations/" + annotation.Replace("/", "~1", StringComparison.Ordinal);
        if (string.IsNullOrEmpty(text))
        {
            return new Problem($"Entity '{entity}' does not have the annotation {annotation}", path);
        }

        if (!LocationRef.TryParse(text, out var parsed) || parsed.Type.Length == 0 || parsed.Target.Length == 0)
        {
            return new Problem($"Unable to parse location ref '{text}', expected '<type>:<target>', e.g. 'url:https://host/path'", path);
        }

        if (parsed.Type is "http" or "https")
        {
            return new Problem($"Invalid location ref '{text}', please prefix it with 'url:', e.g. 'url:{text}'", path);
        }

        if (ScriptUrl.Is(parsed.Target))
        {
            return new Problem($"Invalid location ref '{text}', target is a javascript: URL", path);
        }

        location = parsed;
        return null;
    }
}
