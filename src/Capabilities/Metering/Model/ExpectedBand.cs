namespace Breakwater.Metering.Model;

/// <summary>What a figure is expected to be, from earlier figures of the same kind of day or hour.</summary>
/// <param name="Typical">The median of the earlier figures.</param>
/// <param name="Low">Lower edge.</param>
/// <param name="High">Upper edge.</param>
public readonly record struct ExpectedBand(decimal Typical, decimal Low, decimal High)
{
    /// <summary>Fewest earlier figures that allow an expectation.</summary>
    public const int MinSamples = 3;

    /// <summary>How many weeks back the same weekdays are looked at.</summary>
    public const int Weeks = 8;

    /// <summary>
    /// Median plus or minus three robust standard deviations, 1.4826 times the median absolute deviation each (Leys et al. 2013,
    /// "Detecting outliers", J. Exp. Soc. Psychol. 49): a past outlier hardly moves it. The spread is at least a tenth of the
    /// median, because perfectly regular history would otherwise make every small change look unusual, and the lower edge does
    /// not go below zero where no earlier figure did.
    /// </summary>
    /// <param name="earlier">Figures of the same weekday, or the same hour of the same weekday, in any order.</param>
    /// <returns>Null with fewer than <see cref="MinSamples"/> figures.</returns>
    public static ExpectedBand? From(IReadOnlyCollection<decimal> earlier)
    {
        if (earlier.Count < MinSamples) return null;
        var typical = Median(earlier);
        var deviation = Median([.. earlier.Select(value => Math.Abs(value - typical))]);
        var spread = Math.Max(3m * 1.4826m * deviation, Math.Abs(typical) / 10m);
        var low = typical - spread;
        if (low < 0 && earlier.All(value => value >= 0)) low = 0;
        return new(typical, decimal.Round(low, Quantity.MaxDecimals), decimal.Round(typical + spread, Quantity.MaxDecimals));
    }

    /// <summary>Where a figure lies.</summary>
    public BandVerdict Judge(decimal value) => value < Low ? BandVerdict.Below : value > High ? BandVerdict.Above : BandVerdict.Within;

    private static decimal Median(IReadOnlyCollection<decimal> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        // Halved before they are added: two of the largest quantities must not overflow.
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] / 2) + (sorted[middle] / 2);
    }
}

/// <summary>Where a figure lies against its expectation.</summary>
public enum BandVerdict
{
    /// <summary>There is no expectation, or no figure.</summary>
    Unknown,

    /// <summary>The period is not over; its figure is compared with nothing.</summary>
    Unfinished,

    /// <summary>As expected.</summary>
    Within,

    /// <summary>Less than expected.</summary>
    Below,

    /// <summary>More than expected.</summary>
    Above,
}
