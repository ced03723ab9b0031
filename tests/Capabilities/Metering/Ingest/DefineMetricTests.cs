using Breakwater.Metering.Ingest;

namespace Breakwater.Tests.Metering.Ingest;

public sealed class DefineMetricTests() : MeteringHarness(Now)
{
    private static readonly DateTimeOffset Now = new(2026, 3, 26, 12, 20, 0, TimeSpan.Zero);
    private static readonly Actor Operator = new("local:operator", "Operator", new HashSet<Role> { Role.Operator });
    private static readonly MetricDraft Draft = new("latency_p95", "Latency", "api_request", Aggregation.Percentile, "latency", "ms", ["region"], 95);

    private DefineMetric Define => Get<DefineMetric>();

    private MetricCatalogCache Cache => Get<MetricCatalogCache>();

    [Fact]
    public async Task A_new_metric_is_saved_audited_offered_and_counted_from_the_stored_events()
    {
        await Get<RecountWorker>().StartAsync(Ct);
        for (var i = 1; i <= 3; i++) Add("acme", Now, properties: [("latency", i * 10)]);
        Add("acme", Now, "other");
        await SendAsync();
        var preview = (await Define.PreviewAsync(Actor.AdminKey, Draft, Ct)).Value;
        Assert.Equal((true, 3L), (preview.Recounted, preview.Events));
        Assert.Empty(Cache.Current.All);

        var saved = (await Define.RunAsync(Actor.AdminKey, Draft, null, Ct)).Value;
        Assert.Equal(preview.After, saved with { Dimensions = preview.After.Dimensions });
        Assert.Equal(saved.Code, Assert.Single(Cache.Current.All).Code);
        var entry = Assert.Single((await Get<IAuditLog>().ListAsync(new(), Ct)).Items);
        Assert.Equal(("metric.defined", "metric:latency_p95"), (entry.Action, entry.Subject));
        Assert.Contains("\"percentile\":95", entry.Details, StringComparison.Ordinal);
        while (Get<Recounts>().Of(saved.Code) is { } state)
        {
            Assert.Null(state.Fault);
            await Task.Delay(10, Ct);
        }

        await Get<RecountWorker>().StopAsync(Ct);
        var figure = (await Get<UsageQueries>().GetAsync(new(null, "latency_p95", Now.AddHours(-1), Now.AddHours(1), "region"), Ct)).Value;
        Assert.Equal((30m, 3L), (figure.Value, figure.Events));
        Assert.Empty((await Get<IUsageLedger>().VerifyAsync(null, Ct)).Differences);
    }

    [Fact]
    public async Task A_change_of_words_keeps_the_definition_and_recounts_nothing()
    {
        await SaveAsync(Draft);
        var edit = Draft with { Name = "Latency, 95th", Dimensions = ["region"], ExpectedVersion = 1 };
        var preview = (await Define.PreviewAsync(Actor.AdminKey, edit, Ct)).Value;
        Assert.Equal((false, 0L), (preview.Recounted, preview.Events));
        Assert.Equal(["Name: Latency becomes Latency, 95th."], preview.Changes);
        var saved = await SaveAsync(edit);
        Assert.Equal((2, 1), (saved.Version, saved.Definition));
    }

    [Fact]
    public async Task A_preview_names_every_change_saves_nothing_and_is_what_is_saved()
    {
        await SaveAsync(Draft);
        for (var i = 0; i < 4; i++) Add("acme", Now.AddDays(-i * 100), "answer");
        await SendAsync();
        var edit = new MetricDraft("latency_p95", "Answers", "answer", Aggregation.Avg, "took", "s", ["region", "plan"], null, "How long", 1);
        var preview = (await Define.PreviewAsync(Actor.AdminKey, edit, Ct)).Value;
        Assert.Equal(
            ["Name: Latency becomes Answers.", "Event type: api_request becomes answer.", "Aggregation: Percentile becomes Avg.", "Property: latency becomes took.", "Percentile: 95 becomes none.",
                "Unit: ms becomes s.", "Dimensions: region becomes region, plan.", "Description: none becomes How long."], preview.Changes);
        // History of any age is read again.
        Assert.Equal((true, 4L, 1, 2), (preview.Recounted, preview.Events, preview.Before!.Version, preview.After.Version));
        Assert.Equal((1, 1L), (Cache.Current.Find(new("latency_p95"))!.Version, (await Get<IAuditLog>().ListAsync(new(), Ct)).Total));
        Assert.Null(Get<Recounts>().Of(new("latency_p95"))?.Fault);

        var saved = await SaveAsync(edit);
        Assert.Equal(preview.After with { Dimensions = saved.Dimensions }, saved);
        Assert.Equal(preview.After.Dimensions, saved.Dimensions);
        Assert.Empty((await Define.PreviewAsync(Actor.AdminKey, edit with { ExpectedVersion = 2 }, Ct)).Value.Changes);
        Assert.Equal("metric-changed-meanwhile", (await Define.PreviewAsync(Actor.AdminKey, edit, Ct)).Problem!.Type);
    }

    [Fact]
    public async Task A_change_of_meaning_is_a_new_definition()
    {
        await SaveAsync(Draft);
        var saved = await SaveAsync(Draft with { Percentile = 99, ExpectedVersion = 1 });
        Assert.Equal((2, 2), (saved.Version, saved.Definition));
        Assert.Equal(2, Get<Recounts>().Of(saved.Code)!.Definition);
        Assert.Equal([2, 1], (await Get<CatalogQueries>().HistoryAsync("latency_p95", Ct)).Value.Items.Select(item => item.Metric.Version));
    }

    [Fact]
    public async Task Saving_what_is_there_already_saves_nothing()
    {
        await SaveAsync(Draft);
        Assert.Equal(1, (await SaveAsync(Draft with { ExpectedVersion = 1 })).Version);
        Assert.Equal(1, (await Get<IAuditLog>().ListAsync(new(), Ct)).Total);
    }

    [Fact]
    public async Task A_stale_edit_and_a_taken_code_are_refused()
    {
        await SaveAsync(Draft);
        await SaveAsync(Draft with { Name = "Theirs", ExpectedVersion = 1 });
        Assert.Equal("metric-changed-meanwhile", (await Define.RunAsync(Actor.AdminKey, Draft with { Name = "Mine", ExpectedVersion = 1 }, "why", Ct)).Problem!.Type);
        Assert.Equal("metric-exists", (await Define.RunAsync(Actor.AdminKey, Draft, "why", Ct)).Problem!.Type);
        Assert.Equal("Theirs", Cache.Current.Find(new("latency_p95"))!.Name);
    }

    [Fact]
    public async Task Only_who_may_manage_the_catalog_changes_it()
    {
        Assert.Equal(ProblemKind.Forbidden, (await Define.RunAsync(Operator, Draft, "why", Ct)).Problem!.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Define.PreviewAsync(Operator, Draft, Ct)).Problem!.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Get<ArchiveMetric>().RunAsync(Operator, "x", true, 1, "why", Ct)).Problem!.Kind);
        Assert.Equal(0, (await Get<IAuditLog>().ListAsync(new(), Ct)).Total);
    }

    [Fact]
    public async Task Wrong_definitions_name_their_field()
    {
        foreach (var (field, draft) in new (string, MetricDraft)[]
        {
            ("code", Draft with { Code = "Bad Code" }), ("code", Draft with { Code = "events" }), ("code", Draft with { Code = "" }), ("code", Draft with { Code = "1a" }),
            ("name", Draft with { Name = " " }), ("event_type", Draft with { EventType = "*" }), ("event_type", Draft with { EventType = "'; DROP TABLE x;--" }),
            ("aggregation", Draft with { Aggregation = (Aggregation)99 }), ("property", Draft with { Property = null }), ("property", Draft with { Property = new string('p', 65) }),
            ("property", Draft with { Aggregation = Aggregation.Count, Percentile = null }), ("percentile", Draft with { Percentile = null }), ("percentile", Draft with { Percentile = 0 }),
            ("percentile", Draft with { Percentile = 100.1m }), ("percentile", Draft with { Aggregation = Aggregation.Sum }), ("unit", Draft with { Unit = "" }),
            ("dimensions", Draft with { Dimensions = ["a", "a"] }), ("dimensions", Draft with { Dimensions = ["customer_id"] }), ("dimensions", Draft with { Dimensions = [""] }),
            ("dimensions", Draft with { Dimensions = [.. Enumerable.Range(0, 9).Select(i => $"d{i}")] }), ("description", Draft with { Description = new string('x', 501) }),
        })
        {
            Assert.Equal((field, draft), ((await Define.PreviewAsync(Actor.AdminKey, draft, Ct)).Problem?.Field, draft));
        }
    }

    [Fact]
    public async Task Archiving_keeps_figures_readable_and_can_be_undone()
    {
        await SaveAsync(Draft);
        var archive = Get<ArchiveMetric>();
        Assert.Equal("reason", (await archive.RunAsync(Actor.AdminKey, "latency_p95", true, 1, " ", Ct)).Problem!.Field);
        Assert.Equal("metric-changed-meanwhile", (await archive.RunAsync(Actor.AdminKey, "latency_p95", true, 7, "why", Ct)).Problem!.Type);
        Assert.True((await archive.RunAsync(Actor.AdminKey, "latency_p95", true, 1, "unused", Ct)).Value.Archived);
        Assert.True(Cache.Current.Find(new("latency_p95"))!.Archived);
        Assert.True(Cache.Current.For("api_request").IsEmpty);
        Assert.Equal(3, (await archive.RunAsync(Actor.AdminKey, "latency_p95", false, 2, "back", Ct)).Value.Version);
        Assert.Equal(["metric.restored", "metric.archived", "metric.defined"], (await Get<IAuditLog>().ListAsync(new(), Ct)).Items.Select(item => item.Action));
        Assert.Equal(ProblemKind.NotFound, (await archive.RunAsync(Actor.AdminKey, "nothing", true, 1, "why", Ct)).Problem!.Kind);
    }

    [Fact]
    public async Task The_catalog_page_counts_what_was_used_skipped_and_unmatched()
    {
        await SaveAsync(new("sized", "Sized", "api_request", Aggregation.Sum, "bytes", "bytes", []));
        Add("acme", Now.AddDays(-1), properties: [("bytes", 5)]);
        Add("acme", Now.AddDays(-1));
        Add("acme", Now.AddDays(-40), properties: [("bytes", 5)]);
        var report = (await (await AskAsync<CatalogQueries>()).ListAsync(Ct)).Value;
        var row = Assert.Single(report.Metrics);
        Assert.Equal((1L, 1L), (row.Events, row.Skipped));
        Assert.Equal(ProblemKind.NotFound, (await Get<CatalogQueries>().HistoryAsync("nothing", Ct)).Problem!.Kind);
    }

    private async Task<Metric> SaveAsync(MetricDraft draft) => (await Define.RunAsync(Actor.AdminKey, draft, draft.ExpectedVersion == 0 ? null : "why", Ct)).Value;
}
