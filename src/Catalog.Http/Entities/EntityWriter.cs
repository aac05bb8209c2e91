using System.Buffers;
using System.IO.Pipelines;
using Catalog.Index;

namespace Catalog.Http.Entities;

/// <summary>Writes entities of a snapshot as the items of a JSON list, without brackets.</summary>
internal static class EntityWriter
{
    private const int FlushBytes = 32 * 1024;
    private static readonly byte[] Comma = [(byte)','];
    private static readonly byte[] Null = [.. "null"u8];

    /// <summary>Writes a list into a buffer; an entity that is not there is left out.</summary>
    public static ValueTask WriteAsync(
        IndexSnapshot snapshot, ReadOnlyMemory<int> docs, FieldSelection? fields, IBufferWriter<byte> output, CancellationToken cancellationToken) =>
        snapshot.WriteAsync(docs, fields, Comma, default, output, cancellationToken);

    /// <summary>Writes a list into a buffer; an entity that is not there, or asked for as document -1, is null.</summary>
    public static ValueTask WriteEachAsync(
        IndexSnapshot snapshot, ReadOnlyMemory<int> docs, FieldSelection? fields, IBufferWriter<byte> output, CancellationToken cancellationToken) =>
        snapshot.WriteAsync(docs, fields, Comma, Null, output, cancellationToken);

    /// <summary>A list of any length on its way to a client, no faster than the client reads. Its parts may be written one after the other.</summary>
    internal sealed class StreamedList(IndexSnapshot snapshot, FieldSelection? fields, PipeWriter pipe)
    {
        private bool _any;
        private int _unflushed;

        /// <summary>Writes a part; its end may wait for the next flush.</summary>
        public async ValueTask WriteAsync(ReadOnlyMemory<int> docs, CancellationToken cancellationToken)
        {
            await foreach (var batch in snapshot.ReadAsync(docs, fields, Comma, cancellationToken))
            {
                pipe.Write(_any ? Comma : []);
                _any = true;
                pipe.Write(batch.Span);
                _unflushed += batch.Length;
                if (_unflushed >= FlushBytes)
                {
                    _unflushed = 0;
                    if ((await pipe.FlushAsync(cancellationToken)).IsCompleted)
                    {
                        throw new OperationCanceledException("The client has gone.");
                    }
                }
            }
        }
    }
}
