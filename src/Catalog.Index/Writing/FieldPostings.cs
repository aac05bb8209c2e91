using Catalog.Index.Memory;

namespace Catalog.Index.Writing;

/// <summary>
/// Which documents have which terms of their bodies: counted and then dealt out, a part of the documents on each processor, and made sets of, a part
/// of the terms on each. Only reads what it is given, so that links can be made beside it.
/// </summary>
/// <param name="terms">All terms.</param>
/// <param name="nodes">All documents.</param>
/// <param name="shared">Arrays that several terms have.</param>
internal sealed class FieldPostings(TermTable terms, NodeTable nodes, SharedArrays shared)
{
    // Each part needs four bytes for each term.
    private const int MinParts = 2;
    private const int MaxParts = 4;

    private readonly int _limit = terms.Limit;
    private readonly int _parts = Math.Clamp(Environment.ProcessorCount, MinParts, MaxParts);

    /// <summary>Finds out.</summary>
    /// <returns>What was found, a range of terms each, in order.</returns>
    public FieldRange[] Gather()
    {
        var places = new int[_parts][];
        Parallel.For(0, _parts, part => places[part] = Count(part));
        var documents = new int[Starts(places)];
        Parallel.For(0, _parts, part => Deal(part, places[part], documents));

        // Where the last part's documents of a term end, all of its documents do.
        var ends = places[^1];
        var ranges = new FieldRange[_parts];
        Parallel.For(0, _parts, part =>
        {
            ranges[part] = new FieldRange(terms, shared, Part(_limit, part), Part(_limit, part + 1));
            ranges[part].Gather(ends, documents, nodes.Limit);
        });
        return ranges;
    }

    private int[] Count(int part)
    {
        var counts = new int[_limit];
        var found = new List<int>();
        for (var doc = Part(nodes.Limit, part); doc < Part(nodes.Limit, part + 1); doc++)
        {
            nodes[doc].Payload.ReadTerms(found);
            foreach (var term in found)
            {
                counts[term]++;
            }
        }

        return counts;
    }

    // Documents of a term stand in ascending order, so those of the first part come first. Gives how many there are.
    private int Starts(int[][] places)
    {
        var total = 0;
        for (var term = 0; term < _limit; term++)
        {
            foreach (var part in places)
            {
                (part[term], total) = (total, total + part[term]);
            }
        }

        return total;
    }

    private void Deal(int part, int[] places, int[] documents)
    {
        var found = new List<int>();
        for (var doc = Part(nodes.Limit, part); doc < Part(nodes.Limit, part + 1); doc++)
        {
            nodes[doc].Payload.ReadTerms(found);
            foreach (var term in found)
            {
                documents[places[term]++] = doc;
            }
        }
    }

    private int Part(int count, int part) => (int)((long)count * part / _parts);
}
