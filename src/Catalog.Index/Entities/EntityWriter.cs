using System.Buffers;
using System.IO.Pipelines;
using Catalog.Index.Evaluation;
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
        Readable source, ReadOnlyMemory<int> docs, FieldSelection? fields, ReadOnlyMemory<byte> separator, IBufferWriter<byte> output, CancellationToken cancellationToken)
    {
        var identity = fields is null ? null : IdentityFields.For(source, fields);
        var job = new Job(source.State, fields, identity, separator, output, docs.Length <= MaxCached);
        var next = ReadAsync(job, docs[..Math.Min(ChunkSize, docs.Length)], cancellationToken);
        while (!docs.IsEmpty)
        {
            var chunk = docs[..Math.Min(ChunkSize, docs.Length)];
            docs = docs[chunk.Length..];
            var bodies = await next.ConfigureAwait(false);
            next = docs.IsEmpty ? default : ReadAsync(job, docs[..Math.Min(ChunkSize, docs.Length)], cancellationToken);
            Write(job, chunk.Span, bodies);
            if (!docs.IsEmpty && output is PipeWriter pipe)
            {
                await pipe.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        GC.KeepAlive(source);
    }

    // Null where the entity is gone, or where the index itself can answer.
    private async ValueTask<StoredBody?[]> ReadAsync(Job job, ReadOnlyMemory<int> docs, CancellationToken cancellationToken)
    {
        var bodies = new StoredBody?[docs.Length];
        List<int>? missing = null;
        for (var i = 0; i < docs.Length; i++)
        {
            if (job.Identity?.Has(docs.Span[i]) != true)
            {
                bodies[i] = cache.Get(job.State.Documents[docs.Span[i]]!.Sequence);
                if (bodies[i] is null)
                {
                    (missing ??= []).Add(i);
                }
            }
        }

        if (missing is null)
        {
            return bodies;
        }

        var keys = missing.ConvertAll(i => KeyOf(job.State, docs.Span[i])).ToArray();
        var read = new ReadOnlyMemory<byte>[keys.Length];
        await store.ReadBodiesAsync(keys, read, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < read.Length; i++)
        {
            if (!read[i].IsEmpty)
            {
                var body = new StoredBody(read[i]);
                bodies[missing[i]] = body;
                if (job.Keep)
                {
                    cache.Put(keys[i].Sequence, body);
                }
            }
        }

        return bodies;
    }

    private static BodyKey KeyOf(IndexState state, int doc)
    {
        var document = state.Documents[doc]!;
        return new BodyKey(document.Sequence, Refs.Of(state, document.Ref));
    }

    private static void Write(Job job, ReadOnlySpan<int> docs, StoredBody?[] bodies)
    {
        var scratch = _scratch ??= new Scratch();
        for (var i = 0; i < docs.Length; i++)
        {
            var fromIndex = bodies[i] is null && job.Identity?.Has(docs[i]) == true;
            if (bodies[i] is null && !fromIndex)
            {
                continue;
            }

            job.Separate();
            if (fromIndex)
            {
                job.Identity!.Write(docs[i], job.Output);
            }
            else
            {
                Write(job, scratch, docs[i], bodies[i]!);
            }
        }
    }

    private static void Write(Job job, Scratch scratch, int doc, StoredBody body)
    {
        var facts = scratch.Facts.Of(job.State, doc);
        if (job.Fields is null)
        {
            scratch.Entity.Write(body, facts, job.Output);
            return;
        }

        scratch.Whole.ResetWrittenCount();
        scratch.Entity.Write(body, facts, scratch.Whole);
        Projection.Write(scratch.Whole.WrittenSpan, job.Fields, job.Output);
    }

    private sealed record Job(
        IndexState State, FieldSelection? Fields, IdentityFields? Identity, ReadOnlyMemory<byte> Separator, IBufferWriter<byte> Output, bool Keep)
    {
        private bool _started;

        public void Separate()
        {
            if (_started)
            {
                Output.Write(Separator.Span);
            }

            _started = true;
        }
    }

    private sealed class Scratch
    {
        public FinalEntity Entity { get; } = new();

        public FactsReader Facts { get; } = new();

        public ArrayBufferWriter<byte> Whole { get; } = new(8192);
    }
}
