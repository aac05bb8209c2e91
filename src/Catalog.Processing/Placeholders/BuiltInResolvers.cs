using System.Text.Json;
using Catalog.Model;
using Catalog.Processing.Shaping;

namespace Catalog.Processing.Placeholders;

/// <summary><c>$text</c>: a file's content as text.</summary>
internal sealed class TextResolver : IPlaceholderResolver
{
    public async ValueTask<PlaceholderResult> ResolveAsync(PlaceholderRequest request, CancellationToken cancellationToken)
    {
        var (file, problem) = await request.ReadAsync(cancellationToken);
        return file is null ? new(default, problem) : new(JsonBytes.Text(PlaceholderRequest.Text(file)));
    }
}

/// <summary><c>$json</c>: a JSON file's value.</summary>
internal sealed class JsonResolver : IPlaceholderResolver
{
    public async ValueTask<PlaceholderResult> ResolveAsync(PlaceholderRequest request, CancellationToken cancellationToken)
    {
        var (file, problem) = await request.ReadAsync(cancellationToken);
        if (file is null)
        {
            return new(default, problem);
        }

        try
        {
            var bytes = file.Content.Span;
            return new(JsonBytes.Compact(bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes));
        }
        catch (JsonException e)
        {
            return new(default, request.Problem($"failed to parse the JSON of {file.Target}: {e.Message}"));
        }
    }
}

/// <summary><c>$yaml</c>: a YAML file's one document.</summary>
internal sealed class YamlResolver(ParseLimits limits) : IPlaceholderResolver
{
    private readonly ParseLimits _limits = limits with { AnyRoot = true };

    public async ValueTask<PlaceholderResult> ResolveAsync(PlaceholderRequest request, CancellationToken cancellationToken)
    {
        var (file, problem) = await request.ReadAsync(cancellationToken);
        if (file is null)
        {
            return new(default, problem);
        }

        var documents = CatalogFile.Parse(file.Content, file.Target, _limits);
        return documents switch
        {
            [{ Body: { } body }] => new(body.Utf8),
            [{ Problems: [var first, ..] }] => new(default, request.Problem($"found an error in {first}")),
            _ => new(default, request.Problem($"expected exactly one document in {file.Target}, found {documents.Count}")),
        };
    }
}
