using Breakwater.Ingestion.Client;

namespace Breakwater.Cli.Import;

/// <summary>A row of the file: an event, a period without usage (neither event nor problem), or a row that cannot be used.</summary>
/// <param name="Number">Which row of data it is, from 1.</param>
/// <param name="Line">On which line of the file it begins, from 1.</param>
/// <param name="Event">The event, with the times of the file.</param>
/// <param name="Customer">Whose it is; null where that cannot be read.</param>
/// <param name="Quantity">What it adds to the customer's total.</param>
/// <param name="Problem">Why it cannot be used.</param>
/// <param name="Raw">The row as written, for the rejects file.</param>
internal readonly record struct SourceRow(
    long Number, long Line, OutgoingEvent? Event, string? Customer, decimal Quantity, string? Problem, string Raw)
{
    /// <summary>Start of the row's period, Unix milliseconds, also where it holds no usage; 0 for a row that cannot be used.</summary>
    public long PeriodStart { get; init; }
}

/// <summary>Turns the rows of one format into events.</summary>
internal interface IRowParser
{
    /// <summary><c>hourly</c> or <c>events</c>, as the store remembers it.</summary>
    string Kind { get; }

    /// <summary>Reads all rows; unusable ones come with their problem.</summary>
    IAsyncEnumerable<SourceRow> RowsAsync(TextReader reader, string contentHash, CancellationToken ct);
}
