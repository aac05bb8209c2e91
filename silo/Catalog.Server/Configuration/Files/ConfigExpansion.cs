using System.Security;
using Catalog.Model;

namespace Catalog.Server.Configuration.Files;

/// <summary>
/// Replaces what a configuration file only points to: <c>${NAME}</c> in texts, and objects with the single key <c>$env</c>, <c>$file</c> or
/// <c>$include</c>. Paths are relative to the file they are written in. A value that comes to nothing is left out.
/// </summary>
internal sealed class ConfigExpansion(ConfigEnvironment environment, ICollection<Problem> problems)
{
    private const int MaxIncludes = 32;

    /// <summary>The value with everything replaced; null when it comes to nothing.</summary>
    /// <param name="node">The value.</param>
    /// <param name="key">Its key from the root, for problems.</param>
    /// <param name="folder">What relative paths start from.</param>
    public ConfigNode? Expand(ConfigNode node, string key, string folder) => Expand(node, key, folder, 0);

    private ConfigNode? Expand(ConfigNode node, string key, string folder, int includes)
    {
        switch (node)
        {
            case ConfigScalar { Value: string text } scalar:
                return environment.Substitute(text) is { } substituted ? scalar with { Value = substituted } : null;
            case ConfigMap map when map.Members.Keys.FirstOrDefault(k => k is "$env" or "$file" or "$include") is { } directive:
                return Follow(map, directive, key, folder, includes);
            case ConfigMap map:
                var members = new OrderedDictionary<string, ConfigNode>();
                foreach (var (name, value) in map.Members)
                {
                    if (Expand(value, key.Length == 0 ? name : $"{key}.{name}", folder, includes) is { } expanded)
                    {
                        members.Add(name, expanded);
                    }
                }

                return map with { Members = members };
            case ConfigList list:
                return list with { Items = [.. list.Items.Select((item, i) => Expand(item, $"{key}[{i}]", folder, includes)).OfType<ConfigNode>()] };
            default:
                return node;
        }
    }

    private ConfigNode? Follow(ConfigMap map, string directive, string key, string folder, int includes)
    {
        if (map.Members.Count != 1)
        {
            return Fail($"{key}: {directive} must be the only key of its object", map);
        }

        if (map.Members[directive] is not ConfigScalar { Value: string written } || environment.Substitute(written) is not { } value)
        {
            return Fail($"{key}: {directive} needs a text, and every variable in it must be set", map);
        }

        switch (directive)
        {
            case "$env":
                return environment.Find(value) is { } found ? new ConfigScalar(found, map.At) : null;
            case "$file":
                return ReadText(Path.Combine(folder, value), key, map) is { } text ? new ConfigScalar(text.TrimEnd(), map.At) : null;
            default:
                return includes < MaxIncludes ? Include(value, key, folder, map, includes) : Fail($"{key}: $include leads round in a circle", map);
        }
    }

    private ConfigNode? Include(string value, string key, string folder, ConfigMap map, int includes)
    {
        var hash = value.IndexOf('#', StringComparison.Ordinal);
        var path = Path.GetFullPath(Path.Combine(folder, hash < 0 ? value : value[..hash]));
        if (Path.GetExtension(path) is not (".json" or ".yaml" or ".yml"))
        {
            return Fail($"{key}: $include reads .yaml, .yml and .json files, not '{value}'", map);
        }

        if (ReadText(path, key, map) is not { } text || ConfigYaml.Parse(text, path, problems) is not { } included)
        {
            return null;
        }

        ConfigNode? node = included;
        foreach (var part in hash < 0 ? [] : value[(hash + 1)..].Split('.'))
        {
            if (node is not ConfigMap inner)
            {
                return Fail($"{key}: there is nothing at '{value[(hash + 1)..]}' in {path}", map);
            }

            node = inner.Find(part);
        }

        return node is null ? null : Expand(node, key, Path.GetDirectoryName(path)!, includes + 1);
    }

    private string? ReadText(string path, string key, ConfigMap map)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SecurityException)
        {
            Fail($"{key}: cannot read {path}: {e.Message}", map);
            return null;
        }
    }

    private ConfigNode? Fail(string message, ConfigNode node)
    {
        problems.Add(new Problem(message, null, node.At));
        return null;
    }
}
