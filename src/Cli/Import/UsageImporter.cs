using System.Globalization;
using Breakwater.Cli.Output;
using Breakwater.Ingestion.Client;

namespace Breakwater.Cli.Import;

/// <summary>Imports one file: reads it whole, remembers the import in the store, sends what is missing, and compares totals.</summary>
internal sealed class UsageImporter(ApiClient api, Terminal terminal, ImportRequest request, TimeProvider clock)
{
    /// <summary>Runs the import.</summary>
    /// <exception cref="CliException">The file cannot be imported.</exception>
    /// <exception cref="ApiException">The host refuses or does not answer.</exception>
    public async Task<ImportReport> RunAsync(CancellationToken ct)
    {
        var file = await TraceFile.OpenAsync(request.File, ct);
        await using var rejects = new RejectsFile(request.RejectsFile ?? $"{file.Name}.rejects.csv");
        var scan = await TraceScan.ReadAsync(file, rejects, ct);
        foreach (var row in scan.Problems) terminal.Note($"line {row.Line:N0}: {row.Problem}");
        if (scan.Bad > scan.Problems.Count) terminal.Note($"… and {scan.Bad - scan.Problems.Count:N0} more");
        if (scan.Bad > 0 && request.Strict)
        {
            throw new CliException(ExitCodes.Usage, $"{scan.Bad:N0} of {scan.Rows:N0} rows of {file.Name} cannot be used: line {scan.Problems[0].Line:N0}: {scan.Problems[0].Problem}.",
                $"Nothing was imported. All of them are listed in {rejects.Written}; mend them, or leave --strict out to import the others.");
        }

        if (scan.IsEmpty) throw new CliException(ExitCodes.Usage, $"{file.Name} has no row that can be used.", rejects.Written is null ? "Nothing was imported." : $"Nothing was imported. The rows are listed in {rejects.Written}.");

        var known = await api.FindAsync<ImportRecord>(Path(file), ct);
        var weeks = known?.ShiftWeeks ?? request.ShiftWeeks ?? (file.Parser.Kind == "hourly" ? WeekShift.For(scan.End, clock.GetUtcNow()) : 0);
        var metric = file.Parser.Kind == "hourly" ? PeriodTrace.Quantity : null;
        if (metric is not null) await RequestsMetric.EnsureAsync(api, ct);
        known = await SaveAsync(file, weeks, cursor: 0, completed: false, ct);
        var keys = metric is null || request.KeysFile is null ? 0 : await new ClientKeys(api, new CustomerKeyFile(request.KeysFile), file.Hash).EnsureAsync(scan.Customers.Keys, terminal, ct);

        var from = known.Completed ? 0 : known.Cursor;
        if (from > 0) terminal.Note($"Goes on after row {from:N0}: everything before is stored.");
        var settings = new ImportSettings($"Import of {file.Name}", request.BatchSize, request.InFlight);
        var sender = new EventSender(api, file, settings, rejects, clock);
        var started = clock.GetTimestamp();
        var left = scan.Events - (from == 0 ? 0 : await CountUpToAsync(file, from, ct));
        await terminal.MeterAsync("Importing", "events", left, clock, report => sender.RunAsync(from, weeks, (cursor, stop) => SaveAsync(file, weeks, cursor, false, stop), report, ct));
        var elapsed = clock.GetElapsedTime(started).TotalSeconds;
        await SaveAsync(file, weeks, scan.Rows, completed: sender.Rejected == 0, ct);

        var (start, end) = (WeekShift.Apply(scan.Start, weeks), WeekShift.Apply(scan.End, weeks));
        var totals = metric is null ? null : await TotalsCheck.RunAsync(api, metric, scan.Customers, start, end, terminal, clock, ct);
        return new ImportReport(
            file.Name, file.Hash, file.Parser.Kind, weeks, Iso(start), Iso(end), scan.Rows, scan.Zero, scan.Bad, scan.Events,
            from, known.Completed, sender.Sent, sender.Accepted, sender.Duplicates, sender.Conflicts, sender.Rejected, rejects.Written, keys, keys > 0 ? request.KeysFile : null,
            metric, Math.Round(elapsed, 3), elapsed > 0 ? Math.Round(sender.Sent / elapsed) : 0, totals);
    }

    private Task<ImportRecord> SaveAsync(TraceFile file, int weeks, long cursor, bool completed, CancellationToken ct) => api.PutAsync<ImportRecord>(
        Path(file), new { name = file.Name, kind = file.Parser.Kind, shift_weeks = weeks, cursor, completed }, ct);

    private static async Task<long> CountUpToAsync(TraceFile file, long row, CancellationToken ct)
    {
        long events = 0;
        await foreach (var one in file.RowsAsync(ct))
        {
            if (one.Number > row) break;
            if (one.Event is not null) events++;
        }

        return events;
    }

    private static string Path(TraceFile file) => $"v1/admin/imports/{file.Hash}";

    private static string Iso(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);
}

/// <summary>What <c>breakwater import usage</c> was asked.</summary>
/// <param name="File">The file.</param>
/// <param name="RejectsFile">Where rows that are left out are listed; null for a file beside the working directory's others.</param>
/// <param name="Strict">True where one bad row stops everything before anything is sent.</param>
/// <param name="ShiftWeeks">Weeks by which dates are moved; null for the format's own rule.</param>
/// <param name="BatchSize">Events in one request.</param>
/// <param name="InFlight">Requests at once.</param>
/// <param name="KeysFile">Where secrets of issued keys are kept; null where no keys are issued.</param>
internal sealed record ImportRequest(string File, string? RejectsFile, bool Strict, int? ShiftWeeks, int BatchSize, int InFlight, string? KeysFile);
