using System.Buffers;
using System.Runtime.CompilerServices;
using Catalog.Index.Evaluation;
using Catalog.Storage;

namespace Catalog.Index.Entities;

/// <summary>
/// Writes final entities of a state, from the cache or put together of bodies from the store: short lists in one go, long ones in batches
/// that are made beside each other, a few ahead of who reads them.
/// </summary>
internal sealed class EntityWriter(IBodyReader store, EntityCache cache, ReplacedRecords replaced)
{
    /// <summary>How many entities a batch of a long list has.</summary>
    public const int BatchSize = 16;

    private const int ReadAtOnce = 256;
    private const int LikelySize = 4096;

    /// <summary>How many batches are made ahead of the reader.</summary>
    public static readonly int Ahead = 2 * Math.Clamp(Environment.ProcessorCount, 1, 4);

    private readonly BatchWriter _batches = new(store, cache, replaced);

    /// <summary>Writes documents, see <see cref="IndexSnapshot.WriteAsync"/>.</summary>
    public async ValueTask WriteAsync(
        Readable source, ReadOnlyMemory<int> docs, EntityForm form, IBufferWriter<byte> output, CancellationToken cancellationToken)
    {
        var job = new ListJob(source, form, Keeps(docs.Length));
        var any = false;
        foreach (var batch in Batches(docs, ReadAtOnce))
        {
            any = await _batches.WriteAsync(job, batch, any, output, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gives documents in batches, see <see cref="IndexSnapshot.ReadAsync"/>.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        Readable source, ReadOnlyMemory<int> docs, EntityForm form, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var job = new ListJob(source, form, Keeps(docs.Length));
        var ahead = new Queue<Task<ArrayBufferWriter<byte>>>();
        var free = new Stack<ArrayBufferWriter<byte>>();
        using var batches = Batches(docs, BatchSize).GetEnumerator();
        try
        {
            while (true)
            {
                while (ahead.Count < Ahead && batches.MoveNext())
                {
                    ahead.Enqueue(MakeAsync(job, batches.Current, free.TryPop(out var used) ? used : new ArrayBufferWriter<byte>(BatchSize * LikelySize), cancellationToken));
                }

                if (!ahead.TryDequeue(out var next))
                {
                    yield break;
                }

                var made = await next.ConfigureAwait(false);
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

    private Task<ArrayBufferWriter<byte>> MakeAsync(ListJob job, ReadOnlyMemory<int> docs, ArrayBufferWriter<byte> output, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            await _batches.WriteAsync(job, docs, false, output, cancellationToken).ConfigureAwait(false);
            return output;
        },
        cancellationToken);

    // A list that would push everything else out of the cache is not kept.
    private bool Keeps(int count) => (long)count * LikelySize <= cache.Budget;

    private static IEnumerable<ReadOnlyMemory<int>> Batches(ReadOnlyMemory<int> docs, int size)
    {
        for (var at = 0; at < docs.Length; at += size)
        {
            yield return docs.Slice(at, Math.Min(size, docs.Length - at));
        }
    }
}
