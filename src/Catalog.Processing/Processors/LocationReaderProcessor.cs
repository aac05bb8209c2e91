using Catalog.Model;

namespace Catalog.Processing.Processors;

/// <summary>
/// Reads the targets of Locations through an <see cref="ILocationReader"/> and emits the entities found there. A target that cannot be read
/// or parsed is an error of the Location as a whole. What was read is remembered by its validator, so that an unchanged source emits the same
/// children without their bodies.
/// </summary>
/// <param name="name">The processor's name.</param>
/// <param name="serves">Which location types are its own.</param>
/// <param name="readers">The readers.</param>
/// <param name="documents">Turns files into children.</param>
internal sealed class LocationReaderProcessor(string name, Func<string, bool> serves, LocationReaders readers, DocumentEmitter documents) : ICatalogProcessor
{
    public string Name => name;

    public async ValueTask<bool> ReadLocationAsync(LocationRef location, bool optional, ProcessorContext context, CancellationToken cancellationToken)
    {
        if (!serves(location.Type) || readers.Find(location) is not { } reader)
        {
            return false;
        }

        var key = location.ToString();
        var before = ReadState.Parse(context.Cache.Get(key).Span);
        var etag = context.ReadAgain || before?.Input != context.InputFingerprint ? null : before.ETag;
        if (context.Forced) reader.SkipBackoff(location);
        var content = await reader.ReadAsync(location, etag, cancellationToken);
        if (content.RetryAfter is { } pause)
        {
            context.RetryAfter(pause);
        }

        context.RefreshKey(key);
        switch (content.Status)
        {
            case LocationStatus.NotModified when etag is not null:
                Repeat(before!, location.Type, context);
                if (content.ETag is { } renewed && renewed != before!.ETag) Keep(key, renewed, before.Files, context);
                break;
            case LocationStatus.Found:
                var files = documents.Emit(location, content.Files, context);
                Keep(key, content.ETag, files, context);
                break;
            case LocationStatus.NotFound:
                context.Cache.Remove(key);
                if (!optional)
                {
                    context.Error(NotFound(location));
                }

                break;
            default:
                context.Error(content.Problem ?? new Problem($"Unable to read {location.Type}, {location.Target} gave nothing") { Name = "Error" });
                break;
        }

        return true;
    }

    private static Problem NotFound(LocationRef location) => new(
        location.Type == "file"
            ? $"{location.Type} {location.Target} does not exist"
            : $"Unable to read {location.Type}, no matching files found for {location.Target}")
    { Name = "NotFoundError" };

    private static void Keep(string key, string? etag, IReadOnlyList<ReadFile> files, ProcessorContext context)
    {
        if (etag is null)
        {
            context.Cache.Remove(key);
        }
        else
        {
            context.Cache.Set(key, new ReadState(context.InputFingerprint, etag, files).ToUtf8());
        }
    }

    private static void Repeat(ReadState state, string type, ProcessorContext context)
    {
        foreach (var file in state.Files)
        {
            var locationKey = new LocationRef(type, file.Target).ToString();
            if (type == "file")
            {
                context.RefreshKey(locationKey);
            }

            foreach (var child in file.Refs)
            {
                context.Emit(new EmittedEntity(EntityRef.Parse(child), null, locationKey));
            }
        }
    }
}
