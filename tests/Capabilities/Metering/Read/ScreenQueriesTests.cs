namespace Breakwater.Tests.Metering.Read;

/// <summary>History, pattern, heat map, movers: the shapes of the Usage page.</summary>
public sealed class ScreenQueriesTests() : MeteringHarness(Now, Calls, Peak)
{
    // A Monday, 13:30 in Berlin.
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 12, 30, 0, TimeSpan.Zero);
    private static readonly Metric Calls = new(new("api_calls"), "API calls", "api_request", Aggregation.Count, null, "calls", ["endpoint"]);
    private static readonly Metric Peak = new(new("peak"), "Peak", "api_request", Aggregation.Max, "v", "GB", []);

    [Fact]
    public async Task History_has_the_band_of_the_same_weekdays_and_judges_full_days_only()
    {
        // 10 calls on each Monday, 2 on other days; last Sunday 50.
        for (var day = 1; day <= 70; day++)
        {
            var at = Now.AddDays(-day);
            for (var n = 0; n < (day == 1 ? 50 : at.DayOfWeek == DayOfWeek.Monday ? 10 : 2); n++) Add("acme", at);
        }

        Add("acme", Now.AddMinutes(-1));
        var report = (await (await AskAsync<UsageHistory>()).GetAsync("acme", "api_calls", 30, "Europe/Berlin", Ct)).Value;
        Assert.Equal(30, report.Days.Count);
        var (sunday, today) = (report.Days[^2], report.Days[^1]);
        Assert.Equal((new DateOnly(2026, 11, 2), 1m, BandVerdict.Unfinished), (today.Date, today.Value!.Value, today.Verdict));
        Assert.Equal(10, today.Expected!.Value.Typical);
        Assert.Equal((50m, BandVerdict.Above, 2m), (sunday.Value!.Value, sunday.Verdict, sunday.Expected!.Value.Typical));
        Assert.Equal(BandVerdict.Within, report.Days[^9].Verdict);
        Assert.Equal(report.Days.Sum(day => day.Value), report.Value);
        // The clock went back on 25 October.
        Assert.Equal(25, report.Days.Single(day => day.Date == new DateOnly(2026, 10, 25)).Period.Length.TotalHours);
    }

    [Fact]
    public async Task Days_before_the_first_usage_are_no_history()
    {
        for (var day = 0; day < 12; day++) Add("new", Now.AddDays(-day));
        var report = (await (await AskAsync<UsageHistory>()).GetAsync("new", "api_calls", 90, null, Ct)).Value;
        Assert.All(report.Days, day => Assert.Null(day.Expected));
    }

    [Fact]
    public async Task The_figure_of_a_history_is_merged_and_not_added()
    {
        for (var day = 0; day < 5; day++) Add("acme", Now.AddDays(-day), properties: [("v", 7)]);
        Assert.Equal(7, (await (await AskAsync<UsageHistory>()).GetAsync("acme", "peak", 30, null, Ct)).Value.Value);
    }

    [Theory]
    [InlineData("2026-10-25", "Europe/Berlin", 25)]
    [InlineData("2026-03-29", "Europe/Berlin", 23)]
    [InlineData("2026-11-01", "Asia/Kathmandu", 24)]
    public async Task A_pattern_has_the_hours_of_its_day(string date, string zone, int hours)
    {
        var report = (await (await AskAsync<HourlyPattern>()).GetAsync("acme", "api_calls", DateOnly.Parse(date), zone, Ct)).Value;
        Assert.Equal(hours, report.Hours.Count);
        Assert.All(report.Hours, hour => Assert.Equal(DateOnly.Parse(date), DateOnly.FromDateTime(hour.Local.DateTime)));
    }

    [Fact]
    public async Task A_pattern_is_judged_against_the_same_hour_of_the_same_weekday()
    {
        for (var week = 1; week <= 8; week++)
        {
            for (var n = 0; n < 20; n++) Add("acme", Now.AddDays(-7 * week).AddHours(-3));
        }

        for (var n = 0; n < 100; n++) Add("acme", Now.AddHours(-3));
        var report = (await (await AskAsync<HourlyPattern>()).GetAsync("acme", "api_calls", null, null, Ct)).Value;
        var nine = report.Hours.Single(hour => hour.Local.Hour == 9);
        Assert.Equal((100m, 20m, BandVerdict.Above), (nine.Value!.Value, nine.Expected!.Value.Typical, nine.Verdict));
        Assert.All(report.Hours.Where(hour => hour.Local.Hour >= 12), hour => Assert.Equal(BandVerdict.Unfinished, hour.Verdict));
        Assert.Equal(report.Hours.Sum(hour => hour.Value), report.Value);
        Assert.Equal("date", (await (await AskAsync<HourlyPattern>()).GetAsync("acme", "api_calls", new(2027, 1, 1), null, Ct)).Problem!.Field);
    }

    [Fact]
    public async Task A_heat_maps_cells_hold_every_finished_hour_once()
    {
        // A call in every hour of the last 5 weeks, two in those of Wednesday 15 h.
        for (var hour = 0; hour < 35 * 24; hour++)
        {
            var at = Now.AddHours(-hour);
            Add("acme", at);
            if (at is { DayOfWeek: DayOfWeek.Wednesday, Hour: 15 }) Add("acme", at);
        }

        var report = (await (await AskAsync<UsageHeatMap>()).GetAsync("acme", "api_calls", 4, null, Ct)).Value;
        Assert.Equal(168, report.Cells.Count);
        Assert.All(report.Cells, cell => Assert.Equal((4, cell is { Weekday: DayOfWeek.Wednesday, Hour: 15 } ? 2m : 1m), (cell.Samples, cell.Mean!.Value)));
        Assert.Equal(DayOfWeek.Monday, report.Cells[0].Weekday);
        var berlin = (await (await AskAsync<UsageHeatMap>()).GetAsync("acme", "api_calls", 4, "Europe/Berlin", Ct)).Value;
        Assert.Equal(28 * 24, berlin.Cells.Sum(cell => cell.Samples) - 1);
        // 25 October, a Sunday, had two o'clock twice.
        Assert.Equal(5, berlin.Cells.Single(cell => cell is { Weekday: DayOfWeek.Sunday, Hour: 2 }).Samples);
    }

    [Fact]
    public async Task A_heat_map_of_somebody_without_usage_is_empty_and_not_zero()
    {
        var report = (await (await AskAsync<UsageHeatMap>()).GetAsync("nobody", "api_calls", 4, null, Ct)).Value;
        Assert.Equal(168, report.Cells.Count);
        Assert.All(report.Cells, cell => Assert.Equal((null, 0), (cell.Mean, cell.Samples)));
    }

    [Fact]
    public async Task Movers_compare_equal_hours_a_week_apart_and_rank_by_change()
    {
        Send("up", now: 30, before: 10);
        Send("down", now: 1, before: 60);
        Send("new", now: 5, before: 0);
        Send("same", now: 9, before: 9);
        Add("up", Now.AddMinutes(-10));
        Add("up", Now.AddHours(-26));
        var report = (await (await AskAsync<TopMovers>()).GetAsync(null, 10, Ct)).Value;
        Assert.Equal([("down", -59m, -0.9833m), ("up", 20m, 2m), ("new", 5m, (decimal?)null)], report.Rows.Select(row => (row.Customer.Value, row.Change, row.Relative)));
        Assert.Equal(TimeSpan.FromDays(7), report.Current.Start - report.Before.Start);
        Assert.Single((await (await AskAsync<TopMovers>()).GetAsync("api_calls", 1, Ct)).Value.Rows);

        void Send(string customer, int now, int before)
        {
            for (var n = 0; n < now; n++) Add(customer, Now.AddHours(-2));
            for (var n = 0; n < before; n++) Add(customer, Now.AddDays(-7).AddHours(-2));
        }
    }

    [Fact]
    public async Task Pickers_offer_dimensions_first_and_customers_where_they_can_be_groups()
    {
        var queries = await AskAsync<CustomerQueries>();
        Assert.Equal(["customer_id", "endpoint"], (await queries.GroupsAsync("api_calls", true, Ct)).Value);
        Assert.Equal(["event_type"], (await queries.GroupsAsync("events", false, Ct)).Value);
        Assert.Equal(ProblemKind.NotFound, (await queries.GroupsAsync("nothing", false, Ct)).Problem!.Kind);
    }

    [Fact]
    public async Task Csv_writes_a_figure_exactly_and_without_zeros_that_say_nothing()
    {
        Add("acme", Now.AddMinutes(-5), properties: [("v", 22.250m)]);
        var report = (await (await AskAsync<UsageQueries>()).GetAsync(new("acme", "peak", Now.AddHours(-1), Now, "region"), Ct)).Value;
        Assert.Contains(",22.25,GB,1,0\r\n", UsageCsv.Breakdown(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csv_has_the_rows_of_the_screen_and_runs_no_formula()
    {
        foreach (var group in new[] { "=1+1", "+49", "-2", "@x", "a,b", "say \"hi\"", "line\nbreak", "plain", " =x" }) Add("acme", Now.AddMinutes(-5), properties: [("g", group)]);
        var report = (await (await AskAsync<UsageQueries>()).GetAsync(new("acme", "api_calls", Now.AddHours(-1), Now, "g", "hour"), Ct)).Value;
        var csv = UsageCsv.Breakdown(report);
        foreach (var cell in new[] { "'=1+1", "'+49", "'-2", "'@x", "\"a,b\"", "\"say \"\"hi\"\"\"", "\"line\nbreak\"", "plain", "' =x" }) Assert.Contains($",{cell},1,calls,1,0\r\n", csv, StringComparison.Ordinal);
        Assert.Equal(report.Breakdown!.Count + 1, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.StartsWith("customer_id,metric,local_start,start,end,value,unit,events,skipped\r\nacme,api_calls,2026-11-02T11:30:00+00:00,2026-11-02T11:30:00.000Z,", UsageCsv.Series(report), StringComparison.Ordinal);
    }
}
