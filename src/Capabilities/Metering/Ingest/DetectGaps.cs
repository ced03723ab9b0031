using System.Collections;
using Breakwater.Metering.Ports;

namespace Breakwater.Metering.Ingest;

/// <summary>Notices when a customer that always sends has fallen silent, or when all have and metering itself may be broken.</summary>
public sealed class DetectGaps(IUsageReader reader, INotifications notifications, TimeProvider time)
{
    /// <summary>Prefix of the conditions' keys.</summary>
    public const string KeyPrefix = "usage-gap:";

    /// <summary>Key of the condition that nobody sends.</summary>
    public const string AllKey = KeyPrefix + "*";

    /// <summary>Most customers that are watched: those with the most events.</summary>
    public const int MaxCustomers = 1_000;

    /// <summary>Judges every watched customer at the last full hour, raises new gaps and resolves those that ended.</summary>
    /// <returns>What was found.</returns>
    /// <exception cref="EngineUnavailableException">The store does not answer; conditions stay as they were.</exception>
    public async Task<GapReport> RunAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var hour = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerHour), TimeSpan.Zero);
        var customers = await reader.CustomersAsync(new(Take: MaxCustomers, Sort: "events", Descending: true), ct).ConfigureAwait(false);
        var active = await ActivityAsync(hour, customers.Items.ToDictionary(row => row.Customer.Value, StringComparer.Ordinal), now, ct).ConfigureAwait(false);
        var open = await OpenAsync(ct).ConfigureAwait(false);

        var everyone = new BitArray(ActivityProfile.Hours);
        foreach (var hours in active.Values) everyone.Or(hours);
        var all = new ActivityProfile(everyone).Judge();
        // With nobody sending, one alarm about metering says more than one for every customer.
        if (all.IsGap && active.Count > 1)
        {
            await notifications.RaiseAsync(Everyone(all, hour, now), ct).ConfigureAwait(false);
            return new(active.Count, active.Count, true);
        }

        if (open.Contains(AllKey)) await notifications.ResolveAsync(AllKey, ct).ConfigureAwait(false);
        var (watched, gaps) = (0, 0);
        foreach (var (customer, hours) in active)
        {
            var verdict = new ActivityProfile(hours).Judge();
            if (verdict.Watched) watched++;
            if (verdict.IsGap)
            {
                gaps++;
                await notifications.RaiseAsync(One(customer, verdict, hour, now), ct).ConfigureAwait(false);
            }
            else if (open.Contains(KeyPrefix + customer))
            {
                await notifications.ResolveAsync(KeyPrefix + customer, ct).ConfigureAwait(false);
            }
        }

        return new(watched, gaps, false);
    }

    // By week: a month of hours for every customer at once would be hundreds of thousands of states.
    private async Task<SortedDictionary<string, BitArray>> ActivityAsync(DateTimeOffset hour, Dictionary<string, CustomerActivity> customers, DateTimeOffset now, CancellationToken ct)
    {
        var active = new SortedDictionary<string, BitArray>(StringComparer.Ordinal);
        const int week = 7 * 24;
        for (var from = 0; from < ActivityProfile.Hours; from += week)
        {
            var start = hour.AddHours(from - ActivityProfile.Hours);
            TimeRange[] windows = [.. Enumerable.Range(0, week).Select(i => new TimeRange(start.AddHours(i), start.AddHours(i + 1)))];
            foreach (var slice in await reader.ReadAsync(new(BuiltInMetrics.Events, null, windows, "customer_id"), ct).ConfigureAwait(false))
            {
                if (slice.State.Count == 0 || !customers.ContainsKey(slice.Group)) continue;
                if (!active.TryGetValue(slice.Group, out var hours)) active[slice.Group] = hours = new(ActivityProfile.Hours);
                hours[from + slice.Slice] = true;
            }
        }

        // Who sends in the running hour is not silent any more, even though that hour is not full yet.
        foreach (var (customer, hours) in active)
        {
            if (customers[customer] is { } row && row.LastEvent >= hour && row.LastEvent <= now) hours[ActivityProfile.Hours - 1] = true;
        }

        return active;
    }

    private async Task<HashSet<string>> OpenAsync(CancellationToken ct)
    {
        var open = new HashSet<string>(StringComparer.Ordinal);
        for (var skip = 0; ; skip += PageRequest.MaxTake)
        {
            var page = await notifications.ListAsync(new(skip, PageRequest.MaxTake, Search: KeyPrefix), ct).ConfigureAwait(false);
            foreach (var item in page.Items.Where(item => item.ResolvedAt is null && item.Key.StartsWith(KeyPrefix, StringComparison.Ordinal))) open.Add(item.Key);
            // Open conditions come first: the first resolved one ends the list.
            if (page.Items.Count < PageRequest.MaxTake || page.Items.Any(item => item.ResolvedAt is not null)) return open;
        }
    }

    private static Notification One(string customer, GapVerdict verdict, DateTimeOffset hour, DateTimeOffset now) => new(
        KeyPrefix + customer, Severity.Warning, $"{customer} has sent nothing for {verdict.SilentHours} hours",
        $"It sends in {verdict.MissedHours} of these hours in other weeks; its longest earlier silence explains {verdict.AllowedHours}. The last event was before {hour.AddHours(-verdict.SilentHours):yyyy-MM-dd HH:mm} UTC. " +
        "Ask whether its sender runs, and look whether its key was revoked or its requests are refused.",
        $"/usage?customer={Uri.EscapeDataString(customer)}", now);

    private static Notification Everyone(GapVerdict verdict, DateTimeOffset hour, DateTimeOffset now) => new(
        AllKey, Severity.Critical, $"No customer has sent anything for {verdict.SilentHours} hours",
        $"This is not a quiet time: in other weeks usage arrives in {verdict.MissedHours} of these hours. The last event was before {hour.AddHours(-verdict.SilentHours):yyyy-MM-dd HH:mm} UTC. " +
        "Metering itself may be broken: look at the engines, the ingestion address and the load balancer.",
        "/operations", now);
}

/// <summary>What the gap detector found.</summary>
/// <param name="Watched">Customers that send regularly enough to be missed.</param>
/// <param name="Gaps">How many of them are silent.</param>
/// <param name="Everyone">True where nobody sends.</param>
public sealed record GapReport(int Watched, int Gaps, bool Everyone);
