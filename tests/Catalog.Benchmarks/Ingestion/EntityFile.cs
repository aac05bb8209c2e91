using System.Buffers;
using System.IO.Pipelines;
using Catalog.Grains.Providers;
using Catalog.Model;
using Catalog.Testing.Synthetic;

namespace Catalog.Benchmarks.Ingestion;

/// <summary>Entities one a line in a file, which is what a pushing client sends.</summary>
internal static class EntityFile
{
    public static async Task<string> WriteAsync(string path, SyntheticCatalog catalog)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        foreach (var entity in catalog.Entities())
        {
            file.Write(entity.Utf8.Span);
            file.WriteByte((byte)'\n');
        }

        return path;
    }

    public static async IAsyncEnumerable<ProvidedEntity> ReadAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        var pipe = PipeReader.Create(file, new StreamPipeReaderOptions(bufferSize: 1 << 18));
        while (true)
        {
            var read = await pipe.ReadAsync().ConfigureAwait(false);
            var buffer = read.Buffer;
            while (TryTakeLine(ref buffer, out var line)) yield return new ProvidedEntity(new EntityBody(line));
            pipe.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted) break;
        }
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> buffer, out byte[] line)
    {
        line = [];
        if (buffer.PositionOf((byte)'\n') is not { } end) return false;
        line = buffer.Slice(0, end).ToArray();
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        return true;
    }
}
