using Breakwater.Ingestion.Client;
using Breakwater.Kernel;
using Breakwater.Metering.Model;

namespace Breakwater.Ingestion.Demo;

/// <summary>
/// The demonstration's usage as a pure function: the same seed and anchor give the same events for every range, so that a range
/// sent twice adds nothing and adjoining ranges neither overlap nor leave a gap.
/// </summary>
/// <param name="anchor">The instant around which trends turn: when the demonstration was first started.</param>
/// <param name="seed">Which story is told.</param>
public sealed class DemoStory(DateTimeOffset anchor, int seed = 1)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE"];
    private static readonly int[] Failures = [429, 404, 500, 503];

    /// <summary>Events of a customer in a range, in order of time.</summary>
    public IEnumerable<OutgoingEvent> Between(DemoCustomer customer, TimeRange range)
    {
        for (var hour = FloorToHour(range.Start); hour < range.End; hour += Hour)
        {
            foreach (var usage in OfHour(customer, hour))
            {
                if (usage.Timestamp >= range.StartMs && usage.Timestamp < range.EndMs) yield return usage;
            }
        }
    }

    /// <summary>Events per hour that the customer sends on average in the hour that contains the instant.</summary>
    public double HourlyPace(DemoCustomer customer, DateTimeOffset at)
    {
        if (customer.SilentSince is { } silent && FloorToHour(at) >= FloorToHour(anchor - silent)) return 0;
        var local = TimeZoneInfo.ConvertTime(FloorToHour(at), Zone(customer)).DateTime;
        return customer.EventsPerDay / 24.0 * DemoRhythms.Intensity(customer.Rhythm, local, seed, customer.Id) * Trend(customer, at);
    }

    /// <summary>One API request or compute job at an instant.</summary>
    internal static OutgoingEvent Work(DemoCustomer customer, string transactionId, long timestamp, ref SplitMix random)
    {
        var region = random.Pick(customer.Regions);
        if (random.Fraction() < customer.ComputeShare)
        {
            return new OutgoingEvent(transactionId, customer.Id, "compute", timestamp,
            [
                OutgoingEvent.Number("cpu_ms", Spread(customer.CpuMs, 0.6, ref random)),
                OutgoingEvent.Text("region", region),
            ]);
        }

        var failed = random.Fraction() < customer.ErrorShare;
        return new OutgoingEvent(transactionId, customer.Id, "api_request", timestamp,
        [
            OutgoingEvent.Text("endpoint", random.Pick(customer.Endpoints)),
            OutgoingEvent.Text("method", random.Pick(Methods)),
            OutgoingEvent.Number("status", failed ? random.Pick(Failures) : 200),
            OutgoingEvent.Text("region", region),
            OutgoingEvent.Number("bytes", failed ? 180 + random.Below(240) : Spread(customer.Bytes, 0.8, ref random)),
        ]);
    }

    private List<OutgoingEvent> OfHour(DemoCustomer customer, DateTimeOffset hour)
    {
        var start = hour.ToUnixTimeMilliseconds();
        var random = SplitMix.For(seed, customer.Id, start);
        var offsets = new int[random.Poisson(HourlyPace(customer, hour))];
        for (var i = 0; i < offsets.Length; i++) offsets[i] = random.Below(3_600_000);
        Array.Sort(offsets);
        var events = new List<OutgoingEvent>(offsets.Length + 1);
        if (Storage(customer, hour, ref random) is { } storage) events.Add(storage);
        for (var i = 0; i < offsets.Length; i++)
        {
            events.Add(Work(customer, $"demo-{customer.Id}-{hour:yyyyMMddHH}-{i}", start + offsets[i], ref random));
        }

        return events;
    }

    // A reading of the stored volume every six hours, on the hour.
    private OutgoingEvent? Storage(DemoCustomer customer, DateTimeOffset hour, ref SplitMix random)
    {
        if (hour.Hour % 6 != 0 || HourlyPace(customer, hour) <= 0) return null;
        var growth = Math.Pow(1.004 + (customer.DailyTrend / 2), DaysSinceAnchor(hour));
        var stored = Math.Round((decimal)(customer.StoredGb * growth * (1 + (0.01 * random.Normal()))), 3);
        return new OutgoingEvent($"demo-{customer.Id}-{hour:yyyyMMddHH}-storage", customer.Id, "storage", hour.ToUnixTimeMilliseconds(),
            [OutgoingEvent.Number("gb_stored", stored), OutgoingEvent.Text("region", customer.Regions[0])]);
    }

    private double Trend(DemoCustomer customer, DateTimeOffset at) => Math.Pow(1 + customer.DailyTrend, DaysSinceAnchor(at) + 30);

    // A demonstration that runs for a year must not grow without end.
    private double DaysSinceAnchor(DateTimeOffset at) => Math.Clamp((at - anchor).TotalDays, -90, 30);

    // Log-normal around the median, as sizes and durations are.
    private static decimal Spread(int median, double width, ref SplitMix random) =>
        Math.Max(1, Math.Round((decimal)(median * Math.Exp(width * random.Normal()))));

    // Trends and rhythms need no zone data to be believable: a machine without it shows them in UTC.
    private static TimeZoneInfo Zone(DemoCustomer customer) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(customer.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;

    private static DateTimeOffset FloorToHour(DateTimeOffset at)
    {
        var utc = at.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % Hour.Ticks));
    }
}
