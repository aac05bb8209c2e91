using Catalog.Model;
using Catalog.Processing;

namespace Catalog.Sources.Files;

/// <summary>
/// Reads <c>file</c> locations. In: an absolute path or glob. Out: the bytes of each file, in ordinal order of path. Unchanged sizes and
/// times are not read again; unchanged bytes are reported as not modified.
/// </summary>
public sealed class FileLocationReader(FileReaderOptions options, TimeProvider time) : ILocationReader
{
    // Within this time of a change, another one can leave size and times as they are (coarse clocks of file systems).
    private static readonly TimeSpan ClockGrain = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public bool CanRead(LocationRef location) => location.Type == "file";

    /// <inheritdoc/>
    public async ValueTask<LocationContent> ReadAsync(LocationRef location, string? etag, CancellationToken cancellationToken)
    {
        if (!Path.IsPathFullyQualified(location.Target) || location.Target.Contains('\0'))
        {
            return Failed(location, "the path must be absolute");
        }

        using var limit = new CancellationTokenSource(options.TimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await Task.Run(() => Read(location, etag, either.Token), either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(location, $"it took longer than {options.TimeLimit.TotalSeconds:0.###} seconds");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return NotFound(location);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failed(location, e.Message);
        }
    }

    private LocationContent Read(LocationRef location, string? etag, CancellationToken cancellationToken)
    {
        var target = new FileTarget(location.Target);
        if (Directory.Exists(target.Path))
        {
            return Failed(location, $"it is a directory; name a file in it, or a glob such as {Path.Join(target.Path, "**", "catalog-info.yaml")}");
        }

        var paths = target.Files(cancellationToken).Take(options.MaxFiles + 1).Order(StringComparer.Ordinal).ToList();
        if (paths.Count > options.MaxFiles)
        {
            return Failed(location, $"it matches more than {options.MaxFiles:N0} files, the limit");
        }

        return paths.Count == 0 ? NotFound(location) : Read(location, paths, ContentValidator.Parse(etag), cancellationToken);
    }

    private LocationContent Read(LocationRef location, List<string> paths, ContentValidator before, CancellationToken cancellationToken)
    {
        var (fingerprint, latest) = FileFingerprint.Of(paths);
        if (before.Tag == fingerprint)
        {
            return new LocationContent { Status = LocationStatus.NotModified, ETag = before.ToString() };
        }

        var files = new List<LocationFile>(paths.Count);
        var total = 0L;
        foreach (var path in paths)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (paths.Count > 1 && !File.Exists(path))
            {
                continue; // Deleted since the glob was walked; its neighbours are still there.
            }

            var content = ReadFile(path);
            total += content?.Length ?? 0;
            if (content is null || total > options.MaxTotalBytes)
            {
                return content is null
                    ? Failed(new LocationRef(location.Type, path), $"it has more than {options.MaxBytes:N0} bytes, the limit")
                    : Failed(location, $"its files have more than {options.MaxTotalBytes:N0} bytes together, the limit");
            }

            files.Add(new LocationFile(path, content.Value));
        }

        var trusted = time.GetUtcNow().UtcDateTime - latest > ClockGrain;
        var now = new ContentValidator(ContentValidator.HashOf(files), Tag: trusted ? fingerprint : "");
        return now.Hash == before.Hash
            ? new LocationContent { Status = LocationStatus.NotModified, ETag = now.ToString() }
            : new LocationContent { Status = LocationStatus.Found, Files = files, ETag = now.ToString() };
    }

    // Null when it is too large. A file may grow while it is read, and devices have no length, so the length is only a first guess.
    private ReadOnlyMemory<byte>? ReadFile(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return stream.CanSeek && stream.Length > options.MaxBytes ? null : BoundedRead.ToEnd(stream, options.MaxBytes, stream.CanSeek ? stream.Length : 0);
    }

    private static LocationContent NotFound(LocationRef location) => new()
    {
        Status = LocationStatus.NotFound,
        Problem = new Problem($"{location.Type} {location.Target} does not exist") { Name = "NotFoundError" },
    };

    private static LocationContent Failed(LocationRef location, string reason) => new()
    {
        Status = LocationStatus.Failed,
        Problem = new Problem($"{location.Type} {location.Target} could not be read, {reason}"),
    };
}
