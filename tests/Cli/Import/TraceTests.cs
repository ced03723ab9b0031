using System.IO.Compression;
using System.Text;
using Breakwater.Cli.Import;
using Breakwater.Cli.Output;
using Breakwater.Ingestion.Client;
using Breakwater.Metering.Model;
using CsCheck;

namespace Breakwater.Tests.Cli.Import;

/// <summary>Files become events, and rows that cannot be used are named by line and reason.</summary>
public sealed class TraceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_with_requests_is_one_event_and_a_row_without_is_none()
    {
        var (file, rows) = await ReadAsync("t.csv", "client_id,model,period_start_utc,requests\na-1,m,2025-03-02T16:00:00Z,0\na-1,m,2025-03-02T17:00:00Z,12\n");
        Assert.Equal("hourly", file.Parser.Kind);
        Assert.Null(rows[0].Event);
        Assert.Null(rows[0].Problem);
        var usage = rows[1].Event!;
        Assert.Equal(($"{file.Hash[..16]}-20250302T1700", "a-1", "api_usage", 1_740_934_800_000L), (usage.TransactionId, usage.CustomerId, usage.EventType, usage.Timestamp));
        Assert.Equal("""{"reason":"r","events":[{"transaction_id":"ID","customer_id":"a-1","event_type":"api_usage","timestamp":1740934800000,"properties":{"requests":12,"model":"m"}}]}""".Replace("ID", usage.TransactionId, StringComparison.Ordinal),
            Encoding.UTF8.GetString(OutgoingEvent.Body([usage], "r")));
    }

    [Theory]
    [InlineData("a b,m,2025-03-02T16:00:00Z,1", "client_id must be 1 to 256 characters")]
    [InlineData("a,m,yesterday,1", "period_start_utc \"yesterday\" is not an instant")]
    [InlineData("a,m,2025-03-02T16:00:00Z,many", "requests \"many\" is not a number")]
    [InlineData("a,m,2025-03-02T16:00:00Z,NaN", "requests \"NaN\" is not a number")]
    [InlineData("a,m,2025-03-02T16:00:00Z,1e15000", "requests \"1e15000\" is not a number")]
    [InlineData("a,m,2025-03-02T16:00:00Z,-1", "requests must not be negative")]
    [InlineData("a,m,2025-03-02T16:00:00Z", "3 fields where the header names 4")]
    [InlineData("ok,m,2025-03-02T15:00:00Z,5", "ok has this period on an earlier line already")]
    public async Task A_bad_row_is_named_by_line_and_reason(string row, string reason)
    {
        var (_, rows) = await ReadAsync("t.csv", $"client_id,model,period_start_utc,requests\nok,m,2025-03-02T15:00:00Z,1\n{row}\nok,m,2025-03-02T17:00:00Z,1\n");
        Assert.Equal(3, rows.Count);
        Assert.Equal(3, rows[1].Line);
        Assert.StartsWith(reason, rows[1].Problem, StringComparison.Ordinal);
        Assert.Equal(row, rows[1].Raw);
        Assert.Null(rows[1].Event);
        Assert.NotNull(rows[2].Event);
    }

    [Fact]
    public async Task Packed_and_plain_are_the_same_import()
    {
        const string text = "customer_id,period_start_utc,requests\nx,2025-03-02T16:00:00Z,3\n";
        var (plain, _) = await ReadAsync("plain.csv", text);
        var path = _folder.File("packed.bin");
        await using (var packed = new GZipStream(File.Create(path), CompressionLevel.Optimal)) await packed.WriteAsync(Encoding.UTF8.GetBytes(text), Ct);
        var file = await TraceFile.OpenAsync(path, Ct);
        Assert.Equal(plain.Hash, file.Hash);
        Assert.Equal(text.Length, file.Bytes);
        Assert.Single(await file.RowsAsync(Ct).ToListAsync(Ct));
    }

    [Fact]
    public async Task Events_in_csv_keep_ids_and_typed_properties()
    {
        var (file, rows) = await ReadAsync("e.csv", "transaction_id,customer_id,event_type,timestamp,bytes,code,ok,note,none\nt1,c,api_request,1740931200000,12.5,007,true,\"a, b\",\n");
        Assert.Equal("events", file.Parser.Kind);
        Assert.Equal(
            [("bytes", PropertyKind.Number), ("code", PropertyKind.Text), ("ok", PropertyKind.Boolean), ("note", PropertyKind.Text)],
            rows[0].Event!.Properties.Select(property => (property.Name, property.Value.Kind)));
        Assert.Equal(("t1", 1_740_931_200_000L), (rows[0].Event!.TransactionId, rows[0].Event!.Timestamp));
    }

    [Fact]
    public async Task Events_in_json_lines_keep_what_the_api_takes_and_name_what_it_would_not()
    {
        var (_, rows) = await ReadAsync("e.ndjson", """
            {"transaction_id":"t1","customer_id":"c","event_type":"api_request","timestamp":"2025-03-02T16:00:00Z","properties":{"bytes":5,"region":"eu","ok":true,"gone":null,"huge":1e300}}

            {"transaction_id":"t2","customer_id":"c","event_type":"api_request"}
            {"transaction_id":"t3","customer_id":"c","event_type":"x","timestamp":1740931200000,"properties":{"deep":{"a":1}}}
            {"transaction_id":"t4",
            [1,2]
            """);
        Assert.Equal([1L, 3, 4, 5, 6], rows.Select(row => row.Line));
        Assert.Equal([PropertyKind.Number, PropertyKind.Text, PropertyKind.Boolean, PropertyKind.Null, PropertyKind.OutOfRange], rows[0].Event!.Properties.Select(property => property.Value.Kind));
        Assert.Contains("\"huge\":1e300", Encoding.UTF8.GetString(OutgoingEvent.Body([rows[0].Event!])), StringComparison.Ordinal);
        Assert.StartsWith("timestamp \"\" is neither", rows[1].Problem, StringComparison.Ordinal);
        Assert.StartsWith("properties.deep must be", rows[2].Problem, StringComparison.Ordinal);
        Assert.Equal("the line is not valid JSON", rows[3].Problem);
        Assert.Equal("the line is not a JSON object", rows[4].Problem);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("name,value\na,1\n", "has no known format")]
    public async Task Other_files_are_refused_in_words(string text, string words)
    {
        await File.WriteAllTextAsync(_folder.File("x.csv"), text, Ct);
        var fault = await Assert.ThrowsAsync<CliException>(() => TraceFile.OpenAsync(_folder.File("x.csv"), Ct));
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, fault.ExitCode);
    }

    [Fact]
    public async Task A_broken_gzip_file_is_refused_in_words()
    {
        await File.WriteAllBytesAsync(_folder.File("x.gz"), [0x1f, 0x8b, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], Ct);
        Assert.Contains("broken gzip", (await Assert.ThrowsAsync<CliException>(() => TraceFile.OpenAsync(_folder.File("x.gz"), Ct))).Message, StringComparison.Ordinal);
        Assert.Contains("There is no file", (await Assert.ThrowsAsync<CliException>(() => TraceFile.OpenAsync(_folder.File("none.csv"), Ct))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Traces_move_by_whole_weeks_and_end_last_week() =>
        Gen.Select(Gen.Long[0, 4_000_000_000_000], Gen.Long[1_600_000_000_000, 2_000_000_000_000]).Sample((end, nowMs) =>
        {
            var now = DateTimeOffset.FromUnixTimeMilliseconds(nowMs);
            var moved = WeekShift.Apply(end, WeekShift.For(end, now));
            Assert.Equal(0, (moved - end) % (7 * 86_400_000L));
            var monday = now.UtcDateTime.Date.AddDays(-(((int)now.UtcDateTime.DayOfWeek + 6) % 7));
            Assert.Equal(DayOfWeek.Monday, monday.DayOfWeek);
            var thisWeek = new DateTimeOffset(monday, TimeSpan.Zero).ToUnixTimeMilliseconds();
            Assert.InRange(moved, thisWeek - (7 * 86_400_000L) + 1, thisWeek);
        });

    [Fact]
    public async Task Keys_are_kept_where_only_their_owner_reads_them()
    {
        var keys = new CustomerKeyFile(_folder.File("customer-keys.json"));
        await keys.AddAsync(new Dictionary<string, string> { ["a"] = "1" }, Ct);
        await keys.AddAsync(new Dictionary<string, string> { ["b"] = "2" }, Ct);
        Assert.Equal([("a", "1"), ("b", "2")], (await keys.ReadAsync(Ct)).OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value)));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(keys.Path));
        await File.WriteAllTextAsync(keys.Path, "not json", Ct);
        Assert.Empty(await keys.ReadAsync(Ct));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<(TraceFile File, List<SourceRow> Rows)> ReadAsync(string name, string text)
    {
        await File.WriteAllTextAsync(_folder.File(name), text, Ct);
        var file = await TraceFile.OpenAsync(_folder.File(name), Ct);
        return (file, await file.RowsAsync(Ct).ToListAsync(Ct));
    }
}
