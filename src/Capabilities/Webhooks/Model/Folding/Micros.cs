namespace Breakwater.Webhooks.Model;

/// <summary>Amounts as whole millionths of a currency unit: every provider's form of money fits, exactly.</summary>
public static class Micros
{
    // Stripe's lists: amounts of these come in whole units, or in thousandths. (Its "Currencies" documentation.)
    private static readonly HashSet<string> Whole = new(StringComparer.OrdinalIgnoreCase)
    {
        "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF",
    };

    private static readonly HashSet<string> Thousandths = new(StringComparer.OrdinalIgnoreCase) { "BHD", "JOD", "KWD", "OMR", "TND" };

    // Beyond these something else is wrong than the amount.
    private const decimal Most = 1e15m;
    private const decimal MostMicros = 1e18m;

    /// <summary>From the smallest unit of a currency, e.g. cents.</summary>
    /// <param name="minor">The amount of one.</param>
    /// <param name="currency">ISO 4217.</param>
    /// <param name="quantity">How many.</param>
    /// <returns>Null where there is no amount, or where it does not fit.</returns>
    public static long? FromMinor(decimal? minor, string? currency, long quantity = 1)
    {
        if (minor is not { } one || currency is null || Math.Abs(one) > Most || Math.Abs((decimal)quantity) > Most / 1_000) return null;
        var amount = one * quantity;
        return Fit(amount, Whole.Contains(currency) ? 1_000_000 : Thousandths.Contains(currency) ? 1_000 : 10_000);
    }

    /// <summary>From thousandths of a currency unit.</summary>
    public static long? FromMilli(decimal? milli) => milli is { } amount ? Fit(amount, 1_000) : null;

    /// <summary>From whole units and billionths.</summary>
    public static long? FromUnits(decimal? units, long? nanos) => units is null && nanos is null ? null : Math.Abs(units ?? 0) > Most ? null : Fit((units ?? 0) + ((nanos ?? 0) / 1_000_000_000m), 1_000_000);

    /// <summary>The sum; null where there is nothing to add, or where it does not fit.</summary>
    public static long? Sum(IEnumerable<long?> amounts)
    {
        decimal? sum = null;
        foreach (var amount in amounts) sum = amount is { } one ? (sum ?? 0) + one : sum;
        return sum is { } total && Math.Abs(total) < MostMicros ? (long)total : null;
    }

    private static long? Fit(decimal amount, int factor) =>
        Math.Abs(amount) <= Most && decimal.Round(amount * factor) is var micros && Math.Abs(micros) < MostMicros ? (long)micros : null;
}
