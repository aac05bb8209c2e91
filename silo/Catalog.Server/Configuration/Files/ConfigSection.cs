using System.Globalization;
using Catalog.Model;

namespace Catalog.Server.Configuration.Files;

/// <summary>
/// Reads typed values out of one object of the configuration. A value of the wrong type becomes a problem that names file, line and key, and
/// reads as missing. Remembers which keys were asked for, so that the rest can be listed.
/// </summary>
internal sealed class ConfigSection(ConfigMap map, string path, ICollection<Problem> problems)
{
    private readonly HashSet<string> _known = [];
    private readonly List<ConfigSection> _inner = [];

    /// <summary>The section's key from the root; empty for the root.</summary>
    public string Path => path;

    /// <summary>The file that the section, or the part of it that won, is written in.</summary>
    public SourcePosition At => map.At;

    /// <summary>Whether the key has a value, of whatever type.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>The keys that have a value.</summary>
    public IReadOnlyList<string> Keys => [.. map.Members.Keys.Where(key => map.Find(key) is not null)];

    /// <summary>A text; numbers and booleans are taken as they are written.</summary>
    public string? Text(string key) => Find(key) switch
    {
        null => null,
        ConfigScalar { Value: string text } => text,
        ConfigScalar { Value: double number } => number.ToString(CultureInfo.InvariantCulture),
        ConfigScalar { Value: bool flag } => flag ? "true" : "false",
        var other => Wrong(key, "a text", other),
    };

    /// <summary>A text that must be there.</summary>
    public string RequiredText(string key)
    {
        if (!Has(key))
        {
            problems.Add(new Problem($"{Full(key)} is missing", null, map.At));
        }

        return Text(key) ?? "";
    }

    /// <summary>An absolute http or https url.</summary>
    public Uri? Url(string key)
    {
        if (Text(key) is not { } text || (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
        {
            return Text(key) is { } good ? new Uri(good) : null;
        }

        Reject(key, $"must be an http or https url, not '{text}'");
        return null;
    }

    /// <summary>One of a few texts.</summary>
    public string? OneOf(string key, params string[] choices)
    {
        var text = Text(key);
        if (text is null || choices.Contains(text, StringComparer.Ordinal))
        {
            return text;
        }

        return Wrong(key, string.Join(" or ", choices), Find(key)!);
    }

    /// <summary>A number, also when it is written as text, as substituted variables are.</summary>
    public double? Number(string key) => Find(key) switch
    {
        null => null,
        ConfigScalar { Value: double number } => number,
        ConfigScalar { Value: string text } when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        var other => Wrong<double?>(key, "a number", other),
    };

    /// <summary>A boolean, also when it is written as text.</summary>
    public bool? Flag(string key) => Find(key) switch
    {
        null => null,
        ConfigScalar { Value: bool flag } => flag,
        ConfigScalar { Value: "true" } => true,
        ConfigScalar { Value: "false" } => false,
        var other => Wrong<bool?>(key, "true or false", other),
    };

    /// <summary>A list of texts; a single text counts as a list of one. Null when the key is missing.</summary>
    public IReadOnlyList<string>? Texts(string key)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case ConfigScalar { Value: string text }:
                return [text];
            case ConfigList list when list.Items.All(item => item is ConfigScalar { Value: string }):
                return [.. list.Items.Select(item => (string)((ConfigScalar)item).Value!)];
            case var other:
                return Wrong<IReadOnlyList<string>>(key, "a text or a list of texts", other);
        }
    }

    /// <summary>An object; null when the key is missing.</summary>
    public ConfigSection? Section(string key) => Find(key) switch
    {
        null => null,
        ConfigMap inner => Opened(inner, Full(key)),
        var other => Wrong<ConfigSection>(key, "an object", other),
    };

    /// <summary>A list of objects; null when the key is missing.</summary>
    public IReadOnlyList<ConfigSection>? Sections(string key)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case ConfigList list when list.Items.All(item => item is ConfigMap):
                return [.. list.Items.Select((item, i) => Opened((ConfigMap)item, $"{Full(key)}[{i}]"))];
            case var other:
                return Wrong<IReadOnlyList<ConfigSection>>(key, "a list of objects", other);
        }
    }

    /// <summary>The items of a list, each either a text or an object; null when the key is missing.</summary>
    public IReadOnlyList<(string? Text, ConfigSection? Section)>? Mixed(string key)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case ConfigList list when list.Items.All(item => item is ConfigMap or ConfigScalar { Value: string }):
                return [.. list.Items.Select((item, i) => item is ConfigMap inner
                    ? ((string?)null, (ConfigSection?)Opened(inner, $"{Full(key)}[{i}]"))
                    : ((string)((ConfigScalar)item).Value!, null))];
            case var other:
                return Wrong<IReadOnlyList<(string?, ConfigSection?)>>(key, "a list of texts or objects", other);
        }
    }

    /// <summary>Whether the key holds an object.</summary>
    public bool IsSection(string key) => map.Find(key) is ConfigMap;

    /// <summary>Marks a key as known although its value is read by nobody.</summary>
    public void Accept(string key) => _known.Add(key);

    /// <summary>Reports a value as wrong, with its key and place.</summary>
    public void Reject(string key, string message) => problems.Add(new Problem($"{Full(key)} {message}", null, (Find(key) ?? map).At));

    /// <summary>The keys below this section that nobody asked for, the outermost only.</summary>
    public IEnumerable<string> Unknown() =>
        Keys.Where(key => !_known.Contains(key)).Select(Full).Concat(_inner.SelectMany(section => section.Unknown())).Distinct();

    private ConfigNode? Find(string key)
    {
        _known.Add(key);
        return map.Find(key);
    }

    private ConfigSection Opened(ConfigMap inner, string full)
    {
        var section = _inner.Find(s => s.Path == full);
        if (section is null)
        {
            _inner.Add(section = new ConfigSection(inner, full, problems));
        }

        return section;
    }

    private string Full(string key) => path.Length == 0 ? key : $"{path}.{key}";

    private string? Wrong(string key, string wanted, ConfigNode node) => Wrong<string>(key, wanted, node);

    private T? Wrong<T>(string key, string wanted, ConfigNode node)
    {
        var got = node switch
        {
            ConfigScalar { Value: string text } => $"'{text}'",
            ConfigScalar { Value: bool flag } => flag ? "true" : "false",
            ConfigScalar scalar => Convert.ToString(scalar.Value, CultureInfo.InvariantCulture),
            ConfigList => "a list",
            _ => "an object",
        };
        problems.Add(new Problem($"{Full(key)} must be {wanted}, not {got}", null, node.At));
        return default;
    }
}
