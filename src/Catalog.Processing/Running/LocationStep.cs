using System.Text.Json;
using Catalog.Model;
using Catalog.Processing.Processors;

namespace Catalog.Processing.Running;

/// <summary>Reads the targets of a Location entity: makes them absolute, checks their type, hands each to the first processor that takes it.</summary>
internal sealed class LocationStep(PipelinePlan plan, HookRunner hooks, ProcessingOptions options, ProcessorContext context)
{
    /// <summary>Reads all targets. False when a processor failed so that the run is over; what is wrong with a target is an error only.</summary>
    public async ValueTask<bool> RunAsync(EntityBody entity, CancellationToken cancellationToken)
    {
        var spec = entity.Spec;
        var type = Text(spec, "type") is { Length: > 0 } own ? own : context.Location.Type;
        if (type != context.Location.Type && !options.AllowedLocationTypes.Contains(type))
        {
            var allowed = string.Join(',', options.AllowedLocationTypes.Select(t => $"\"{t}\""));
            context.Error(new Problem($"Registered locations must be of an allowed type [{allowed}], not '{type}'", "/spec/type"));
            return true;
        }

        var optional = Text(spec, "presence") == "optional";
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (written, path) in Targets(spec))
        {
            if (type == "file" && written.EndsWith(Path.DirectorySeparatorChar))
            {
                context.Error(new Problem($"A {type} location cannot have the target {written}, which ends with a path separator: it must be a file", path));
                continue;
            }

            var location = new LocationRef(type, Absolute(type, written));
            if (keys.Add(location.ToString()) && !await ReadAsync(location, optional, path, cancellationToken))
            {
                return false;
            }
        }

        foreach (var reader in plan.Read.Where(r => r is LocationReaderProcessor))
        {
            context.Cache.For(reader.Name).KeepOnly(keys);
        }

        return true;
    }

    private async ValueTask<bool> ReadAsync(LocationRef location, bool optional, string path, CancellationToken cancellationToken)
    {
        foreach (var processor in plan.Read)
        {
            var (ok, read) = await hooks.RunAsync(
                processor, $"reading {location}", (location, optional), static (p, s, c, t) => p.ReadLocationAsync(s.location, s.optional, c, t), context, cancellationToken);
            if (!ok)
            {
                return false;
            }

            if (read)
            {
                return true;
            }
        }

        context.Error(new Problem($"No processor was able to handle reading of {location}", path));
        return true;
    }

    private string Absolute(string type, string written)
    {
        if (type != context.Location.Type)
        {
            return written;
        }

        return type switch
        {
            "file" => Path.GetFullPath(written, Path.GetDirectoryName(Path.GetFullPath(context.Location.Target)) ?? "/"),
            "url" => options.Integrations.Resolve(written, context.Location.Target) ?? written,
            _ => written,
        };
    }

    private static IEnumerable<(string Written, string Path)> Targets(JsonElement? spec)
    {
        if (Text(spec, "target") is { Length: > 0 } target)
        {
            yield return (target, "/spec/target");
        }

        if (spec is { } s && s.TryGetProperty("targets", out var targets) && targets.ValueKind == JsonValueKind.Array)
        {
            var i = 0;
            foreach (var item in targets.EnumerateArray())
            {
                if (item.ValueKind == JsonValueKind.String)
                {
                    yield return (item.GetString()!, $"/spec/targets/{i}");
                }

                i++;
            }
        }
    }

    private static string? Text(JsonElement? spec, string name) =>
        spec is { } s && s.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
