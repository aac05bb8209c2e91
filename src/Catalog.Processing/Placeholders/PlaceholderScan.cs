using System.Collections.Frozen;
using System.Text.Json;

namespace Catalog.Processing.Placeholders;

/// <summary>A placeholder in a body's bytes.</summary>
/// <param name="Start">The offset of the object that it is.</param>
/// <param name="End">The offset after it.</param>
/// <param name="Key">The resolver's key, without <c>$</c>.</param>
/// <param name="Path">Its JSON path.</param>
/// <param name="ValueStart">The offset of its value.</param>
/// <param name="ValueEnd">The offset after its value.</param>
internal sealed record FoundPlaceholder(int Start, int End, string Key, string Path, int ValueStart, int ValueEnd);

/// <summary>
/// Finds placeholders: objects whose only key starts with <c>$</c> and names a resolver. An object with such a key beside others is no
/// placeholder and is not looked into.
/// </summary>
internal static class PlaceholderScan
{
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = Shaping.EntityLayout.MaxDepth };

    /// <summary>Whether a body can hold any; cheap.</summary>
    public static bool MayHave(ReadOnlySpan<byte> utf8) => utf8.IndexOf("\"$"u8) >= 0 || utf8.IndexOf("\"\\u0024"u8) >= 0;

    public static List<FoundPlaceholder> Find(ReadOnlySpan<byte> utf8, FrozenDictionary<string, IPlaceholderResolver> resolvers)
    {
        var found = new List<FoundPlaceholder>();
        var reader = new Utf8JsonReader(utf8, Deep);
        reader.Read();
        Value(ref reader, "", resolvers, found);
        return found;
    }

    private static void Value(ref Utf8JsonReader reader, string path, FrozenDictionary<string, IPlaceholderResolver> resolvers, List<FoundPlaceholder> found)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
            {
                Value(ref reader, $"{path}/{i}", resolvers, found);
            }
        }
        else if (reader.TokenType == JsonTokenType.StartObject)
        {
            Object(ref reader, path, resolvers, found);
        }
    }

    private static void Object(ref Utf8JsonReader reader, string path, FrozenDictionary<string, IPlaceholderResolver> resolvers, List<FoundPlaceholder> found)
    {
        var (keys, dollars) = CountKeys(reader);
        if (dollars > 0)
        {
            var start = (int)reader.TokenStartIndex;
            if (keys != 1)
            {
                reader.Skip();
                return;
            }

            reader.Read();
            var key = reader.GetString()![1..];
            reader.Read();
            var valueStart = (int)reader.TokenStartIndex;
            reader.Skip();
            var valueEnd = (int)reader.BytesConsumed;
            reader.Read();
            if (resolvers.ContainsKey(key))
            {
                found.Add(new FoundPlaceholder(start, (int)reader.BytesConsumed, key, path, valueStart, valueEnd));
            }

            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
            reader.Read();
            Value(ref reader, $"{path}/{name}", resolvers, found);
        }
    }

    private static (int Keys, int Dollars) CountKeys(Utf8JsonReader ahead)
    {
        var (keys, dollars) = (0, 0);
        while (ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName)
        {
            keys++;
            dollars += ahead.ValueSpan is [(byte)'$', ..] || (ahead.ValueIsEscaped && ahead.GetString()!.StartsWith('$')) ? 1 : 0;
            ahead.Skip();
        }

        return (keys, dollars);
    }
}
