using System.Globalization;
using System.Text;

namespace Breakwater.Metering.Read;

/// <summary>
/// The same rows as the screen, as CSV by RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe
/// in front; numbers are written as they are.
/// </summary>
public static class UsageCsv
{
    /// <summary>The days of a history, with their bands.</summary>
    public static string Of(UsageHistoryReport report) => Write(
        ["customer_id", "metric", "date", "start", "end", "value", "unit", "events", "skipped", "expected", "expected_low", "expected_high", "verdict"],
        report.Days.Select(day => (object?[])
        [
            report.Customer?.Value, report.Metric.Code.Value, day.Date, day.Period.Start, day.Period.End, day.Value, report.Metric.Unit, day.Events, day.Skipped,
            day.Expected?.Typical, day.Expected?.Low, day.Expected?.High, day.Verdict.ToString().ToLowerInvariant(),
        ]));

    /// <summary>The groups of a report.</summary>
    public static string Breakdown(UsageReport report) => Write(
        ["customer_id", "metric", "start", "end", "group", "value", "unit", "events", "skipped"],
        (report.Breakdown ?? []).Select(row => (object?[])
        [
            report.Customer?.Value, report.Metric.Code.Value, report.Period.Start, report.Period.End, row.Group, row.Value, report.Metric.Unit, row.Events, row.Skipped,
        ]));

    /// <summary>The windows of a report.</summary>
    public static string Series(UsageReport report) => Write(
        ["customer_id", "metric", "local_start", "start", "end", "value", "unit", "events", "skipped"],
        (report.Series ?? []).Select(point => (object?[])
        [
            report.Customer?.Value, report.Metric.Code.Value, $"{point.Local:yyyy-MM-ddTHH:mm:sszzz}", point.Period.Start, point.Period.End, point.Value, report.Metric.Unit, point.Events, point.Skipped,
        ]));

    /// <summary>The hours of a day.</summary>
    public static string Of(HourlyPatternReport report) => Write(
        ["customer_id", "metric", "local_start", "start", "end", "value", "unit", "events", "expected", "expected_low", "expected_high"],
        report.Hours.Select(hour => (object?[])
        [
            report.Customer?.Value, report.Metric.Code.Value, $"{hour.Local:yyyy-MM-ddTHH:mm:sszzz}", hour.Period.Start, hour.Period.End, hour.Value, report.Metric.Unit, hour.Events,
            hour.Expected?.Typical, hour.Expected?.Low, hour.Expected?.High,
        ]));

    /// <summary>The cells of a heat map.</summary>
    public static string Of(HeatMapReport report) => Write(
        ["customer_id", "metric", "weekday", "hour", "mean", "unit", "samples"],
        report.Cells.Select(cell => (object?[])[report.Customer?.Value, report.Metric.Code.Value, cell.Weekday.ToString(), cell.Hour, cell.Mean, report.Metric.Unit, cell.Samples]));

    /// <summary>Any rows: header first, one line each, CRLF.</summary>
    public static string Write(IReadOnlyList<string> header, IEnumerable<object?[]> rows)
    {
        var text = new StringBuilder();
        Line(text, header);
        foreach (var row in rows) Line(text, row);
        return text.ToString();
    }

    private static void Line(StringBuilder text, IEnumerable<object?> cells)
    {
        var first = true;
        foreach (var cell in cells)
        {
            if (!first) text.Append(',');
            first = false;
            text.Append(cell switch
            {
                null => "",
                string value => Quoted(Safe(value)),
                DateTimeOffset instant => instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
                DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                // The scale that a sum has taken from its summands says nothing: 22.250 is 22.25.
                decimal figure => figure.ToString("0.############################", CultureInfo.InvariantCulture),
                IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
                var other => Quoted(Safe(other.ToString() ?? "")),
            });
        }

        text.Append("\r\n");
    }

    // The characters that start a formula, also behind leading whitespace (OWASP, "CSV Injection").
    private static string Safe(string value) => value.TrimStart() is ['=' or '+' or '-' or '@' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20', ..] || value is ['\t' or '\r' or '\n', ..] ? "'" + value : value;

    private static string Quoted(string value) =>
        value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
