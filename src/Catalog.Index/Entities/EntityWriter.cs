using System.Buffers;
using System.IO.Pipelines;
using Catalog.Index.State;
using Catalog.Storage;

namespace Catalog.Index.Entities;

/// <summary>Writes final entities of a state: bodies from the cache or the store, some hundred at a time, the next read while these are written.</summary>
internal sealed class EntityWriter(ICatalogStore store, BodyCache cache)
{
    private const int ChunkSize = 256;
    private const int MaxCached = 4096;

    [ThreadStatic]
    private static Scratch? _scratch;

    /// <summary>Writes documents, see <see cref="IndexSnapshot.WriteAsync"/>.</summary>
    public async ValueTask WriteAsync(
        IndexState state, ReadOnlyMemory<int> docs, FieldSelection? fields, ReadOnlyMemory<byte> separator, IBufferWriter<byte> output, CancellationToken cancellationToken)
    {
        var first = true;
        var keep = docs.Length <= MaxCached;
        var next = ReadAsync(state, docs[..Math.Min(ChunkSize, docs.Length)], keep, cancellationToken);
        while (!docs.IsEmpty)
        {
            var chunk = docs[..Math.Min(ChunkSize, docs.Length)];
            docs = docs[chunk.Length..];
            var bodies = await next.ConfigureAwait(false);
            next = docs.IsEmpty ? default : ReadAsync(state, docs[..Math.Min(ChunkSize, docs.Length)], keep, cancellationToken);
            Write(state, chunk.Span, bodies, fields, separator.Span, output, ref first);
            if (!docs.IsEmpty && output is PipeWriter pipe)
            {
                await pipe.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>[]> ReadAsync(IndexState state, ReadOnlyMemory<int> docs, bool keep, CancellationToken cancellationToken)
    {
        var bodies = new ReadOnlyMemory<byte>[docs.Length];
        List<int>? missing = null;
        for (var i = 0; i < docs.Length; i++)
        {
            bodies[i] = cache.Get(state.Documents[docs.Span[i]]!.Sequence);
            if (bodies[i].IsEmpty)
            {
                (missing ??= []).Add(i);
            }
        }

        if (missing is null)
        {
            return bodies;
        }

        var keys = missing.ConvertAll(i => KeyOf(state, docs.Span[i])).ToArray();
        var read = new ReadOnlyMemory<byte>[keys.Length];
        await store.ReadBodiesAsync(keys, read, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < read.Length; i++)
        {
            bodies[missing[i]] = read[i];
            if (keep && !read[i].IsEmpty)
            {
                cache.Put(keys[i].Sequence, read[i]);
            }
        }

        return bodies;
    }

    private static BodyKey KeyOf(IndexState state, int doc)
    {
        var document = state.Documents[doc]!;
        return new BodyKey(document.Sequence, Refs.Of(state, document.Ref));
    }

    private static void Write(
        IndexState state, ReadOnlySpan<int> docs, ReadOnlyMemory<byte>[] bodies, FieldSelection? fields, ReadOnlySpan<byte> separator, IBufferWriter<byte> output, ref bool first)
    {
        var scratch = _scratch ??= new Scratch();
        for (var i = 0; i < docs.Length; i++)
        {
            if (bodies[i].IsEmpty)
            {
                continue;
            }

            if (!first)
            {
                output.Write(separator);
            }

            first = false;
            var facts = scratch.Facts.Of(state, docs[i]);
            if (fields is null)
            {
                scratch.Entity.Write(bodies[i].Span, facts, output);
                continue;
            }

            scratch.Whole.ResetWrittenCount();
            scratch.Entity.Write(bodies[i].Span, facts, scratch.Whole);
            Projection.Write(scratch.Whole.WrittenSpan, fields, output);
        }
    }

    private sealed class Scratch
    {
        public FinalEntity Entity { get; } = new();

        public FactsReader Facts { get; } = new();

        public ArrayBufferWriter<byte> Whole { get; } = new(8192);
    }
}
