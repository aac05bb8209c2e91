using System.Buffers;
using Catalog.Storage;

namespace Catalog.Index.Entities;

/// <summary>Writes a batch of final entities: looks for them in the index and the cache, reads the bodies of the others at once, and puts those together.</summary>
internal sealed class BatchWriter(IBodyReader store, EntityCache cache, ReplacedRecords replaced)
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
        try
        {
            if (Find(job, docs.Span, parts) is { Count: > 0 } missing)
            {
                await FetchAsync(job, docs, parts, missing, cancellationToken).ConfigureAwait(false);
            }

            any = Write(job, docs.Span, parts, any, output);
            GC.KeepAlive(job.Source);
            return any;
        }
        finally
        {
            foreach (var part in parts)
            {
                part.Release();
            }
        }
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
                parts[i] = Part.OfIndex;
            }
            else if (ListJob.Current(job.State, docs[i]) is >= 0 and var since && cache.Get(job.State.Documents[docs[i]]!.Sequence, since) is { IsNothing: false } final)
            {
                parts[i] = Part.Kept(final);
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
        var keys = missing.ConvertAll(i => new BodyKey(job.State.Documents[docs.Span[i]]!.Sequence, job.RefOf, docs.Span[i])).ToArray();
        var read = new ProcessedBody[keys.Length];
        await store.ReadBodiesAsync(keys, read, cancellationToken).ConfigureAwait(false);
        List<ReplacedRecord>? newer = null;
        for (var i = 0; i < read.Length; i++)
        {
            if (read[i].Utf8.IsEmpty)
            {
                continue;
            }

            var doc = docs.Span[missing[i]];
            if (read[i].Sequence > keys[i].Sequence)
            {
                (newer ??= []).Add(new ReplacedRecord(missing[i], doc, keys[i].Ref, read[i]));
            }
            else
            {
                parts[missing[i]] = Part.Of(read[i], job.State, doc);
            }
        }

        if (newer is not null)
        {
            await replaced.FindAsync(job, newer, parts, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool Write(ListJob job, ReadOnlySpan<int> docs, Part[] parts, bool any, IBufferWriter<byte> output)
    {
        var scratch = _scratch ??= new Scratch();
        scratch.Facts.Read(job.State, parts);
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
                Write(job, part, scratch, output);
            }
        }

        return any;
    }

    private void Write(ListJob job, Part part, Scratch scratch, IBufferWriter<byte> output)
    {
        if (part.Body is { } body && job is { Keep: false, Form.Fields: null })
        {
            scratch.Entity.Write(body, scratch.Facts.Next(job.State, part), output);
            return;
        }

        var final = part.Body is null ? part.Final.Utf8 : Complete(job, part, part.Body, scratch);
        if (job.Form.Fields is { } fields)
        {
            Projection.Write(final, fields, output);
        }
        else
        {
            output.Write(final);
        }
    }

    // Valid until the next call with the same scratch.
    private ReadOnlySpan<byte> Complete(ListJob job, Part part, StoredBody body, Scratch scratch)
    {
        var state = part.State!;
        scratch.Whole.ResetWrittenCount();
        scratch.Entity.Write(body, scratch.Facts.Next(job.State, part), scratch.Whole);
        if (job.Keep && body.Sequence == state.Documents[part.Doc]!.Sequence && ListJob.Current(state, part.Doc) >= 0)
        {
            cache.Put(body.Sequence, state.Version, scratch.Whole.WrittenSpan);
        }

        return scratch.Whole.WrittenSpan;
    }

    private sealed class Scratch
    {
        public FinalEntity Entity { get; } = new();

        public FactsReader Facts { get; } = new();

        public ArrayBufferWriter<byte> Whole { get; } = new(8192);
    }
}
