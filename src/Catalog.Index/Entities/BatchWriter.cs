using System.Buffers;
using Catalog.Index.State;
using Catalog.Storage;

namespace Catalog.Index.Entities;

/// <summary>Writes a batch of final entities: looks for them in the index and the cache, reads the bodies of the others at once, and puts those together.</summary>
internal sealed class BatchWriter(IBodyReader store, EntityCache cache)
{
    [ThreadStatic]
    private static Scratch? _scratch;

    /// <summary>Writes a batch.</summary>
    /// <param name="job">The list that it is of.</param>
    /// <param name="docs">Which documents; -1 for one that is not there.</param>
    /// <param name="any">Whether something is written already that has to be separated from what comes.</param>
    /// <param name="output">Receives the UTF-8.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The same for what comes after.</returns>
    public async ValueTask<bool> WriteAsync(ListJob job, ReadOnlyMemory<int> docs, bool any, IBufferWriter<byte> output, CancellationToken cancellationToken)
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
    private List<int>? Find(ListJob job, ReadOnlySpan<int> docs, Part[] parts)
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

    private async ValueTask FetchAsync(ListJob job, ReadOnlyMemory<int> docs, Part[] parts, List<int> missing, CancellationToken cancellationToken)
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

    private bool Write(ListJob job, ReadOnlySpan<int> docs, Part[] parts, bool any, IBufferWriter<byte> output)
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

    private void Write(ListJob job, int doc, Part part, IBufferWriter<byte> output)
    {
        var final = part.Body is null ? part.Final : Complete(job, doc, part.Body);
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
    private ReadOnlySpan<byte> Complete(ListJob job, int doc, StoredBody body)
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
