using System.Globalization;
using Catalog.Model;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Catalog.Server.Configuration.Files;

/// <summary>Reads the text of a configuration file, YAML or JSON, keeping positions. Scalars are typed as YAML's core schema types them.</summary>
internal static class ConfigYaml
{
    private const int MaxDepth = 64;

    /// <summary>The root value; null for an empty file, or when a problem was added.</summary>
    public static ConfigNode? Parse(string text, string file, ICollection<Problem> problems)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count == 0 ? null : Convert(stream.Documents[0].RootNode, file, 0);
        }
        catch (YamlException e)
        {
            problems.Add(new Problem($"not valid YAML: {e.Message}", null, Position(e.Start, file)));
            return null;
        }
    }

    private static ConfigNode Convert(YamlNode node, string file, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new YamlException(node.Start, node.End, $"nested more than {MaxDepth} levels deep");
        }

        var at = Position(node.Start, file);
        switch (node)
        {
            case YamlMappingNode map:
                var members = new OrderedDictionary<string, ConfigNode>();
                foreach (var (key, value) in map.Children)
                {
                    members.Add(key.ToString(), Convert(value, file, depth + 1));
                }

                return new ConfigMap(members, at);
            case YamlSequenceNode list:
                return new ConfigList([.. list.Children.Select(item => Convert(item, file, depth + 1))], at);
            default:
                return new ConfigScalar(Typed((YamlScalarNode)node), at);
        }
    }

    private static object? Typed(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain)
        {
            return text;
        }

        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" => true,
            "false" or "False" or "FALSE" => false,
            _ when char.IsAsciiDigit(text[^1]) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            _ => text,
        };
    }

    private static SourcePosition Position(Mark mark, string file) => new(file, (int)mark.Line, (int)mark.Column, 1);
}
