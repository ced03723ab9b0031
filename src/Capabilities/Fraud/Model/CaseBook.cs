namespace Breakwater.Fraud.Model;

/// <summary>What opening and joining cases of a customer has to know.</summary>
/// <param name="Customer">Whose.</param>
/// <param name="Version">Counts what was recorded, opened again, merged and split: whatever decides which findings are one incident. Saving such a change asks for it.</param>
/// <param name="Open">Open cases.</param>
/// <param name="Decided">Days that decided cases speak of.</param>
public sealed record CaseBook(CustomerId Customer, long Version, IReadOnlyList<CaseFile> Open, IReadOnlyList<DecidedDay> Decided);

/// <summary>A day that was decided.</summary>
/// <param name="Case">The case.</param>
/// <param name="State">How.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="Incident">The case's incident.</param>
/// <param name="Finding">What was known then.</param>
public sealed record DecidedDay(CaseId Case, CaseState State, DateTimeOffset DecidedAt, TimeRange Incident, CaseFinding Finding);
