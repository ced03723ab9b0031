using CsCheck;

namespace Breakwater.Tests.Metering.Read;

/// <summary>"Where is my event?"</summary>
public sealed class EventQueriesTests() : MeteringHarness(Now, Calls, Bytes, Longest)
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 30, 0, TimeSpan.Zero);
    private static readonly Metric Calls = new(new("calls"), "Calls", "api_request", Aggregation.Count, null, "calls", []);
    private static readonly Metric Bytes = new(new("bytes"), "Bytes", "api_request", Aggregation.Sum, "bytes", "bytes", []);
    private static readonly Metric Longest = new(new("longest"), "Longest", "compute", Aggregation.Max, "ms", "ms", []);

    [Fact]
    public async Task It_says_when_it_came_in_which_hour_it_counts_for_what_and_where_it_lies()
    {
        Add("acme", Now.AddMinutes(-45), properties: [("bytes", 512)]);
        var trace = (await FindAsync("acme", "t0")).Value;
        Assert.Equal((Now, Now.AddMinutes(-45), "k_test"), (trace.Event.ReceivedAt, trace.Event.Timestamp, trace.Event.Source));
        Assert.Equal(new TimeRange(Now.AddMinutes(-90), Now.AddMinutes(-30)), trace.Hour);
        Assert.Equal([("bytes", true, "512"), ("calls", true, null)], trace.Metrics.Select(use => (use.Metric.Code.Value, use.Counted, use.Value)));
        Assert.Matches(@"^events/\d{4}-\d\d-\d\d/\d+-\d+\.ndjson", trace.Event.ArchivedAt);
        Assert.False(trace.IsUnmatched);
    }

    [Fact]
    public async Task What_a_metric_cannot_use_is_said_with_the_reason()
    {
        Add("acme", Now.AddMinutes(-45));
        Add("acme", Now.AddMinutes(-45), properties: [("bytes", "many")]);
        Add("acme", Now.AddMinutes(-45), "unheard");
        Assert.Contains("no property \"bytes\"", Reason((await FindAsync("acme", "t0")).Value, "bytes"), StringComparison.Ordinal);
        Assert.Contains("no quantity", Reason((await FindAsync("acme", "t1")).Value, "bytes"), StringComparison.Ordinal);
        Assert.Null(Reason((await FindAsync("acme", "t1")).Value, "calls"));
        Assert.True((await FindAsync("acme", "t2")).Value.IsUnmatched);
        await Get<IUsageLedger>().VoidAsync(new("acme"), new("t1"), new(Now, "local:admin", "wrong"), Ct);
        var voided = (await FindAsync("acme", "t1")).Value;
        Assert.All(voided.Metrics, use => Assert.Contains("voided", use.Reason, StringComparison.Ordinal));
        Assert.Equal("wrong", voided.Event.Voided!.Reason);
    }

    [Fact]
    public async Task What_is_not_stored_or_no_id_is_told_apart()
    {
        Add("acme", Now.AddMinutes(-45));
        Assert.Equal((ProblemKind.NotFound, ProblemKind.NotFound), ((await FindAsync("acme", "t9")).Problem!.Kind, (await FindAsync("other", "t0")).Problem!.Kind));
        Assert.Equal(("customer_id", "transaction_id"), ((await FindAsync("a b", "t0")).Problem!.Field, (await FindAsync("acme", null)).Problem!.Field));
        await CloseLedgerAsync();
        Assert.Equal(ProblemKind.Unavailable, (await Get<EventQueries>().FindAsync("acme", "t0", Ct)).Problem!.Kind);
    }

    [Fact]
    public Task Any_event_is_found_and_the_metrics_that_it_names_are_those_that_count_it() =>
        Gen.Select(Gen.Int[0, 60 * 24 * 20], Gen.Int[-5, 50], Gen.Int[0, 2].Select(i => Types[i]), Gen.Int[0, 2].Select(i => Names[i]), Gen.Bool).SampleAsync(
            async (minute, value, type, property, void_) =>
            {
                var customer = $"c{_made++}";
                Add(customer, Now.AddMinutes(-minute), type, value < 0 ? [] : [(property, value)]);
                await SendAsync();
                var id = Sent[^1].TransactionId;
                if (void_) await Get<IUsageLedger>().VoidAsync(new(customer), id, new(Now, "a", "r"), Ct);
                var trace = (await Get<EventQueries>().FindAsync(customer, id.Value, Ct)).Value;
                Assert.Equal(Now.AddMinutes(-minute), trace.Event.Timestamp);
                foreach (var metric in (Metric[])[Calls, Bytes, Longest])
                {
                    var slices = await Get<IUsageReader>().ReadAsync(new(metric, new(customer), [trace.Hour]), Ct);
                    Assert.Equal(slices.Sum(slice => slice.State.Count) == 1, trace.Metrics.Any(use => use.Metric.Code == metric.Code && use.Counted));
                }
            },
            iter: 100, threads: 1);

    private static readonly string[] Types = ["api_request", "compute", "unheard"];
    private static readonly string[] Names = ["bytes", "ms", "other"];
    private int _made;

    private static string? Reason(EventTrace trace, string metric) => trace.Metrics.Single(use => use.Metric.Code.Value == metric).Reason;

    private async Task<Outcome<EventTrace>> FindAsync(string? customer, string? id) => await (await AskAsync<EventQueries>()).FindAsync(customer, id, Ct);
}
