using Catalog.Model;

namespace Catalog.Server.Configuration.Files;

/// <summary>A value of a configuration file, and where it stands.</summary>
internal abstract record ConfigNode(SourcePosition At);

/// <summary>A single value: text, a <see cref="double"/>, a <see cref="bool"/>, or null, which means "explicitly not there".</summary>
internal sealed record ConfigScalar(object? Value, SourcePosition At) : ConfigNode(At);

/// <summary>A list. When files are merged, a later one replaces it whole.</summary>
internal sealed record ConfigList(IReadOnlyList<ConfigNode> Items, SourcePosition At) : ConfigNode(At);

/// <summary>An object, its keys in the order written. When files are merged, objects are merged key by key.</summary>
internal sealed record ConfigMap(OrderedDictionary<string, ConfigNode> Members, SourcePosition At) : ConfigNode(At)
{
    /// <summary>The value of a key; null when it is missing or explicitly null.</summary>
    public ConfigNode? Find(string key) => Members.GetValueOrDefault(key) is { } node and not ConfigScalar { Value: null } ? node : null;

    /// <summary>This object overlaid with another: objects merge deeply, anything else is replaced.</summary>
    public ConfigMap OverlaidWith(ConfigMap later)
    {
        var members = new OrderedDictionary<string, ConfigNode>(Members);
        foreach (var (key, value) in later.Members)
        {
            members[key] = value is ConfigMap above && members.GetValueOrDefault(key) is ConfigMap below ? below.OverlaidWith(above) : value;
        }

        return new ConfigMap(members, later.At);
    }
}
