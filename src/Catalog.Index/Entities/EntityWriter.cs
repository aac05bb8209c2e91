using System.Buffers;
using System.Runtime.CompilerServices;
using Catalog.Index.Evaluation;
using Catalog.Index.State;
using Catalog.Storage;

namespace Catalog.Index.Entities;

/// <summary>
/// Writes final entities of a state, from the cache or put together of bodies from the store: short lists in one go, long ones in batches
/// that are made beside each other, a few ahead of who reads them.
/// </summary>
internal sealed class EntityWriter(ICatalogStore store, EntityCache cache)
{
    private const int BatchSize = 64;
    private const int LikelySize = 4096;

    private static readonly int Ahead = Math.Clamp(Environment.ProcessorCount, 2, 4) + 1;

    [ThreadStatic]
    private static Scratch? _scratch;

    /// <summary>Writes documents, see <see cref="IndexSnapshot.WriteAsync"/>.</summary>
    public async ValueTask WriteAsync(
        Readable source, ReadOnlyMemory<int> docs, EntityForm form, IBufferWriter<byte> output, CancellationToken cancellationToken)
    {
        var job = new Job(source, form, Keeps(docs.Length));
        var any = false;
        for (; !docs.IsEmpty; docs = Rest(docs))
        {
            any |= await WriteBatchAsync(job, Batch(docs), any, output, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gives documents in batches, see <see cref="IndexSnapshot.ReadAsync"/>.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        Readable source, ReadOnlyMemory<int> docs, EntityForm form, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var job = new Job(source, form, Keeps(docs.Length));
        var ahead = new Queue<Task<ArrayBufferWriter<byte>>>();
        var free = new Stack<ArrayBufferWriter<byte>>();
        try
        {
            while (!docs.IsEmpty || ahead.Count > 0)
            {
                for (; !docs.IsEmpty && ahead.Count < Ahead; docs = Rest(docs))
                {
                    ahead.Enqueue(MakeAsync(job, Batch(docs), free.TryPop(out var used) ? used : new ArrayBufferWriter<byte>(BatchSize * LikelySize), cancellationToken));
                }

                var made = await ahead.Dequeue().ConfigureAwait(false);
                if (made.WrittenCount > 0)
                {
                    yield return made.WrittenMemory;
                }

                made.ResetWrittenCount();
                free.Push(made);
            }
        }
        finally
        {
            // Nothing may go on reading the store for a reader who has left.
            await ((Task)Task.WhenAll(ahead)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task<ArrayBufferWriter<byte>> MakeAsync(Job job, ReadOnlyMemory<int> docs, ArrayBufferWriter<byte> output, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            await WriteBatchAsync(job, docs, false, output, cancellationToken).ConfigureAwait(false);
            return output;
        },
        cancellationToken);

    // A list that would push everything else out of the cache is not kept.
    private bool Keeps(int count) => (long)count * LikelySize <= cache.Budget;

    private static ReadOnlyMemory<int> Batch(ReadOnlyMemory<int> docs) => docs[..Math.Min(BatchSize, docs.Length)];

    private static ReadOnlyMemory<int> Rest(ReadOnlyMemory<int> docs) => docs[Math.Min(BatchSize, docs.Length)..];

    // True when there is something before what comes next.
    private async ValueTask<bool> WriteBatchAsync(Job job, ReadOnlyMemory<int> docs, bool any, IBufferWriter<byte> output, CancellationToken cancellationToken)
    {
        var parts = new Part[docs.Length];
        if (Find(job, docs.Span, parts) is { Count: > 0 } missing)
        {
            await FetchAsync(job, docs, parts, missing, cancellationToken).ConfigureAwait(false);
        }

        any = Write(job, docs.Span, parts, any, output);
        GC.KeepAlive(job.Source);
        return any;
    }

    // What is at hand; gives the places of those whose bodies have to be read.
    private List<int>? Find(Job job, ReadOnlySpan<int> docs, Part[] parts)
    {
        List<int>? missing = null;
        for (var i = 0; i < docs.Length; i++)
        {
            if (docs[i] < 0)
            {
                continue;
            }

            if (job.Identity?.Has(docs[i]) == true)
            {
                parts[i] = new Part(null, null, true);
            }
            else if (job.Current(docs[i]) is >= 0 and var since && cache.Get(job.State.Documents[docs[i]]!.Sequence, since) is { } final)
            {
                parts[i] = new Part(final, null, false);
            }
            else
            {
                (missing ??= []).Add(i);
            }
        }

        return missing;
    }

    private async ValueTask FetchAsync(Job job, ReadOnlyMemory<int> docs, Part[] parts, List<int> missing, CancellationToken cancellationToken)
    {
        var keys = missing.ConvertAll(i => KeyOf(job.State, docs.Span[i])).ToArray();
        var read = new ReadOnlyMemory<byte>[keys.Length];
        await store.ReadBodiesAsync(keys, read, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < read.Length; i++)
        {
            if (!read[i].IsEmpty)
            {
                parts[missing[i]] = new Part(null, new StoredBody(read[i]), false);
            }
        }
    }

    private static BodyKey KeyOf(IndexState state, int doc)
    {
        var document = state.Documents[doc]!;
        return new BodyKey(document.Sequence, Refs.Of(state, document.Ref));
    }

    private bool Write(Job job, ReadOnlySpan<int> docs, Part[] parts, bool any, IBufferWriter<byte> output)
    {
        for (var i = 0; i < docs.Length; i++)
        {
            var part = parts[i];
            if (part.IsNothing && job.Form.Absent.IsEmpty)
            {
                continue;
            }

            if (any)
            {
                output.Write(job.Form.Separator.Span);
            }

            any = true;
            if (part.IsNothing)
            {
                output.Write(job.Form.Absent.Span);
            }
            else if (part.FromIndex)
            {
                job.Identity!.Write(docs[i], output);
            }
            else
            {
                Write(job, docs[i], part, output);
            }
        }

        return any;
    }

    private void Write(Job job, int doc, Part part, IBufferWriter<byte> output)
    {
        var final = part.Final is { } known ? known : Complete(job, doc, part.Body!);
        if (job.Form.Fields is { } fields)
        {
            Projection.Write(final, fields, output);
        }
        else
        {
            output.Write(final);
        }
    }

    // Valid until the next call on this thread.
    private ReadOnlySpan<byte> Complete(Job job, int doc, StoredBody body)
    {
        var scratch = _scratch ??= new Scratch();
        scratch.Whole.ResetWrittenCount();
        scratch.Entity.Write(body, scratch.Facts.Of(job.State, doc), scratch.Whole);
        if (job.Keep && job.Current(doc) >= 0)
        {
            cache.Put(job.State.Documents[doc]!.Sequence, job.State.Version, scratch.Whole.WrittenSpan.ToArray());
        }

        return scratch.Whole.WrittenSpan;
    }

    private sealed class Job(Readable source, EntityForm form, bool keep)
    {
        public Readable Source => source;

        public IndexState State => source.State;

        public EntityForm Form => form;

        public IdentityFields? Identity { get; } = form.Fields is { } fields ? IdentityFields.For(source, fields) : null;

        public bool Keep => keep;

        /// <summary>The version since which an entity is as this state has it; -1 when a later state has it differently.</summary>
        public int Current(int doc) => source.State.RelationStamps.Of(doc) is var since && since <= source.State.Version ? since : -1;
    }

    /// <summary>Where an entity comes from: whole, as a body, from the index itself; or nowhere, because it is not there.</summary>
    private readonly record struct Part(byte[]? Final, StoredBody? Body, bool FromIndex)
    {
        public bool IsNothing => Final is null && Body is null && !FromIndex;
    }

    private sealed class Scratch
    {
        public FinalEntity Entity { get; } = new();

        public FactsReader Facts { get; } = new();

        public ArrayBufferWriter<byte> Whole { get; } = new(8192);
    }
}
