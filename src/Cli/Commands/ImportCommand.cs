using System.CommandLine;
using Breakwater.Cli.Import;
using Breakwater.Cli.Output;
using Breakwater.Ingestion.Client;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater import usage FILE</c></summary>
internal static class ImportCommand
{
    private static readonly Argument<string> File = new("FILE") { Description = "CSV or JSON lines, plain or gzipped: requests per client and period, or single events." };

    private static readonly Option<bool> Strict = new("--strict") { Description = "Import nothing where one row cannot be used." };

    private static readonly Option<string?> Rejects = new("--rejects") { Description = "Where rows that are left out are listed with line and reason [default: NAME.rejects.csv]", HelpName = "FILE" };

    private static readonly Option<int?> Shift = new("--shift-weeks") { Description = "Weeks by which dates are moved [default: traces per period end last week; events keep their times]", HelpName = "N" };

    private static readonly Option<int> Batch = new("--batch") { Description = "Events in one request, 1 to 10,000.", DefaultValueFactory = _ => 1_000, HelpName = "N" };

    private static readonly Option<int> InFlight = new("--in-flight") { Description = "Requests at once, 1 to 16.", DefaultValueFactory = _ => 3, HelpName = "N" };

    private static readonly Option<bool> NoKeys = new("--no-keys") { Description = "Issue no key for the clients of a trace." };

    public static Command Make()
    {
        Batch.Validators.Add(Between(Batch, 1, 10_000));
        InFlight.Validators.Add(Between(InFlight, 1, 16));
        var usage = new Command("usage", "Import usage through the backfill route. Interrupted or repeated imports add nothing twice: the store remembers shift and progress.")
        {
            File, Strict, Rejects, Shift, Batch, InFlight, NoKeys,
        };
        usage.SetAction((parsed, ct) => Session.RunAsync(parsed, (session, stop) => RunAsync(parsed, session, stop), ct, mayCreate: true));
        return new Command("import", "Bring in data from files.") { usage };
    }

    private static async Task<int> RunAsync(ParseResult parsed, Session session, CancellationToken ct)
    {
        var keys = parsed.GetValue(NoKeys) ? null : Path.Combine(Directory.CreateDirectory(session.Data).FullName, CustomerKeyFile.Name);
        var request = new ImportRequest(
            parsed.GetValue(File)!, parsed.GetValue(Rejects), parsed.GetValue(Strict), parsed.GetValue(Shift), parsed.GetValue(Batch), parsed.GetValue(InFlight), keys);
        var report = await new UsageImporter(session.Api, session.Terminal, request, session.Clock).RunAsync(ct);
        session.Terminal.Result(report, console => Show(console, report));
        return report.IsWhole ? ExitCodes.Done : ExitCodes.Difference;
    }

    private static void Show(IAnsiConsole console, ImportReport report)
    {
        var grid = new Grid().AddColumn().AddColumn(new GridColumn().RightAligned());
        void Row(string name, string value) => grid.AddRow(new Text(name), new Text(value));
        Row("File", report.File);
        Row("Dates moved by", $"{report.ShiftWeeks:N0} weeks");
        Row("Period", $"{report.PeriodStart} to {report.PeriodEnd}");
        Row("Rows read", $"{report.Rows:N0}");
        Row("Periods without usage skipped", $"{report.ZeroRowsSkipped:N0}");
        if (report.BadRows > 0) Row("Rows that cannot be used", $"{report.BadRows:N0}");
        if (report.ResumedAfterRow > 0) Row("Went on after row", $"{report.ResumedAfterRow:N0}");
        Row("Events sent", $"{report.Sent:N0}");
        Row("  accepted", $"{report.Accepted:N0}");
        Row("  stored before", $"{report.Duplicates:N0}");
        if (report.Conflicts > 0) Row("  stored before with other content", $"{report.Conflicts:N0}");
        if (report.Rejected > 0) Row("  refused", $"{report.Rejected:N0}");
        Row("Rate", $"{report.EventsPerSecond:N0} events/s");
        if (report.KeysIssued > 0) Row("Keys issued", $"{report.KeysIssued:N0}, in {report.KeysFile}");
        if (report.RejectsFile is not null) Row("Left out, with reasons", report.RejectsFile);
        console.Write(grid);
        if (report.Totals is { } totals) Show(console, totals);
    }

    private static void Show(IAnsiConsole console, ImportTotals totals)
    {
        console.WriteLine();
        var rows = totals.Customers.Where(row => row.File != row.Store).Concat(totals.Customers.Where(row => row.File == row.Store).OrderByDescending(row => row.File)).Take(Math.Max(10, totals.Differing)).ToList();
        var table = new Table().Border(TableBorder.Simple).AddColumns(
            new TableColumn("Customer"), new TableColumn("Events").RightAligned(), new TableColumn("File").RightAligned(), new TableColumn("Store").RightAligned(), new TableColumn(""));
        foreach (var row in rows) table.AddRow(new Text(row.CustomerId), new Text($"{row.Events:N0}"), new Text($"{row.File:N0}"), new Text($"{row.Store:N0}"), new Text(row.File == row.Store ? "equal" : "differs"));
        console.Write(table);
        if (totals.Customers.Count > rows.Count) console.WriteLine($"… and {totals.Customers.Count - rows.Count:N0} more, all equal; --json lists every one.");
        console.WriteLine(totals.Differing == 0
            ? $"Totals of all {totals.Customers.Count:N0} customers equal the file's: {totals.File:N0}."
            : $"{totals.Differing:N0} of {totals.Customers.Count:N0} customers differ: {totals.File:N0} in the file, {totals.Store:N0} in the store.");
    }

    private static Action<System.CommandLine.Parsing.OptionResult> Between(Option<int> option, int min, int max) => result =>
    {
        if (result.GetValue(option) is var value && (value < min || value > max)) result.AddError($"{option.Name} must lie between {min:N0} and {max:N0}.");
    };
}
