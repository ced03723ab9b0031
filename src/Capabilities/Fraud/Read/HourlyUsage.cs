using System.Runtime.CompilerServices;
using Breakwater.Metering.Ports;

namespace Breakwater.Fraud.Read;

/// <summary>A stretch of hours of UTC, whose usage detection reads.</summary>
/// <param name="From">Start of the first hour.</param>
/// <param name="Hours">How many hours.</param>
public readonly record struct HourlyUsage(DateTimeOffset From, int Hours)
{
    /// <summary>The start of the hour that an instant lies in.</summary>
    public static DateTimeOffset HourOf(DateTimeOffset instant) => new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);

    /// <summary>The hours between the starts of two.</summary>
    public static HourlyUsage Between(DateTimeOffset from, DateTimeOffset to) => new(from, Math.Max(0, (int)(to - from).TotalHours));

    /// <summary>Metrics whose usage can be spread over hours.</summary>
    public static bool CanScore(Metric metric) => metric.IsAdditive && !metric.Archived && !BuiltInMetrics.IsReserved(metric.Code);

    /// <summary>Reads a metric, customer by customer, so that a large fleet never stands in memory as a whole.</summary>
    /// <param name="reader">The usage.</param>
    /// <param name="metric">COUNT or SUM.</param>
    /// <param name="customer">One customer, or null for all.</param>
    /// <param name="ct">Stops between customers.</param>
    /// <returns>Quantities by hour of each customer that has any; never negative.</returns>
    public async IAsyncEnumerable<SeriesHours> ReadAsync(IUsageReader reader, Metric metric, CustomerId? customer, [EnumeratorCancellation] CancellationToken ct)
    {
        if (Hours == 0) yield break;
        await foreach (var (id, figures) in reader.HoursAsync(new(metric, customer, From, Hours), ct).ConfigureAwait(false))
        {
            var quantities = new float[Hours];
            // Corrections may make an hour negative; a share of a day cannot be.
            foreach (var (hour, figure) in figures) quantities[hour] = Math.Max(0, (float)figure);
            yield return new(id, quantities);
        }
    }
}

/// <summary>A customer's usage by hour.</summary>
/// <param name="Customer">Whose.</param>
/// <param name="Quantities">One for each hour that was read.</param>
public readonly record struct SeriesHours(CustomerId Customer, float[] Quantities);
