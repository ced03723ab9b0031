namespace Breakwater.Engines.Embedded.Metering.Lanes;

/// <summary>The median of the last 64 measurements.</summary>
internal sealed class Median
{
    private readonly double[] _last = new double[64];
    private long _count;

    public void Add(double value)
    {
        lock (_last) _last[(int)(_count++ % 64)] = value;
    }

    /// <summary>0 before the first measurement.</summary>
    public double Value
    {
        get
        {
            Span<double> copy = stackalloc double[64];
            int held;
            lock (_last)
            {
                held = (int)Math.Min(_count, _last.Length);
                _last.AsSpan(0, held).CopyTo(copy);
            }

            if (held == 0) return 0;
            copy = copy[..held];
            copy.Sort();
            return copy[held / 2];
        }
    }
}
