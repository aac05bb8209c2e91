using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Catalog.Http.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Catalog.Http.Requests;

/// <summary>The JSON body of a request: read within a limit, parsed, and checked against the operation's declaration.</summary>
/// <remarks>What is wrong comes back as the message of an InputError, worded as Backstage's body parser and validator word it.</remarks>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 128 };
    private static readonly JsonElement Empty = JsonDocument.Parse("{}").RootElement.Clone();

    /// <summary>Reads the body, or says what is wrong with it.</summary>
    public static async ValueTask<(JsonElement Body, string? Wrong)> ReadAsync(HttpRequest request, BodyRule rule, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
        {
            return (default, "request entity too large");
        }

        var media = MediaTypeHeaderValue.TryParse(request.ContentType, out var parsed) ? parsed : null;
        if (media?.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) != true)
        {
            return request.ContentType is null or ""
                ? rule.Required ? (default, "media type not specified") : (Empty, null)
                : (default, $"unsupported media type {request.ContentType.Split(';')[0].Trim().ToLowerInvariant()}");
        }

        if (media.Charset.HasValue && !media.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            return (default, $"unsupported charset \"{media.Charset.ToString().ToUpperInvariant()}\"");
        }

        var (body, wrong) = await ReadJsonAsync(request, limit, cancellationToken);
        return wrong is null ? (body, rule.Schema.Check(body, "request/body")) : (default, wrong);
    }

    private static async ValueTask<(JsonElement Body, string? Wrong)> ReadJsonAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        var stream = Decoded(request);
        if (stream is null)
        {
            return (default, $"unsupported content encoding \"{request.Headers.ContentEncoding}\"");
        }

        var encoded = !ReferenceEquals(stream, request.Body);
        var buffer = ArrayPool<byte>.Shared.Rent(limit + 1);
        try
        {
            var length = await stream.ReadAtLeastAsync(buffer.AsMemory(0, limit + 1), limit + 1, throwOnEndOfStream: false, cancellationToken);
            return length > limit ? (default, "request entity too large") : Parse(buffer.AsMemory(0, length));
        }
        catch (Exception wrong) when (encoded && wrong is (InvalidDataException or InvalidOperationException))
        {
            return (default, "incorrect header check");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static Stream? Decoded(HttpRequest request) => request.Headers.ContentEncoding.ToString().ToLowerInvariant() switch
    {
        "" or "identity" => request.Body,
        "gzip" => new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        "deflate" => new ZLibStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        "br" => new BrotliStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        _ => null,
    };

    private static (JsonElement Body, string? Wrong) Parse(ReadOnlyMemory<byte> utf8)
    {
        utf8 = utf8.Span.StartsWith(Encoding.UTF8.Preamble) ? utf8[3..] : utf8;
        if (utf8.IsEmpty)
        {
            return (Empty, null);
        }

        var start = utf8.Span.IndexOfAnyExcept(" \t\r\n"u8);
        if (start < 0 || utf8.Span[start] is not ((byte)'{' or (byte)'['))
        {
            return (default, Unexpected(utf8.Span, Math.Max(start, 0)));
        }

        try
        {
            using var document = JsonDocument.Parse(utf8, Options);
            return JsonText.IsUnicode(utf8.Span, document.RootElement) ? (document.RootElement.Clone(), null) : (default, "request body is not valid Unicode text");
        }
        catch (JsonException wrong)
        {
            return (default, $"{Sentence(wrong)} in JSON at line {(wrong.LineNumber ?? 0) + 1} column {(wrong.BytePositionInLine ?? 0) + 1}");
        }
    }

    private static string Unexpected(ReadOnlySpan<byte> utf8, int at)
    {
        var text = Encoding.UTF8.GetString(utf8);
        var shown = text.Length <= 40 ? $"\"{text}\"" : $"\"{text[..20]}\"...";
        return $"Unexpected token '{Rune.GetRuneAt(Encoding.UTF8.GetString(utf8[at..]), 0)}', {shown} is not valid JSON";
    }

    private static string Sentence(JsonException wrong) => wrong.Message.Split(". ")[0].TrimEnd('.');
}
