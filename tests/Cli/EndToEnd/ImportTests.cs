using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Breakwater.Tests.Cli.EndToEnd;

/// <summary>Imports through the real command line, whole, repeated, interrupted and killed: nothing is lost and nothing counts twice.</summary>
public sealed class ImportTests : IDisposable
{
    private const int Clients = 12, Hours = 240;

    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bad_rows_are_left_out_with_line_and_reason_and_the_rest_comes_in()
    {
        var file = _folder.File("trace.csv");
        await File.WriteAllTextAsync(file, "client_id,model,period_start_utc,requests\na,m,2025-03-02T16:00:00Z,5\na,m,never,5\na,m,2025-03-02T17:00:00Z,0\nb b,m,2025-03-02T17:00:00Z,1\nb,m,2025-03-02T18:00:00Z,7\n", Ct);
        var strict = await CliAsync("import", "usage", file, "--strict", "--json");
        Assert.Equal(2, strict.Code);
        Assert.Contains("line 3", strict.Error, StringComparison.Ordinal);

        var first = await CliAsync("import", "usage", file, "--json");
        Assert.Equal(1, first.Code);
        var report = first.Json;
        Assert.Equal((5L, 1L, 2L, 2L), (Long(report, "rows"), Long(report, "zero_rows_skipped"), Long(report, "bad_rows"), Long(report, "accepted")));
        var rejects = await File.ReadAllLinesAsync(report.GetProperty("rejects_file").GetString()!, Ct);
        Assert.Equal(["line,reason,row", "3", "5"], [rejects[0], .. rejects[1..].Select(line => line[..line.IndexOf(',', StringComparison.Ordinal)])]);

        var words = await CliAsync("import", "usage", file);
        Assert.Contains("Totals of all 2 customers equal the file's: 12.", words.Out, StringComparison.Ordinal);
        Assert.Equal(2, (await CliAsync("keys", "list", "--json")).Json.GetProperty("total").GetInt32());
        Assert.Equal(0, (await CliAsync("verify")).Code);
    }

    [Fact]
    public async Task Events_keep_their_ids_and_a_refused_one_names_its_line()
    {
        var file = _folder.File("events.ndjson");
        var now = TimeProvider.System.GetUtcNow();
        string Line(string id, DateTimeOffset at) => $$$"""{"transaction_id":"{{{id}}}","customer_id":"c","event_type":"api_request","timestamp":{{{at.ToUnixTimeMilliseconds()}}},"properties":{"bytes":10}}""";
        await File.WriteAllLinesAsync(file, [Line("t1", now.AddDays(-3)), Line("t2", now.AddDays(-700)), Line("t3", now.AddDays(-90)), Line("t3", now.AddDays(-80))], Ct);
        var report = (await CliAsync("import", "usage", file, "--json")).Json;
        Assert.Equal((2L, 1L, 1L, 0L), (Long(report, "accepted"), Long(report, "rejected"), Long(report, "conflicts"), Long(report, "shift_weeks")));
        var rejects = await File.ReadAllLinesAsync(report.GetProperty("rejects_file").GetString()!, Ct);
        Assert.Equal(["2", "4"], rejects[1..].Select(line => line[..line.IndexOf(',', StringComparison.Ordinal)]));
        Assert.Equal(0, (await CliAsync("events", "find", "t1", "--customer", "c")).Code);
    }

    [Fact]
    public async Task Interrupted_then_killed_then_repeated_adds_every_hour_once()
    {
        var expected = await WriteTraceAsync();
        var interrupted = await InterruptAsync(_folder.File("trace.csv"), "4", 30_000, process => Programs.SendInterruptAsync(process));
        Assert.Equal(130, interrupted.Code);
        Assert.Contains("Run the same command again", interrupted.Error, StringComparison.Ordinal);
        await InterruptAsync(_folder.File("trace.csv"), "4", 30_000, process =>
        {
            process.Kill();
            return Task.CompletedTask;
        });

        var rest = await CliAsync("import", "usage", _folder.File("trace.csv"), "--json");
        Assert.Equal(0, rest.Code);
        Assert.InRange(Long(rest.Json, "resumed_after_row"), 1, (Clients * Hours) - 1);
        AssertTotals(expected, rest.Json);

        var again = (await CliAsync("import", "usage", _folder.File("trace.csv"), "--json")).Json;
        Assert.True(again.GetProperty("repeated").GetBoolean());
        Assert.Equal((0L, (long)(Clients * Hours), 0L), (Long(again, "accepted"), Long(again, "duplicates"), Long(again, "keys_issued")));
        Assert.Equal(Long(rest.Json, "shift_weeks"), Long(again, "shift_weeks"));
        AssertTotals(expected, again);
        Assert.Equal(0, (await CliAsync("verify")).Code);
    }

    [Fact]
    public async Task The_real_trace_comes_in_whole_and_verifies()
    {
        var shared = Environment.GetEnvironmentVariable("BREAKWATER_SHARED") is { Length: > 0 } set ? set : Path.Combine(Programs.Built("Root"), "..", "shared");
        var trace = Path.Combine(shared, "data", "usage", "api-requests-hourly.csv.gz");
        Assert.SkipUnless(File.Exists(trace), $"The trace is not at {trace}: name the folder that holds data/usage/api-requests-hourly.csv.gz in BREAKWATER_SHARED.");

        Assert.Equal(130, (await InterruptAsync(trace, "50", 600_000, process => Programs.SendInterruptAsync(process))).Code);
        await InterruptAsync(trace, "50", 600_000, process =>
        {
            process.Kill();
            return Task.CompletedTask;
        });
        var first = await CliAsync("import", "usage", trace, "--json");
        Assert.Equal(0, first.Code);
        var report = first.Json;
        Assert.Equal((52_752L, 30_339L, 22_413L), (Long(report, "rows"), Long(report, "zero_rows_skipped"), Long(report, "events")));
        Assert.InRange(Long(report, "resumed_after_row"), 1, 52_751);
        AssertTotals(await SumAsync(trace), report);
        var totals = report.GetProperty("totals");
        Assert.Equal((2_264_843_632m, 2_264_843_632m, 0L, 157), (totals.GetProperty("file").GetDecimal(), totals.GetProperty("store").GetDecimal(), Long(totals, "differing"), totals.GetProperty("customers").GetArrayLength()));
        Assert.Equal(157, (await CliAsync("keys", "list", "--json")).Json.GetProperty("total").GetInt32());
        var end = report.GetProperty("period_end").GetDateTimeOffset();
        Assert.Equal(DayOfWeek.Sunday, end.AddTicks(-1).DayOfWeek);
        Assert.InRange(TimeProvider.System.GetUtcNow() - end, TimeSpan.Zero, TimeSpan.FromDays(8));

        var again = (await CliAsync("import", "usage", trace, "--json")).Json;
        Assert.Equal((0L, 22_413L, 0L), (Long(again, "accepted"), Long(again, "duplicates"), Long(again, "keys_issued")));
        var verified = await CliAsync("verify", "--json");
        Assert.Equal((0, 22_413L), (verified.Code, Long(verified.Json.GetProperty("usage"), "ledger_events")));
    }

    public void Dispose() => _folder.Dispose();

    private Task<Finished> CliAsync(params string[] arguments) => Programs.CliAsync(_folder.Path, [.. arguments, "--data", _folder.File("data")]);

    // Small batches, so that there is time to stop it in the middle.
    private async Task<Finished> InterruptAsync(string file, string batch, long bytes, Func<System.Diagnostics.Process, Task> stop)
    {
        using var process = Programs.Start("Cli", _folder.Path, "import", "usage", file, "--batch", batch, "--in-flight", "1", "--data", _folder.File("data"));
        var end = Programs.EndAsync(process);
        var archive = Path.Combine(_folder.File("data"), "events");
        var before = Size(archive);
        while (!process.HasExited && Size(archive) < before + bytes) await Task.Delay(20, Ct);
        Assert.False(process.HasExited, "The import was over before it could be stopped.");
        await stop(process);
        return await end;
    }

    private static long Size(string folder) => Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) : 0;

    private async Task<Dictionary<string, decimal>> WriteTraceAsync()
    {
        var text = new StringBuilder("client_id,model,period_start_utc,requests\n");
        var totals = new Dictionary<string, decimal>();
        var start = new DateTimeOffset(2025, 3, 2, 0, 0, 0, TimeSpan.Zero);
        for (var hour = 0; hour < Hours; hour++)
        {
            for (var client = 0; client < Clients; client++)
            {
                var requests = 1 + (((hour * 31) + (client * 17)) % 997);
                text.Append(CultureInfo.InvariantCulture, $"client-{client},m{client % 3},{start.AddHours(hour):yyyy-MM-ddTHH:mm:ssZ},{requests}\n");
                totals[$"client-{client}"] = totals.GetValueOrDefault($"client-{client}") + requests;
            }
        }

        await File.WriteAllTextAsync(_folder.File("trace.csv"), text.ToString(), Ct);
        return totals;
    }

    // The file's totals, without any code of the product.
    private static async Task<Dictionary<string, decimal>> SumAsync(string trace)
    {
        await using var file = File.OpenRead(trace);
        using var lines = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        Assert.Equal("client_id,model,period_start_utc,requests", await lines.ReadLineAsync(Ct));
        var totals = new Dictionary<string, decimal>();
        while (await lines.ReadLineAsync(Ct) is { } line)
        {
            var cells = line.Split(',');
            totals[cells[0]] = totals.GetValueOrDefault(cells[0]) + decimal.Parse(cells[3], CultureInfo.InvariantCulture);
        }

        return totals;
    }

    private static void AssertTotals(Dictionary<string, decimal> expected, JsonElement report) => Assert.Equal(
        expected.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value, pair.Value)),
        report.GetProperty("totals").GetProperty("customers").EnumerateArray().Select(row => (row.GetProperty("customer_id").GetString()!, row.GetProperty("file").GetDecimal(), row.GetProperty("store").GetDecimal())));

    private static long Long(JsonElement element, string name) => element.GetProperty(name).GetInt64();
}
