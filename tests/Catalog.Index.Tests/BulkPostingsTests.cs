using Catalog.Index.Writing;
using FsCheck;
using FsCheck.Fluent;

namespace Catalog.Index.Tests;

/// <summary>What a load makes postings with, against plain lists.</summary>
public sealed class BulkPostingsTests
{
    private const int Limit = 200_000;

    [Fact]
    public void Documents_of_a_key_are_united_be_they_few_or_many() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), Check).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    private static void Check(int seed)
    {
        var random = new Random(seed);
        var documents = new KeyDocuments(Limit);
        var expected = new SortedSet<int>();
        var rounds = random.Next(1, 40);
        var most = random.Next(2) == 0 ? 50 : 2_000;
        for (var round = 0; round < rounds; round++)
        {
            var some = Enumerable.Range(0, random.Next(most)).Select(_ => random.Next(Limit)).Distinct().Order().ToArray();
            documents.Add(some);
            expected.UnionWith(some);
        }

        Assert.Equal(expected, documents.Build().ToArray());
    }
}
