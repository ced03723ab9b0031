namespace Breakwater.Metering.Read;

/// <summary>A question about usage, as it arrives from a URL.</summary>
/// <param name="CustomerId">Whose usage; null for all customers together.</param>
/// <param name="Metric">Code of a metric.</param>
/// <param name="Start">First instant of the period.</param>
/// <param name="End">First instant after the period, at most 400 days later.</param>
/// <param name="GroupBy">A property, <c>event_type</c> or <c>customer_id</c>; null for no breakdown.</param>
/// <param name="Window"><c>hour</c> or <c>day</c>; null for no series.</param>
/// <param name="TimeZone">IANA name of the zone whose hours and days are meant; null for UTC.</param>
public sealed record UsageRequest(
    string? CustomerId, string Metric, DateTimeOffset Start, DateTimeOffset End, string? GroupBy = null, string? Window = null, string? TimeZone = null);

/// <summary>The answer.</summary>
/// <param name="Metric">The metric, with its unit.</param>
/// <param name="Customer">Whose usage; null for all customers together.</param>
/// <param name="Period">The period asked for.</param>
/// <param name="TimeZone">IANA name of the zone.</param>
/// <param name="Value">The figure of the period; null where nothing was measured.</param>
/// <param name="Events">Events that the figure is made of.</param>
/// <param name="Skipped">Events of the metric's type that lacked its property.</param>
/// <param name="Breakdown">Figures of the groups, largest first; null where none were asked for.</param>
/// <param name="Series">Figures of the windows, in order, empty ones included; null where none were asked for.</param>
public sealed record UsageReport(
    Metric Metric, CustomerId? Customer, TimeRange Period, string TimeZone, decimal? Value, long Events, long Skipped,
    IReadOnlyList<UsageGroupRow>? Breakdown, IReadOnlyList<UsagePoint>? Series);

/// <summary>The figure of one group.</summary>
/// <param name="Group">The property's value; <see cref="UsageGroup.None"/> or <see cref="UsageGroup.Other"/>.</param>
/// <param name="Value">Its figure.</param>
/// <param name="Events">Events that it is made of.</param>
/// <param name="Skipped">Events that lacked the metric's property.</param>
/// <param name="Share">Part of the total, 0 to 1, where the aggregation is additive and the total is not zero.</param>
public sealed record UsageGroupRow(string Group, decimal? Value, long Events, long Skipped, decimal? Share);

/// <summary>The figure of one window.</summary>
/// <param name="Period">The window.</param>
/// <param name="Local">Its start on the zone's clock.</param>
/// <param name="Value">Its figure; null where nothing was measured.</param>
/// <param name="Events">Events that it is made of.</param>
/// <param name="Skipped">Events that lacked the metric's property.</param>
public sealed record UsagePoint(TimeRange Period, DateTimeOffset Local, decimal? Value, long Events, long Skipped);
