using Breakwater.Metering.Ports;
using Breakwater.Metering.Read;

namespace Breakwater.Dashboard.Pages.Overview;

/// <summary>The ingestion rate now and over the last 15 minutes, from the counters' seconds.</summary>
/// <param name="Rate">Accepted events per second over the last 10 seconds; null until something was measured.</param>
/// <param name="Points">Accepted events per second in steps of 10 seconds, oldest first; null before the start of the process.</param>
/// <param name="Last">The counts of the last 15 minutes together.</param>
public sealed record IngestTrend(double? Rate, IReadOnlyList<double?> Points, IngestCounts Last)
{
    /// <summary>Steps of the trend: 15 minutes.</summary>
    public const int Steps = 90;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    /// <summary>Folds the seconds into steps that end now.</summary>
    public static IngestTrend From(IReadOnlyList<IngestSecond> seconds, DateTimeOffset now)
    {
        var events = new long[Steps];
        var measured = new int[Steps];
        var sum = default(IngestCounts);
        foreach (var second in seconds)
        {
            var step = Steps - 1 - (int)Math.Floor((now - second.At) / Step);
            if (step is < 0 or >= Steps) continue;
            events[step] += second.Counts.Accepted;
            measured[step]++;
            sum += second.Counts;
        }

        // A step is divided by the seconds that were measured in it, so the first one after a start is not too low.
        double?[] points = [.. events.Zip(measured, (count, length) => length == 0 ? (double?)null : (double)count / length)];
        return new(points[^1], points, sum);
    }
}
