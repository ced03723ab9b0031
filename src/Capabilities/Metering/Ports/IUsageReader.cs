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
