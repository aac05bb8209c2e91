using System.Buffers;
using System.Text;
using Catalog.Index.Query;
using Catalog.Storage;

namespace Catalog.Index.Tests;

/// <summary>Bodies in memory that is given back: entities are written before, and kept without it.</summary>
public sealed class LentBodiesTests
{
    private const int Count = 100;

    private readonly BodyStore _bodies = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1 << 24)]
    public async Task What_others_write_into_memory_that_was_given_back_does_not_come_into_entities(int kept)
    {
        var entries = Enumerable.Range(0, Count).Select(i => _bodies.Put(Body(i))).ToList();
        var own = Filled(_bodies, kept, entries);
        var lent = Filled(new Lending(_bodies), kept, entries);
        var fields = FieldSelection.TryParse(["metadata.name,spec"], out var some, out _) ? some : null;
        foreach (var form in (FieldSelection?[])[null, fields, null])
        {
            Assert.Equal(await ListAsync(own, form), await ListAsync(lent, form));
            Spoil();
        }
    }

    private static CatalogIndex Filled(IBodyReader store, int kept, IReadOnlyList<FeedEntry> entries)
    {
        var index = new CatalogIndex(store, new IndexOptions { EntityCacheBytes = kept });
        index.Apply(entries);
        return index;
    }

    private static string Body(int i) => $$$"""{"kind":"Group","metadata":{"name":"g{{{i}}}"},"spec":{"text":"{{{new string((char)('a' + (i % 26)), 10 * i)}}}"}}""";

    private static async Task<string> ListAsync(CatalogIndex index, FieldSelection? fields)
    {
        var output = new ArrayBufferWriter<byte>();
        var docs = index.Current.All(Condition.Everything).ToArray();
        await foreach (var batch in index.Current.ReadAsync(docs, fields, default, Token))
        {
            output.Write(batch.Span);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    // All that was given back and may be given out again.
    private static void Spoil()
    {
        var rented = Enumerable.Range(4, 12).SelectMany(bits => Enumerable.Range(0, 2 * Count).Select(_ => ArrayPool<byte>.Shared.Rent(1 << bits))).ToList();
        rented.ForEach(array => Array.Fill(array, (byte)'!'));
        rented.ForEach(array => ArrayPool<byte>.Shared.Return(array));
    }

    private sealed class Lending(BodyStore inner) : IBodyReader
    {
        public async ValueTask ReadBodiesAsync(ReadOnlyMemory<BodyKey> keys, Memory<ProcessedBody> bodies, CancellationToken cancellationToken)
        {
            await inner.ReadBodiesAsync(keys, bodies, cancellationToken);
            for (var i = 0; i < keys.Length; i++)
            {
                bodies.Span[i] = ProcessedBody.Copy(bodies.Span[i].Sequence, bodies.Span[i].Utf8.Span);
            }
        }
    }
}
