namespace Breakwater.Fraud.Model;

/// <summary>Which cases a list shows; null means all.</summary>
/// <param name="State">In that state.</param>
/// <param name="Severity">Of that severity.</param>
/// <param name="OwnerId">Worked by that person.</param>
/// <param name="Owned">True: worked by somebody; false: by nobody.</param>
/// <param name="Customer">Of that customer.</param>
/// <param name="Metric">With a finding in that metric.</param>
/// <param name="Verdict">Of that verdict.</param>
/// <param name="Attack">Best explained by that kind of attack.</param>
/// <param name="Snoozed">True: snoozed now; false: not snoozed.</param>
/// <param name="Overdue">True: should have been decided by now; false: not overdue.</param>
/// <param name="Escalated">Escalated or not.</param>
/// <param name="Disputed">With disputed usage or not.</param>
/// <param name="From">Whose incident reaches into this day (UTC) or later ones.</param>
/// <param name="To">Whose incident began on this day (UTC) or earlier.</param>
public sealed record CaseFilter(
    CaseState? State = null, CaseSeverity? Severity = null, string? OwnerId = null, bool? Owned = null, CustomerId? Customer = null, MetricCode? Metric = null,
    DayVerdict? Verdict = null, AttackKind? Attack = null, bool? Snoozed = null, bool? Overdue = null, bool? Escalated = null, bool? Disputed = null,
    DateOnly? From = null, DateOnly? To = null)
{
    /// <summary>Columns that a list may be sorted by; without one the most urgent come first (severity, then due).</summary>
    public static IReadOnlyList<string> Sorts { get; } = ["severity", "stake", "age", "due", "score", "updated"];
}

/// <summary>Open cases of one severity.</summary>
/// <param name="Severity">Which.</param>
/// <param name="Open">All of them.</param>
/// <param name="Unowned">Of those, worked by nobody.</param>
/// <param name="Overdue">Of those, overdue.</param>
/// <param name="Snoozed">Of those, snoozed.</param>
public sealed record SeverityCount(CaseSeverity Severity, int Open, int Unowned, int Overdue, int Snoozed);

/// <summary>How many cases there are.</summary>
/// <param name="BySeverity">Open cases, most severe first, every severity.</param>
/// <param name="ByState">All cases, every state.</param>
public sealed record CaseCounts(IReadOnlyList<SeverityCount> BySeverity, IReadOnlyDictionary<CaseState, int> ByState)
{
    /// <summary>Open cases of all severities.</summary>
    public int Open => BySeverity.Sum(count => count.Open);

    /// <summary>Open cases that are overdue.</summary>
    public int Overdue => BySeverity.Sum(count => count.Overdue);
}

/// <summary>What became of the cases that were opened in a month.</summary>
/// <param name="Month">First day of the month, UTC.</param>
/// <param name="Confirmed">Decided as fraud.</param>
/// <param name="Dismissed">Decided as expected: false alarms.</param>
/// <param name="Open">Not decided yet.</param>
public sealed record DecisionMonth(DateOnly Month, int Confirmed, int Dismissed, int Open)
{
    /// <summary>Share of the decided ones that were fraud, 0 to 1; null where none is decided.</summary>
    public double? Precision => Confirmed + Dismissed == 0 ? null : (double)Confirmed / (Confirmed + Dismissed);
}

/// <summary>A view of the queue that an analyst keeps.</summary>
/// <param name="Name">Its name, unique per person, 1 to 60 characters.</param>
/// <param name="Query">The text of the URL's query, without the question mark, at most 1,000 characters.</param>
/// <param name="SavedAt">When it was saved.</param>
public sealed record SavedView(string Name, string Query, DateTimeOffset SavedAt);
