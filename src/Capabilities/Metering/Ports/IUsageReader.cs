namespace Breakwater.Metering.Ports;

/// <summary>Answers questions about stored usage. What was acknowledged is in the answer.</summary>
public interface IUsageReader
{
    /// <summary>
    /// The state of a metric in each slice and group. Equals a recomputation from the stored events that are not voided,
    /// for any slices, aligned to hours or not.
    /// </summary>
    /// <exception cref="EngineUnavailableException">The engine does not answer.</exception>
    Task<IReadOnlyList<UsageSlice>> ReadAsync(UsageRead read, CancellationToken ct);

    /// <summary>
    /// An additive metric by hour, customer by customer, each of them once and without any order; for work over the whole fleet. An hour's figure
    /// equals that of <see cref="ReadAsync"/> for the same hour.
    /// </summary>
    /// <exception cref="EngineUnavailableException">The engine does not answer; thrown while enumerating.</exception>
    IAsyncEnumerable<CustomerHours> HoursAsync(HoursRead read, CancellationToken ct);

    /// <summary>Customers with their activity, newest first unless sorted by <c>customer</c>, <c>events</c> or <c>last</c>; search matches the id.</summary>
    Task<Page<CustomerActivity>> CustomersAsync(PageRequest page, CancellationToken ct);

    /// <summary>Names of properties seen on events of a type, at most 100, for group-by pickers.</summary>
    Task<IReadOnlyList<string>> PropertiesAsync(string eventType, CancellationToken ct);
}

/// <summary>A question to <see cref="IUsageReader.ReadAsync"/>.</summary>
/// <param name="Metric">The metric, of the catalog or built in.</param>
/// <param name="Customer">One customer, or null for all together.</param>
/// <param name="Slices">Half-open windows in ascending order that do not overlap, 1 to 10,000.</param>
/// <param name="GroupBy">A property to group by, <c>event_type</c>, <c>customer_id</c>, or null for one group.</param>
public sealed record UsageRead(Metric Metric, CustomerId? Customer, IReadOnlyList<TimeRange> Slices, string? GroupBy = null);

/// <summary>A question to <see cref="IUsageReader.HoursAsync"/>.</summary>
/// <param name="Metric">An additive metric of the catalog (COUNT or SUM).</param>
/// <param name="Customer">One customer, or null for all.</param>
/// <param name="From">Start of the first hour, UTC.</param>
/// <param name="Hours">How many hours, at least 1.</param>
public sealed record HoursRead(Metric Metric, CustomerId? Customer, DateTimeOffset From, int Hours);

/// <summary>A customer's usage by hour. Customers without any are left out.</summary>
/// <param name="Customer">Whose.</param>
/// <param name="Figures">Hours that have a figure, ascending.</param>
public readonly record struct CustomerHours(CustomerId Customer, IReadOnlyList<HourFigure> Figures);

/// <summary>The figure of one hour.</summary>
/// <param name="Hour">Index from <see cref="HoursRead.From"/> on.</param>
/// <param name="Figure">The figure; below 0 where corrections outweigh.</param>
public readonly record struct HourFigure(int Hour, decimal Figure);

/// <summary>The state of one slice and group. Empty ones are left out.</summary>
/// <param name="Slice">Index into <see cref="UsageRead.Slices"/>.</param>
/// <param name="Group">The group; empty text where the question has none.</param>
/// <param name="State">The mergeable state.</param>
public readonly record struct UsageSlice(int Slice, string Group, Aggregate State);

/// <summary>A customer as the ledger knows it.</summary>
/// <param name="Customer">Its id.</param>
/// <param name="Events">Events stored and not voided.</param>
/// <param name="FirstEvent">Earliest event time, to the hour.</param>
/// <param name="LastEvent">Latest event time.</param>
/// <param name="LastArrival">When something of it arrived last.</param>
public sealed record CustomerActivity(
    CustomerId Customer, long Events, DateTimeOffset FirstEvent, DateTimeOffset LastEvent, DateTimeOffset LastArrival);
