namespace Breakwater.Cli.Import;

/// <summary>What an import did, as <c>--json</c> shows it.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Sha256">Hash of its content before compression; the import's id.</param>
/// <param name="Kind"><c>hourly</c> or <c>events</c>.</param>
/// <param name="ShiftWeeks">Whole weeks by which its dates were moved.</param>
/// <param name="PeriodStart">First instant after the move, ISO 8601; null where no row could be used.</param>
/// <param name="PeriodEnd">End after the move, exclusive.</param>
/// <param name="Rows">Rows of data read.</param>
/// <param name="ZeroRowsSkipped">Periods without usage; they send no event.</param>
/// <param name="BadRows">Rows left out because they cannot be used.</param>
/// <param name="Events">Events in the file.</param>
/// <param name="ResumedAfterRow">Row up to which an earlier, interrupted run had stored everything; 0 where there was none.</param>
/// <param name="Repeated">True where an earlier run had stored the whole file; everything was sent again to prove it.</param>
/// <param name="Sent">Events sent by this run.</param>
/// <param name="Accepted">Events stored by this run.</param>
/// <param name="Duplicates">Events that were stored before.</param>
/// <param name="Conflicts">Events whose id was stored before with other content.</param>
/// <param name="Rejected">Events that the host refused.</param>
/// <param name="RejectsFile">Where bad rows and refused events are listed; null where there are none.</param>
/// <param name="KeysIssued">Keys that this run issued.</param>
/// <param name="KeysFile">Where their secrets are kept, readable by the owner only.</param>
/// <param name="Metric">The metric that sums the quantities; null for event traces.</param>
/// <param name="ElapsedSeconds">Time from the first to the last request with events.</param>
/// <param name="EventsPerSecond">Sent per second of that time.</param>
/// <param name="Totals">The file's totals against the store's; null for event traces.</param>
internal sealed record ImportReport(
    string File, string Sha256, string Kind, int ShiftWeeks, string? PeriodStart, string? PeriodEnd, long Rows, long ZeroRowsSkipped, long BadRows, long Events,
    long ResumedAfterRow, bool Repeated, long Sent, long Accepted, long Duplicates, long Conflicts, long Rejected, string? RejectsFile, int KeysIssued, string? KeysFile,
    string? Metric, double ElapsedSeconds, double EventsPerSecond, ImportTotals? Totals)
{
    /// <summary>True where every row came in and every total agrees.</summary>
    public bool IsWhole => BadRows == 0 && Conflicts == 0 && Rejected == 0 && Totals is not { Differing: > 0 };
}

/// <summary>Totals of all customers and of each.</summary>
/// <param name="File">Sum over the file.</param>
/// <param name="Store">Sum of what <c>/v1/usage</c> answers for the same period.</param>
/// <param name="Differing">Customers whose two totals differ.</param>
/// <param name="Customers">Each customer of the file.</param>
internal sealed record ImportTotals(decimal File, decimal Store, int Differing, IReadOnlyList<CustomerTotal> Customers);

/// <summary>One customer's total in the file and in the store.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Events">Its events in the file.</param>
/// <param name="File">Its total in the file.</param>
/// <param name="Store">Its total by <c>/v1/usage</c>.</param>
internal sealed record CustomerTotal(string CustomerId, long Events, decimal File, decimal Store);
