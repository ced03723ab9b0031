using Breakwater.Metering.Ports;

namespace Breakwater.Fraud.Read;

/// <summary>Usage by hour of many customers at once.</summary>
/// <param name="From">Start of the first hour, UTC.</param>
/// <param name="Hours">How many hours.</param>
/// <param name="Customers">Quantities by hour of each customer that has any; never negative.</param>
public sealed record HourlyUsage(DateTimeOffset From, int Hours, IReadOnlyDictionary<CustomerId, float[]> Customers)
{
    private const int HoursAtOnce = 7 * 24;

    /// <summary>The start of the hour that an instant lies in.</summary>
    public static DateTimeOffset HourOf(DateTimeOffset instant) => new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);

    /// <summary>Reads an additive metric, week by week, so that a large fleet's answer never stands in memory as single cells.</summary>
    /// <param name="reader">The usage.</param>
    /// <param name="metric">COUNT or SUM.</param>
    /// <param name="customer">One customer, or null for all.</param>
    /// <param name="from">Start of an hour.</param>
    /// <param name="to">Start of the hour after the last.</param>
    /// <param name="ct">Stops between weeks.</param>
    public static async Task<HourlyUsage> ReadAsync(IUsageReader reader, Metric metric, CustomerId? customer, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var hours = (int)(to - from).TotalHours;
        var customers = new Dictionary<CustomerId, float[]>();
        for (var first = 0; first < hours; first += HoursAtOnce)
        {
            var start = from.AddHours(first);
            TimeRange[] slices = [.. Enumerable.Range(0, Math.Min(HoursAtOnce, hours - first)).Select(i => new TimeRange(start.AddHours(i), start.AddHours(i + 1)))];
            foreach (var slice in await reader.ReadAsync(new(metric, customer, slices, customer is null ? "customer_id" : null), ct).ConfigureAwait(false))
            {
                var id = customer ?? new CustomerId(slice.Group);
                if (!customers.TryGetValue(id, out var own)) customers.Add(id, own = new float[hours]);
                // Corrections may make an hour negative; a share of a day cannot be.
                own[first + slice.Slice] = Math.Max(0, (float)(slice.State.Figure(metric) ?? 0));
            }
        }

        return new(from, hours, customers);
    }

    /// <summary>Metrics whose usage can be spread over hours.</summary>
    public static bool CanScore(Metric metric) => metric.IsAdditive && !metric.Archived && !BuiltInMetrics.IsReserved(metric.Code);
}
