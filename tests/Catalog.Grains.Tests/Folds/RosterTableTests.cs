using Catalog.Grains.Folds;
using Catalog.Model;

namespace Catalog.Grains.Tests.Folds;

public sealed class RosterTableTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Entries_that_come_and_go_in_any_order_are_found_as_in_a_dictionary(int seed)
    {
        var random = new Random(seed);
        var table = new RosterTable();
        var expected = new Dictionary<string, (int Number, long Sequence)>(StringComparer.Ordinal);
        for (var step = 1; step <= 20_000; step++)
        {
            // It grows, shrinks to little, and grows again.
            var text = Text(random.Next(3_000));
            var number = table.Find(text);
            Assert.Equal(expected.TryGetValue(text, out var known) ? known.Number : -1, number);
            if (number >= 0 && random.Next(100) < (step % 8_000 > 4_000 ? 95 : 20))
            {
                table.Remove(number);
                expected.Remove(text);
            }
            else if (step % 8_000 <= 4_000)
            {
                if (number < 0) number = table.Add(text);
                table[number].Sequence = step;
                expected[text] = (number, step);
            }
        }

        Assert.Equal(expected.Count, table.Count);
        Assert.Equal(expected.Values.Order(), table.All.Select(number => (number, table[number].Sequence)));
        Assert.All(expected, known => Assert.Equal(EntityRef.Parse(known.Key), table.RefOf(known.Value.Number)));
    }

    [Fact]
    public void Texts_of_entries_that_are_gone_take_no_room()
    {
        var texts = new RosterTexts();
        var text = texts.Add(Text(13));
        Assert.True(texts.Is(text, Text(13)));
        Assert.False(texts.Is(text, Text(14)));

        var table = new RosterTable();
        var before = 0L;
        for (var i = 0; i < 200_000; i++)
        {
            table.Remove(table.Add(Text(i)));
            if (i == 20_000) before = table.TextBytes;
        }

        Assert.Equal(0, table.Count);
        Assert.InRange(table.TextBytes, 0, 2 * before);
    }

    // Some are not ASCII, and some are longer than a block of texts.
    private static string Text(int i) => (i % 50) switch
    {
        13 => $"component:default/größe-{i}",
        14 => $"component:default/\ud800-{i}",
        15 => $"component:default/{new string('a', 9_000)}-{i}",
        _ => $"component:default/some-service-{i}",
    };
}
