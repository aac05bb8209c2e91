namespace Catalog.Testing.Synthetic;

/// <summary>A small generator of pseudo-random numbers that is the same everywhere, seeded by what it is used for.</summary>
internal sealed class Dice
{
    private ulong _state;

    public Dice(int seed, string kind, int i, int purpose)
    {
        _state = (ulong)seed * 0x9E3779B97F4A7C15;
        foreach (var c in kind) Mix(c);
        Mix((ulong)i);
        Mix((ulong)purpose);
    }

    public int Next(int below) => (int)((NextBits() >> 33) % (ulong)below);

    public bool Chance(double probability) => NextDouble() < probability;

    public T Pick<T>(T[] from) => from[Next(from.Length)];

    /// <summary>A number below the bound, small ones more often: the square of a uniform draw.</summary>
    public int Skewed(int below) => Math.Min(below - 1, (int)(below * Math.Pow(NextDouble(), 2)));

    private double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    private void Mix(ulong value)
    {
        _state ^= value;
        NextBits();
    }

    // SplitMix64.
    private ulong NextBits()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
