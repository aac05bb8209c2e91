using System.Text.Json;
using System.Text.RegularExpressions;
using Catalog.Model;

namespace Catalog.Server.Configuration.Files;

/// <summary>What configuration takes from the environment: <c>${NAME}</c> in texts, and whole values from <c>APP_CONFIG_a_b</c>.</summary>
/// <param name="variables">The environment; a variable that is not set gives null.</param>
internal sealed partial class ConfigEnvironment(IReadOnlyDictionary<string, string> variables)
{
    private const string Prefix = "APP_CONFIG_";

    /// <summary>A variable's value, trimmed; null when it is not set.</summary>
    public string? Find(string name) => variables.TryGetValue(name, out var value) ? value.Trim() : null;

    /// <summary>
    /// Puts variables into a text: <c>${A}</c>, <c>${A:-fallback}</c> where A is unset or empty, <c>$${A}</c> for a literal <c>${A}</c>.
    /// Null when a variable without fallback is not set: the value then counts as not written.
    /// </summary>
    public string? Substitute(string text)
    {
        var missing = false;
        var result = Placeholder().Replace(text, match =>
        {
            if (match.Value.StartsWith("$$", StringComparison.Ordinal))
            {
                return match.Value[1..];
            }

            var inner = match.Value[2..^1];
            var separator = inner.IndexOf(":-", StringComparison.Ordinal);
            var value = separator < 0 ? Find(inner.Trim()) : Find(inner[..separator].Trim());
            if (separator >= 0 && string.IsNullOrEmpty(value))
            {
                value = inner[(separator + 2)..].Trim() is { Length: > 0 } fallback ? fallback : null;
            }

            missing |= value is null;
            return value ?? "";
        });
        return missing ? null : result;
    }

    /// <summary>The values that variables such as <c>APP_CONFIG_backend_listen_port</c> set, as one object; they win over all files.</summary>
    public ConfigMap Overrides(ICollection<Problem> problems)
    {
        var root = new ConfigMap([], At("environment"));
        foreach (var (name, value) in variables.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal) || value.Length == 0)
            {
                continue;
            }

            var keys = name[Prefix.Length..].Split('_');
            if (keys.Any(key => !KeyPart().IsMatch(key)))
            {
                problems.Add(new Problem($"{name} does not name a configuration key", null, At(name)));
                continue;
            }

            ConfigNode node = Typed(value, name);
            foreach (var key in keys.Reverse())
            {
                node = new ConfigMap(new() { [key] = node }, At(name));
            }

            root = root.OverlaidWith((ConfigMap)node);
        }

        return root;
    }

    private static ConfigNode Typed(string value, string name)
    {
        try
        {
            using var json = JsonDocument.Parse(value);
            return FromJson(json.RootElement, name);
        }
        catch (JsonException)
        {
            return new ConfigScalar(value, At(name));
        }
    }

    private static ConfigNode FromJson(JsonElement json, string name) => json.ValueKind switch
    {
        JsonValueKind.Object => new ConfigMap(
            new(json.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, FromJson(p.Value, name)))), At(name)),
        JsonValueKind.Array => new ConfigList([.. json.EnumerateArray().Select(item => FromJson(item, name))], At(name)),
        JsonValueKind.Number => new ConfigScalar(json.GetDouble(), At(name)),
        JsonValueKind.True or JsonValueKind.False => new ConfigScalar(json.GetBoolean(), At(name)),
        JsonValueKind.String => new ConfigScalar(json.GetString(), At(name)),
        _ => new ConfigScalar(null, At(name)),
    };

    private static SourcePosition At(string name) => new(name, 1, 1, 1);

    [GeneratedRegex(@"\$?\$\{[^{}]*\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]*(?:[-:][A-Za-z0-9]+)*$")]
    private static partial Regex KeyPart();
}
