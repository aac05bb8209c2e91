using System.Text;
using System.Text.Json;
using Catalog.Model;

namespace Catalog.Processing;

/// <summary>Gives the value that stands in the place of <c>{"$key": …}</c> in an entity. One instance serves all entities, concurrently.</summary>
public interface IPlaceholderResolver
{
    /// <summary>Changes when the resolver would give another result for the same input.</summary>
    string Version => "1";

    /// <summary>Resolves one placeholder.</summary>
    ValueTask<PlaceholderResult> ResolveAsync(PlaceholderRequest request, CancellationToken cancellationToken);
}

/// <summary>A placeholder's value as JSON, or why there is none.</summary>
/// <param name="Json">The value as UTF-8 JSON.</param>
/// <param name="Problem">What is wrong; null when the value is good.</param>
public readonly record struct PlaceholderResult(ReadOnlyMemory<byte> Json, Problem? Problem = null);

/// <summary>A placeholder found in an entity.</summary>
public sealed class PlaceholderRequest
{
    private readonly Func<LocationRef, CancellationToken, ValueTask<LocationContent>> _read;
    private readonly Func<string, LocationRef?> _resolve;
    private readonly ProcessorContext _context;

    internal PlaceholderRequest(
        string key,
        JsonElement value,
        ProcessorContext context,
        Func<string, LocationRef?> resolve,
        Func<LocationRef, CancellationToken, ValueTask<LocationContent>> read) =>
        (Key, Value, _context, _resolve, _read) = (key, value, context, resolve, read);

    /// <summary>The key without <c>$</c>.</summary>
    public string Key { get; }

    /// <summary>What was written as its value.</summary>
    public JsonElement Value { get; }

    /// <summary>Where the entity was read; what relative values are relative to.</summary>
    public LocationRef Location => _context.Location;

    /// <summary>Reads the place that the value names and makes the entity depend on it (a refresh key).</summary>
    /// <returns>The file, or what is wrong.</returns>
    public async ValueTask<(LocationFile? File, Problem? Problem)> ReadAsync(CancellationToken cancellationToken)
    {
        if (Value.ValueKind != JsonValueKind.String)
        {
            return Fail("expected a string value, an absolute url or a relative path");
        }

        var written = Value.GetString()!;
        if (_resolve(written) is not { } target)
        {
            return Fail($"may not read '{written}' from an entity at {Location}: it must be in the same repository, or for a file below the entity's folder");
        }

        _context.RefreshKey(target.ToString());
        var content = await _read(target, cancellationToken);
        if (content.RetryAfter is { } pause)
        {
            _context.RetryAfter(pause);
        }

        return content is { Status: LocationStatus.Found, Files: [var file, ..] }
            ? (file, null)
            : Fail($"could not read location {written}: {content.Problem?.Message ?? $"nothing is at {target}"}");
    }

    /// <summary>A problem that names this placeholder.</summary>
    public Problem Problem(string what) => new($"Placeholder ${Key} {what}");

    /// <summary>A file's content as text: UTF-8, without a byte order mark.</summary>
    public static string Text(LocationFile file)
    {
        var bytes = file.Content.Span;
        return Encoding.UTF8.GetString(bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes);
    }

    private (LocationFile?, Problem?) Fail(string what) => (null, Problem(what));
}
