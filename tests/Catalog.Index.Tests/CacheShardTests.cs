using Catalog.Index.Entities;

namespace Catalog.Index.Tests;

/// <summary>What is kept, what goes, and that nobody's bytes change while they are read.</summary>
public sealed class CacheShardTests
{
    private const int Block = 256 * 1024;
    private const int Blocks = 4;
    private const int Length = 3_000;

    // Room for the table of entities beside the blocks.
    private const long Budget = (Blocks * Block) + (Block / 2);

    private readonly CacheShard _cache = new(Budget);

    [Fact]
    public void Bytes_stay_within_the_budget_and_what_came_last_is_there()
    {
        for (var i = 0; i < 10_000; i++)
        {
            _cache.Put(i, 1, Text(i, Length));
            Assert.Equal(Text(i, Length), Read(i));
            Assert.True(_cache.Bytes <= Budget);
        }

        Assert.InRange(_cache.Count, Blocks * Block / Length / 3, Blocks * Block / Length);
    }

    [Fact]
    public void What_is_asked_for_again_and_again_outlives_what_is_not()
    {
        _cache.Put(-1, 1, Text(-1, Length));
        for (var i = 0; i < 10_000; i++)
        {
            _cache.Put(i, 1, Text(i, Length));
            Assert.Equal(Text(-1, Length), Read(-1));
        }

        Assert.Null(Read(0));
    }

    [Fact]
    public void What_somebody_reads_is_not_written_over()
    {
        _cache.Put(-1, 1, Text(-1, Length));
        var held = _cache.Get(-1, 1);
        for (var i = 0; i < 10_000; i++)
        {
            _cache.Put(i, 1, Text(i, Length));
        }

        Assert.Equal(Text(-1, Length), held.Utf8.ToArray());
        held.Release();
    }

    [Fact]
    public void While_all_is_being_read_nothing_more_is_kept_and_afterwards_it_is()
    {
        var held = new List<KeptEntity>();
        var i = 0;
        for (; _cache.Get(i, 1) is { IsNothing: true }; i++)
        {
            _cache.Put(i, 1, Text(i, Length));
            held.Add(_cache.Get(i, 1));
            if (held[^1].IsNothing)
            {
                break;
            }
        }

        Assert.True(held[^1].IsNothing);
        Assert.All(Enumerable.Range(0, i), kept => Assert.Equal(Text(kept, Length), held[kept].Utf8.ToArray()));
        held.ForEach(one => one.Release());
        _cache.Put(i, 1, Text(i, Length));
        Assert.Equal(Text(i, Length), Read(i));
    }

    [Fact]
    public void A_later_version_takes_the_place_of_an_older_one_and_an_older_one_is_not_given()
    {
        _cache.Put(1, 5, Text(5, 10));
        _cache.Put(1, 4, Text(4, 10));
        Assert.Equal(Text(5, 10), Read(1, since: 5));
        Assert.Null(Read(1, since: 6));

        _cache.Put(1, 6, Text(6, 20));
        Assert.Equal(Text(6, 20), Read(1, since: 6));
        Assert.Equal(1, _cache.Count);
    }

    [Fact]
    public void Long_entities_are_kept_unless_they_would_push_out_too_much()
    {
        var cache = new CacheShard(16 * Block);
        cache.Put(1, 1, Text(1, Block + 1));
        cache.Put(2, 1, Text(2, 3 * Block));
        Assert.Equal(Block + 1, Read(cache, 1, 1)!.Length);
        Assert.Null(Read(cache, 2, 1));
        for (var i = 3; i < 5_000; i++)
        {
            cache.Put(i, 1, Text(i, i % 500 == 0 ? Block + i : Length));
            Assert.True(cache.Bytes <= 16 * Block);
        }

        Assert.Null(Read(cache, 1, 1));
        Assert.Equal(Text(4_500, Block + 4_500), Read(cache, 4_500, 1));
    }

    [Fact]
    public void Nothing_is_kept_without_a_budget()
    {
        var cache = new CacheShard(0);
        cache.Put(1, 1, Text(1, 10));
        Assert.Null(Read(cache, 1, 1));
        Assert.Equal(0, cache.Bytes);
    }

    private byte[]? Read(long sequence, int since = 1) => Read(_cache, sequence, since);

    private static byte[]? Read(CacheShard cache, long sequence, int since)
    {
        var found = cache.Get(sequence, since);
        var text = found.IsNothing ? null : found.Utf8.ToArray();
        found.Release();
        return text;
    }

    private static byte[] Text(int seed, int length)
    {
        var text = new byte[length];
        new Random(seed).NextBytes(text);
        return text;
    }
}
