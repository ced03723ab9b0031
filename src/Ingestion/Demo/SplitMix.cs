namespace Breakwater.Ingestion.Demo;

/// <summary>
/// Small deterministic random numbers (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators"): the same seed
/// gives the same story on every machine and in every version, which the runtime's own generator does not promise.
/// </summary>
internal struct SplitMix(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A generator for one named thing at one instant, independent of all others.</summary>
    public static SplitMix For(int seed, string name, long instant)
    {
        var hash = 14695981039346656037UL ^ (uint)seed;
        foreach (var letter in name) hash = (hash ^ letter) * 1099511628211UL;
        var random = new SplitMix(hash ^ ((ulong)instant * 0x9E3779B97F4A7C15UL));
        random.Next();
        return random;
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, <paramref name="count"/>).</summary>
    public int Below(int count) => (int)(Fraction() * count);

    /// <summary>One of the items, the first ones more often: item i has the weight 1/(i+1).</summary>
    public T Pick<T>(IReadOnlyList<T> items)
    {
        var total = 0.0;
        for (var i = 0; i < items.Count; i++) total += 1.0 / (i + 1);
        var point = Fraction() * total;
        for (var i = 0; i < items.Count; i++)
        {
            point -= 1.0 / (i + 1);
            if (point < 0) return items[i];
        }

        return items[^1];
    }

    /// <summary>Normal with mean 0 and deviation 1 (Box and Muller 1958).</summary>
    public double Normal() => Math.Sqrt(-2.0 * Math.Log(1.0 - Fraction())) * Math.Cos(2.0 * Math.PI * Fraction());

    /// <summary>Poisson with the given mean: multiplication below 30 (Knuth), the normal approximation above.</summary>
    public int Poisson(double mean)
    {
        if (mean <= 0) return 0;
        if (mean > 30) return Math.Max(0, (int)Math.Round(mean + (Math.Sqrt(mean) * Normal())));
        var limit = Math.Exp(-mean);
        var count = 0;
        for (var product = Fraction(); product > limit; product *= Fraction()) count++;
        return count;
    }
}
