using System.Text.Json;
using Catalog.Model;

namespace Catalog.Cli.Validation;

/// <summary>
/// Checks catalog files one after the other. In: paths. Out: everything wrong in them, with its place. What stands for text that is
/// elsewhere (<c>$text: ./openapi.yaml</c>) is not read, and taken to be right.
/// </summary>
internal sealed class FileCheck(EntityModel model)
{
    private static readonly ParseLimits Limits = new();
    private readonly Dictionary<EntityRef, SourcePosition> _seen = [];

    /// <summary>How many entities have been looked at.</summary>
    public int Entities { get; private set; }

    /// <summary>All problems of a file, in their order.</summary>
    public async Task<IReadOnlyList<Problem>> CheckAsync(string path, CancellationToken cancellationToken)
    {
        var start = new SourcePosition(path, 1, 1, 1);
        try
        {
            if (new FileInfo(path) is { Exists: true } file && file.Length > Limits.MaxBytes)
            {
                return [new Problem($"the file is {file.Length:N0} bytes; the limit is {Limits.MaxBytes:N0}", null, start)];
            }

            var content = await File.ReadAllBytesAsync(path, cancellationToken);
            return [.. CatalogFile.Parse(content, path, Limits).SelectMany(Check)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var reason = Directory.Exists(path) ? "it is a directory; name the files in it" : e is FileNotFoundException or DirectoryNotFoundException ? "it does not exist" : e.Message;
            return [new Problem($"the file could not be read, {reason}", null, start)];
        }
    }

    private IEnumerable<Problem> Check(ParsedDocument document)
    {
        Entities++;
        if (document.Body is not { } body)
        {
            return document.Problems;
        }

        List<Problem> problems = [.. model.ValidateEnvelope(body), .. model.ValidateKind(body)];
        problems.RemoveAll(p => IsPlaceholder(body.Root, p.Path));
        var origin = document.Locate(problems);
        var placed = problems.Select(p => p with { Position = origin.Find(p.Path) });
        return problems.Count == 0 && Again(body, origin) is { } again ? placed.Append(again) : placed;
    }

    private Problem? Again(EntityBody body, EntityOrigin origin)
    {
        var here = origin.Find(null);
        return !body.TryGetRef(out var entity) || _seen.TryAdd(entity, here)
            ? null : new Problem($"{entity} is already at {_seen[entity]}; the catalog keeps one of them", null, here);
    }

    // Whether the value at a path, or around it, is {"$text": "..."} or the like.
    private static bool IsPlaceholder(JsonElement at, string? path)
    {
        foreach (var step in (path ?? "").Split('/').Skip(1))
        {
            var name = step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out var child))
            {
                at = child;
            }
            else if (at.ValueKind == JsonValueKind.Array && int.TryParse(name, out var i) && i >= 0 && i < at.GetArrayLength())
            {
                at = at[i];
            }
            else
            {
                return false;
            }

            if (at.ValueKind == JsonValueKind.Object && at.EnumerateObject().ToArray() is [{ Name: ['$', ..], Value.ValueKind: JsonValueKind.String }])
            {
                return true;
            }
        }

        return false;
    }
}
