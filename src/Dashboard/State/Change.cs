namespace Breakwater.Dashboard.State;

/// <summary>Which way a figure should move, so that a change can be called good or bad.</summary>
public enum Better
{
    /// <summary>Neither direction is good in itself.</summary>
    Neither,

    /// <summary>More is better.</summary>
    Higher,

    /// <summary>Less is better.</summary>
    Lower,
}

/// <summary>A figure against the comparison period, in words and sign.</summary>
/// <param name="Now">The figure of the period.</param>
/// <param name="Before">The figure of the comparison period; null where there is none.</param>
/// <param name="Against">The comparison period in words, e.g. <c>the 30 days before</c>.</param>
/// <param name="Better">Which direction is good.</param>
public sealed record Change(double Now, double? Before, string Against, Better Better = Better.Neither)
{
    /// <summary>The relative change as a share; null where there is nothing to compare with.</summary>
    public double? Share => Before is { } before && before != 0 ? (Now - before) / Math.Abs(before) : null;

    /// <summary>The sign to show: <c>▲</c>, <c>▼</c> or <c>=</c>.</summary>
    public string Sign => Direction switch { > 0 => "▲", < 0 => "▼", _ => "=" };

    /// <summary>The change in words: <c>up 12 %</c>, <c>down 3 %</c>, <c>unchanged</c>, <c>new</c>, <c>nothing to compare</c>.</summary>
    public string Words => this switch
    {
        { Before: null } => "nothing to compare",
        { Before: 0, Now: 0 } => "unchanged",
        { Before: 0 } => "new",
        _ when Direction == 0 => "unchanged",
        _ when Math.Abs(Share!.Value) >= 10 => $"{(Direction > 0 ? "up" : "down")} {Format.Number(Math.Abs(Share.Value) + 1, 0)} times",
        _ => $"{(Direction > 0 ? "up" : "down")} {Format.Percent(Math.Abs(Share!.Value), Math.Abs(Share.Value) < 0.1 ? 1 : 0)}",
    };

    /// <summary>The token class of the change: <c>ok</c>, <c>critical</c> or <c>muted</c>.</summary>
    public string Tone => (Direction, Better) switch
    {
        (0, _) or (_, Better.Neither) => "muted",
        ( > 0, Better.Higher) or ( < 0, Better.Lower) => "ok",
        _ => "critical",
    };

    // Below a tenth of a percent the words would say "up 0 %".
    private int Direction => Before is not { } before ? 0
        : before == 0 ? Math.Sign(Now)
        : Math.Abs(Share!.Value) < 0.0005 ? 0 : Math.Sign(Now - before);
}
