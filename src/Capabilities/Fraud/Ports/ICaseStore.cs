namespace Breakwater.Fraud.Ports;

/// <summary>Keeps cases. A change is saved together with its steps and audit entries, or not at all.</summary>
public interface ICaseStore
{
    /// <summary>The cases of those ids with their findings; unknown ids are missing.</summary>
    Task<IReadOnlyList<CaseFile>> FindAsync(IReadOnlyCollection<CaseId> ids, CancellationToken ct);

    /// <summary>What is known of each customer; customers without a case have an empty book.</summary>
    /// <param name="customers">Whose.</param>
    /// <param name="from">Decided days from this one on.</param>
    /// <param name="ct">Cancels the query.</param>
    Task<IReadOnlyList<CaseBook>> BooksAsync(IReadOnlyCollection<CustomerId> customers, DateOnly from, CancellationToken ct);

    /// <summary>Saves writes in one transaction, each whole or not at all.</summary>
    /// <returns>For each write in order: false where one of its versions is not the stored one; then nothing of it was saved.</returns>
    Task<IReadOnlyList<bool>> SaveAsync(IReadOnlyList<CaseWrite> writes, CancellationToken ct);

    /// <summary>Adds a step that leaves the case as it is: a comment, a message, what was done to a key.</summary>
    /// <param name="id">The case.</param>
    /// <param name="step">The step, without a version.</param>
    /// <param name="key">A key that the case names from now on; null for none.</param>
    /// <param name="entry">What the audit log says.</param>
    /// <param name="ct">Cancels before anything is saved.</param>
    /// <returns>False where there is no such case, or it has <see cref="MaxSteps"/> steps already.</returns>
    Task<bool> AddStepAsync(CaseId id, CaseStep step, KeyId? key, AuditEntry entry, CancellationToken ct);

    /// <summary>
    /// Cases by one of <see cref="CaseFilter.Sorts"/>, most urgent first without one. Each word of the search must begin a word of the id, the
    /// customer, a key's id or a comment.
    /// </summary>
    Task<Page<FraudCase>> ListAsync(CaseFilter filter, PageRequest page, CancellationToken ct);

    /// <summary>The timeline of a case, newest first.</summary>
    Task<Page<CaseStep>> StepsAsync(CaseId id, PageRequest page, CancellationToken ct);

    /// <summary>How many cases there are.</summary>
    Task<CaseCounts> CountAsync(CancellationToken ct);

    /// <summary>What became of the cases opened in each month from that day on; months without cases are missing.</summary>
    Task<IReadOnlyList<DecisionMonth>> MonthsAsync(DateOnly from, CancellationToken ct);

    /// <summary>What the cases say about days from that one on, of one customer or of all; days that no case speaks of are missing.</summary>
    Task<IReadOnlyList<DayFlag>> DayFlagsAsync(DateOnly from, CustomerId? customer, CancellationToken ct);

    /// <summary>The latest day from which each customer and metric is learned anew, of one customer or of all.</summary>
    Task<IReadOnlyList<Rebaseline>> RebaselinesAsync(CustomerId? customer, CancellationToken ct);

    /// <summary>Most steps that a case may have through <see cref="AddStepAsync"/>.</summary>
    const int MaxSteps = 4_000;
}

/// <summary>Changes that belong together.</summary>
/// <param name="Changes">Cases of one customer afterwards: a version of 1 is a new one, otherwise the stored version must be one less.</param>
/// <param name="Book">The version of the customer's book where the change depends on the customer's other cases; null otherwise.</param>
public sealed record CaseWrite(IReadOnlyList<CaseChange> Changes, long? Book = null);
