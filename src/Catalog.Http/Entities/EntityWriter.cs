using System.Buffers;
using System.IO.Pipelines;
using Catalog.Index;

namespace Catalog.Http.Entities;

/// <summary>Writes entities of a snapshot as the items of a JSON list, without brackets.</summary>
internal static class EntityWriter
{
    private const int BatchSize = 256;
    private const int FlushBytes = 64 * 1024;
    private static readonly byte[] Comma = [(byte)','];

    /// <summary>Writes a list into a buffer.</summary>
    public static ValueTask WriteAsync(
        IndexSnapshot snapshot, ReadOnlyMemory<int> docs, FieldSelection? fields, IBufferWriter<byte> output, CancellationToken cancellationToken) =>
        snapshot.WriteAsync(docs, fields, Comma, output, cancellationToken);

    /// <summary>Writes a list of any length to a client, no faster than the client reads.</summary>
    /// <param name="list">The batches written so far and to come.</param>
    /// <param name="docs">What to write next.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    public static async ValueTask StreamAsync(StreamedList list, ReadOnlyMemory<int> docs, CancellationToken cancellationToken)
    {
        for (; docs.Length > 0; docs = docs[Math.Min(docs.Length, BatchSize)..])
        {
            var batch = docs[..Math.Min(docs.Length, BatchSize)];
            await list.Snapshot.WriteAsync(batch, list.Fields, Comma, list.StartBatch(), cancellationToken);
            if (list.Unflushed >= FlushBytes && (await list.FlushAsync(cancellationToken)).IsCompleted)
            {
                throw new OperationCanceledException("The client has gone.");
            }
        }
    }

    /// <summary>A list on its way to a client. Puts the comma between batches, also when a batch turns out to be empty.</summary>
    internal sealed class StreamedList(IndexSnapshot snapshot, FieldSelection? fields, PipeWriter pipe) : IBufferWriter<byte>
    {
        private bool _any;
        private bool _commaDue;

        public IndexSnapshot Snapshot { get; } = snapshot;

        public FieldSelection? Fields { get; } = fields;

        public int Unflushed { get; private set; }

        public IBufferWriter<byte> StartBatch()
        {
            _commaDue = _any;
            return this;
        }

        public ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken)
        {
            Unflushed = 0;
            return pipe.FlushAsync(cancellationToken);
        }

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            PutComma();
            return pipe.GetMemory(sizeHint);
        }

        public Span<byte> GetSpan(int sizeHint = 0)
        {
            PutComma();
            return pipe.GetSpan(sizeHint);
        }

        public void Advance(int count)
        {
            pipe.Advance(count);
            Unflushed += count;
            _any |= count > 0;
        }

        private void PutComma()
        {
            if (_commaDue)
            {
                _commaDue = false;
                pipe.Write(Comma);
            }
        }
    }
}
