namespace Breakwater.Fraud.Model;

/// <summary>What the cases say about a day. The worst counts where several speak of it.</summary>
public enum DayStanding
{
    /// <summary>Looked at and expected: it teaches the baseline.</summary>
    Cleared,

    /// <summary>In an open case: it does not teach.</summary>
    Suspected,

    /// <summary>Confirmed as fraud: it never teaches.</summary>
    Fraud,
}

/// <summary>A day that a case speaks of. Derived from the cases, so that a decision and what it teaches are one change.</summary>
/// <param name="Customer">Whose day.</param>
/// <param name="Metric">Of which metric.</param>
/// <param name="Date">The day in the customer's zone.</param>
/// <param name="Standing">What the cases say.</param>
public sealed record DayFlag(CustomerId Customer, MetricCode Metric, DateOnly Date, DayStanding Standing);

/// <summary>A customer's usage has been a different one since a day: days before it no longer teach.</summary>
/// <param name="Customer">Whose.</param>
/// <param name="Metric">Of which metric.</param>
/// <param name="From">The first day that teaches.</param>
public sealed record Rebaseline(CustomerId Customer, MetricCode Metric, DateOnly From);
