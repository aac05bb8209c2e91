using System.Text.Json;
using YamlDotNet.Core;

namespace Catalog.Model.Parsing;

/// <summary>Words the parsers' complaints for the owner of a file.</summary>
internal static class SyntaxErrors
{
    /// <summary>The words, and the place from the start of the text; the parser itself puts every tab at the very start.</summary>
    public static (string Message, long Line, long Column) Describe(YamlException error, string text)
    {
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var tab = line[..^line.TrimStart().Length].IndexOf('\t');
            if (tab >= 0 && (number == error.Start.Line || error.Message.Contains(" tab ", StringComparison.Ordinal)))
            {
                return ("a tab is used for indentation; use spaces", number, tab + 1);
            }
        }

        return (Sentence(error.Message), error.Start.Line, error.Start.Column);
    }

    /// <summary>The position that the message ends with is left out: it is told apart.</summary>
    public static string Describe(JsonException error) => Sentence(error.Message.Split(" LineNumber:")[0].TrimEnd('.'));

    private static string Sentence(string message) =>
        message.Length > 0 ? char.ToLowerInvariant(message[0]) + message[1..].TrimEnd('.') : "not valid";
}
