using System.Text;
using System.Text.Json;
using Catalog.Model.Parsing;
using YamlDotNet.Core;

namespace Catalog.Model;

/// <summary>Reads the text of a catalog file, multi-document YAML or JSON, into documents. No I/O.</summary>
public static class CatalogFile
{
    /// <summary>Splits and parses a file. Never throws for bad input: what is wrong comes back as problems of the document it is in.</summary>
    /// <param name="content">The file's bytes: UTF-8, or UTF-16 with a byte order mark.</param>
    /// <param name="file">The file's path or url, for positions.</param>
    /// <param name="limits">Sizes past which the file is refused: one document with one problem comes back.</param>
    /// <returns>The documents in order; empty documents are left out. Never holds more than <see cref="ParseLimits.MaxDocuments"/>.</returns>
    public static IReadOnlyList<ParsedDocument> Parse(ReadOnlyMemory<byte> content, string file, ParseLimits limits)
    {
        if (content.Length > limits.MaxBytes)
        {
            return Refuse(new Problem($"the file is {content.Length:N0} bytes; the limit is {limits.MaxBytes:N0}", null, new(file, 1, 1, 1)));
        }

        if (!SourceText.TryDecode(content.Span, file, out var text, out var problem))
        {
            return Refuse(problem!);
        }

        var first = text.AsSpan().TrimStart();
        return (first is ['{', ..] or ['[', ..] ? ParseJson(text, file, limits) : null) ?? ParseYaml(text, file, limits);
    }

    private static ParsedDocument[] Refuse(Problem problem) =>
        [ParsedDocument.Bad(new EntityOrigin(problem.Position!.Value.File, 1, problem.Position.Value.Line, []), [problem])];

    /// <summary>Null when the text is no JSON and may still be YAML.</summary>
    private static ParsedDocument[]? ParseJson(string text, string file, ParseLimits limits)
    {
        var document = new DocumentBuilder(file, 1, new DocumentSlice(0, text.Length, 1, 1));
        try
        {
            var utf8 = Encoding.UTF8.GetBytes(text);
            var json = new JsonDocumentReader(utf8, limits, null).Read(out var duplicates);
            return [document.Build(json, duplicates, recorder => new JsonDocumentReader(utf8, limits, recorder).Read(out _))!];
        }
        catch (InvalidDocumentException e)
        {
            return [document.Bad(e.Message, e.Line, e.Column)];
        }
        catch (JsonException e)
        {
            return file.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
                ? [document.Bad("JSON error: " + SyntaxErrors.Describe(e), (e.LineNumber ?? 0) + 1, (e.BytePositionInLine ?? 0) + 1)]
                : null;
        }
    }

    private static IReadOnlyList<ParsedDocument> ParseYaml(string text, string file, ParseLimits limits)
    {
        var slices = DocumentSplitter.Split(text, limits.MaxDocuments);
        if (slices.Count > limits.MaxDocuments)
        {
            return Refuse(new Problem(
                $"the file holds more than {limits.MaxDocuments:N0} documents", null, new(file, slices[^1].ContentLine, 1, slices.Count)));
        }

        var shielded = LineBreakShield.IsNeeded(text);
        var source = shielded ? LineBreakShield.Hide(text) : text;
        var reader = new YamlDocumentReader(limits);
        var documents = new List<ParsedDocument>(slices.Count);
        for (var i = 0; i < slices.Count; i++)
        {
            if (ParseYamlDocument(reader, source, shielded, new DocumentBuilder(file, i + 1, slices[i]), limits) is { } document)
            {
                documents.Add(document);
            }
        }

        return documents;
    }

    private static ParsedDocument? ParseYamlDocument(YamlDocumentReader reader, string source, bool shielded, DocumentBuilder document, ParseLimits limits)
    {
        var slice = source.Substring(document.Slice.Start, document.Slice.Length);
        try
        {
            var json = reader.Read(slice, null, out var duplicates);
            return document.Build(
                shielded ? LineBreakShield.Restore(json) : json, duplicates, recorder => new YamlDocumentReader(limits).Read(slice, recorder, out _));
        }
        catch (InvalidDocumentException e)
        {
            return document.Bad(e.Message, e.Line, e.Column);
        }
        catch (YamlException e)
        {
            var (message, line, column) = SyntaxErrors.Describe(e, slice);
            return document.Bad("YAML error: " + message, line, column);
        }
    }
}
