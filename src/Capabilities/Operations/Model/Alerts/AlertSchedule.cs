namespace Breakwater.Operations.Model;

/// <summary>When a failed attempt is tried again, and when an endpoint is given up: the schedule that Standard Webhooks recommends.</summary>
public static class AlertSchedule
{
    private const double JitterShare = 0.2;

    /// <summary>The least time before each try, the first included: 10 tries in 3.2 to 3.8 days.</summary>
    public static IReadOnlyList<TimeSpan> Delays { get; } =
    [
        TimeSpan.Zero, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
        TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>The longest <c>Retry-After</c> that is followed.</summary>
    public static TimeSpan MaxRetryAfter { get; } = TimeSpan.FromHours(24);

    /// <summary>An endpoint that has done nothing but fail for so long is given up.</summary>
    public static TimeSpan DisableAfter { get; } = TimeSpan.FromDays(5);

    // Longer than the longest wait between two tries: failures further apart say nothing about the time between them.
    private static readonly TimeSpan Continuous = TimeSpan.FromHours(48);

    /// <summary>How long to wait after a failed try; null where it was the last.</summary>
    /// <param name="tries">Tries so far, 1 or more.</param>
    /// <param name="jitter">A random number of [0, 1): up to a fifth more, so that what failed together is not sent again together. Waits still never shrink.</param>
    /// <param name="retryAfter">What the endpoint asked for: never sooner than the schedule, never later than <see cref="MaxRetryAfter"/>.</param>
    public static TimeSpan? After(int tries, double jitter, TimeSpan? retryAfter)
    {
        if (tries >= Delays.Count) return null;
        var wait = Delays[tries] * (1 + (JitterShare * jitter));
        return retryAfter is { } asked && asked > wait ? asked < MaxRetryAfter ? asked : Later(wait, MaxRetryAfter) : wait;
    }

    /// <summary>Since when an endpoint does nothing but fail, after one more failure.</summary>
    /// <param name="since">Since when it did so before; null where its last attempt succeeded.</param>
    /// <param name="last">Its last failure before.</param>
    /// <param name="now">This failure.</param>
    public static DateTimeOffset FailingSince(DateTimeOffset? since, DateTimeOffset? last, DateTimeOffset now) =>
        since is { } began && last is { } failed && now - failed <= Continuous ? began : now;

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
