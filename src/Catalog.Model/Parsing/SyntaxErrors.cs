using System.Text.Json;
using YamlDotNet.Core;

namespace Catalog.Model.Parsing;

/// <summary>Words the parsers' complaints for the owner of a file.</summary>
internal static class SyntaxErrors
{
    public static string Describe(YamlException error, string text)
    {
        var line = Line(text, error.Start.Line);
        var indentation = line.AsSpan(0, line.Length - line.AsSpan().TrimStart().Length);
        return indentation.Contains('\t') ? "a tab is used for indentation; use spaces" : Sentence(error.Message);
    }

    /// <summary>The position that the message ends with is left out: it is told apart.</summary>
    public static string Describe(JsonException error) => Sentence(error.Message.Split(" LineNumber:")[0].TrimEnd('.'));

    private static string Sentence(string message) =>
        message.Length > 0 ? char.ToLowerInvariant(message[0]) + message[1..].TrimEnd('.') : "not valid";

    private static string Line(string text, long number)
    {
        using var reader = new StringReader(text);
        for (var i = 1; i < number; i++)
        {
            reader.ReadLine();
        }

        return reader.ReadLine() ?? "";
    }
}
