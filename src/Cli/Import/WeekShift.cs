namespace Breakwater.Cli.Import;

/// <summary>Moves a trace by whole weeks, so that Mondays stay Mondays, until it ends in the week before the present one.</summary>
internal static class WeekShift
{
    private const long Week = 7L * 24 * 3600 * 1000;

    /// <summary>Weeks to add.</summary>
    /// <param name="end">End of the trace, Unix milliseconds.</param>
    /// <param name="now">The present instant; weeks begin on Monday 00:00 UTC.</param>
    public static int For(long end, DateTimeOffset now)
    {
        var today = now.UtcDateTime.Date;
        var monday = new DateTimeOffset(today.AddDays(-(((int)today.DayOfWeek + 6) % 7)), TimeSpan.Zero).ToUnixTimeMilliseconds();
        return (int)Math.Floor((double)(monday - end) / Week);
    }

    /// <summary>The instant moved by whole weeks.</summary>
    public static long Apply(long unixMs, int weeks) => unixMs + (weeks * Week);
}
