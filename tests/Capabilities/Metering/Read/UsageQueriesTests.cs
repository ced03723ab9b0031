using CsCheck;

namespace Breakwater.Tests.Metering.Read;

public sealed class UsageQueriesTests() : MeteringHarness(Noon, [Calls, .. Enum.GetValues<Aggregation>().Where(kind => kind != Aggregation.Count).Select(Of)])
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Metric Calls = new(new("api_calls"), "API calls", "api_request", Aggregation.Count, null, "calls", ["endpoint"]);

    [Fact]
    public async Task Adjoining_periods_share_no_event_and_add_up()
    {
        for (var i = 0; i < 100; i++) Add("acme", Noon.AddMinutes(i));
        var middle = Noon.AddMinutes(37);
        var all = await Ok(new("acme", "api_calls", Noon, Noon.AddMinutes(100)));
        var first = await Ok(new("acme", "api_calls", Noon, middle));
        var second = await Ok(new("acme", "api_calls", middle, Noon.AddMinutes(100)));
        Assert.Equal((100m, 37m, 63m), (all.Value, first.Value, second.Value));
    }

    [Fact]
    public async Task A_grouped_max_is_the_max_of_the_groups_and_no_usage_is_not_zero()
    {
        Add("acme", Noon, properties: [("v", 5), ("region", "eu")]);
        Add("acme", Noon, properties: [("v", 9), ("region", "us")]);
        Add("acme", Noon, properties: [("region", "us")]);
        var report = await Ok(new("acme", "max", Noon, Noon.AddHours(2), "region", "hour"));
        Assert.Equal((9m, 2L, 1L), (report.Value, report.Events, report.Skipped));
        Assert.Equal([("us", 9m), ("eu", 5m)], report.Breakdown!.Select(row => (row.Group, row.Value!.Value)));
        Assert.Equal([9m, null], report.Series!.Select(point => point.Value));
        Assert.All(report.Breakdown!, row => Assert.Null(row.Share));
    }

    [Fact]
    public Task Breakdown_and_series_agree_with_the_total_for_every_aggregation() => Gen.Select(
        Gen.Select(Gen.Int[0, 3_000], Gen.Int[-50, 50], Gen.Int[0, 5], Gen.Bool).List[0, 60], Gen.Enum<Aggregation>(), Gen.OneOf(Gen.Const("UTC"), Gen.Const("Asia/Kathmandu"), Gen.Const("Europe/Berlin")), Gen.Bool.Select(hours => hours ? "hour" : "day"))
        .SampleAsync(async (events, aggregation, zone, window) =>
    {
        // A customer of its own for each history: one store serves them all.
        var customer = $"c{_histories++}";
        foreach (var (minute, value, group, has) in events) Add(customer, Noon.AddMinutes(minute), properties: has ? [("v", value / 8m), ("g", $"g{group}")] : [("g", $"g{group}")]);
        var report = await Ok(new(customer, aggregation == Aggregation.Count ? "api_calls" : Of(aggregation).Code.Value, Noon, Noon.AddMinutes(3_000), "g", window, zone));
        Assert.Equal(events.Count(one => one.Item1 < 3_000), report.Events + report.Skipped);
        Assert.Equal(report.Events, report.Series!.Sum(point => point.Events));
        Assert.Equal(report.Events, report.Breakdown!.Sum(row => row.Events));
        Assert.Equal(report.Skipped, report.Breakdown!.Sum(row => row.Skipped));
        switch (aggregation)
        {
            case Aggregation.Count or Aggregation.Sum:
                Assert.Equal(report.Value, report.Series!.Sum(point => point.Value));
                Assert.Equal(report.Value, report.Breakdown!.Sum(row => row.Value));
                break;
            case Aggregation.Max:
                Assert.Equal(report.Value, report.Series!.Max(point => point.Value));
                Assert.Equal(report.Value, report.Breakdown!.Max(row => row.Value));
                break;
            case Aggregation.Min:
                Assert.Equal(report.Value, report.Breakdown!.Min(row => row.Value));
                break;
        }
    }, iter: 200, threads: 1);

    [Fact]
    public async Task Beyond_a_thousand_groups_the_rest_is_one_and_everything_still_adds_up()
    {
        for (var i = 0; i < 1_500; i++)
        {
            for (var n = 0; n <= (i < 10 ? 3 : 0); n++) Add("acme", Noon, properties: [("g", i == 3 ? "(other)" : $"g{i:0000}")]);
        }

        var report = await Ok(new("acme", "api_calls", Noon, Noon.AddHours(1), "g"));
        Assert.Equal(1_530m, report.Value);
        Assert.Equal(report.Value, report.Breakdown!.Sum(row => row.Value));
        Assert.True(report.Breakdown!.Count <= 1_000);
        Assert.Single(report.Breakdown!, row => row.Group == UsageGroup.Other);
        Assert.InRange(report.Breakdown!.Sum(row => row.Share!.Value), 0.999999m, 1.000001m);
    }

    [Theory]
    [InlineData("metric", "nothing", null, null, null, 1)]
    [InlineData("metric", "", null, null, null, 1)]
    [InlineData("timezone", "api_calls", null, null, "Mars/Olympus", 1)]
    [InlineData("window", "api_calls", null, "week", null, 1)]
    [InlineData("window", "api_calls", null, "hour", null, 24 * 200)]
    [InlineData("end", "api_calls", null, null, null, (24 * 400) + 1)]
    [InlineData("end", "api_calls", null, null, null, 0)]
    [InlineData("group_by", "api_calls", "", null, null, 1)]
    [InlineData("group_by", "api_calls", "a\nb", null, null, 1)]
    public async Task A_wrong_question_names_its_field(string field, string metric, string? groupBy, string? window, string? zone, int hours)
    {
        var problem = (await (await AskAsync<UsageQueries>()).GetAsync(new("acme", metric, Noon, Noon.AddHours(hours), groupBy, window, zone), Ct)).Problem!;
        Assert.Equal(field, problem.Field);
        Assert.Equal(metric == "nothing" ? ProblemKind.NotFound : ProblemKind.Invalid, problem.Kind);
    }

    [Fact]
    public async Task A_wrong_customer_names_its_field() =>
        Assert.Equal("customer_id", (await (await AskAsync<UsageQueries>()).GetAsync(new("a b", "api_calls", Noon, Noon.AddHours(1)), Ct)).Problem!.Field);

    [Fact]
    public async Task An_engine_that_does_not_answer_is_an_outcome()
    {
        await CloseLedgerAsync();
        var problem = (await Get<UsageQueries>().GetAsync(new("acme", "api_calls", Noon, Noon.AddHours(1)), Ct)).Problem!;
        Assert.Equal((ProblemKind.Unavailable, "engine-unavailable"), (problem.Kind, problem.Type));
        Assert.NotNull(problem.RetryAfter);
    }

    [Fact]
    public async Task The_same_question_within_a_second_is_read_once()
    {
        Add("acme", Noon);
        var request = new UsageRequest("acme", "api_calls", Noon, Noon.AddHours(1));
        var first = await Ok(request);
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Ok(request))), report => Assert.Same(first, report));
        Assert.NotSame(first, await Ok(request with { CustomerId = "other" }));
        Add("acme", Noon.AddMinutes(1));
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((1m, 2m), (first.Value, (await Ok(request)).Value));
    }

    [Fact]
    public async Task Local_days_include_the_long_and_the_short_one()
    {
        var report = await Ok(new("acme", "api_calls", DateTimeOffset.Parse("2026-10-23T22:00Z"), DateTimeOffset.Parse("2026-10-26T23:00Z"), Window: "day", TimeZone: "Europe/Berlin"));
        Assert.Equal([24d, 25, 24], report.Series!.Select(point => point.Period.Length.TotalHours));
        Assert.All(report.Series!, point => Assert.Equal(TimeSpan.Zero, point.Local.TimeOfDay));
    }

    private int _histories;

    private static Metric Of(Aggregation aggregation) => new(
        new(aggregation.ToString().ToLowerInvariant()), aggregation.ToString(), "api_request", aggregation, aggregation == Aggregation.Count ? null : "v", "units", [],
        aggregation == Aggregation.Percentile ? 95 : null);

    private async Task<UsageReport> Ok(UsageRequest request) => (await (await AskAsync<UsageQueries>()).GetAsync(request, Ct)).Value;
}
