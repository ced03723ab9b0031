using Breakwater.Operations.Model;
using Breakwater.Operations.Ports;

namespace Breakwater.Tests.Contracts;

/// <summary>What every outbox of alerts does: nothing is lost, nothing is told twice, one request per endpoint at a time.</summary>
public abstract class AlertStoreContract
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(20);
    private static readonly WebhookSecret Secret = WebhookSecret.New();

    protected abstract IAlertStore Store { get; }

    protected abstract INotifications Notifications { get; }

    protected abstract IAuditLog Log { get; }

    protected abstract DateTimeOffset Now { get; }

    protected abstract void Advance(TimeSpan time);

    [Fact]
    public async Task Only_changes_are_told_not_refreshes()
    {
        await AddAsync("ep_1");
        await RaiseAsync("gap:a", Severity.Warning);
        await RaiseAsync("gap:a", Severity.Warning, title: "Still silent");
        Advance(TimeSpan.FromMinutes(5));
        await RaiseAsync("gap:a", Severity.Critical);
        await RaiseAsync("gap:a", Severity.Critical);
        await Notifications.ResolveAsync("gap:a", Some.Ct);
        await Notifications.ResolveAsync("gap:a", Some.Ct);
        await Notifications.ResolveAsync("unknown", Some.Ct);
        await RaiseAsync("gap:a", Severity.Warning);
        var told = (await DeliveriesAsync()).Reverse().Select(delivery => (delivery.Message.Type, delivery.Message.Severity)).ToList();
        Assert.Equal(
            [(AlertMessage.Raised, Severity.Warning), (AlertMessage.Raised, Severity.Critical), (AlertMessage.Resolved, Severity.Critical), (AlertMessage.Raised, Severity.Warning)], told);
        Assert.Equal(4, (await DeliveriesAsync()).Select(delivery => delivery.Message.Id).Distinct().Count());
    }

    [Fact]
    public async Task Severity_prefixes_and_state_decide_who_is_told()
    {
        await AddAsync("ep_all", Severity.Info);
        await AddAsync("ep_critical", Severity.Critical);
        await AddAsync("ep_fraud", Severity.Info, ["fraud-case:", "audit-"]);
        await AddAsync("ep_paused", Severity.Info, state: AlertEndpointState.Paused);
        await AddAsync("ep_disabled", Severity.Info, state: AlertEndpointState.Disabled);
        await RaiseAsync("gap:a", Severity.Warning);
        await RaiseAsync("fraud-case:1", Severity.Critical);
        // Below the minimum now: told once more, so that nobody waits for an end that is not told.
        await RaiseAsync("fraud-case:1", Severity.Warning);
        await Notifications.ResolveAsync("fraud-case:1", Some.Ct);
        var told = (await DeliveriesAsync()).GroupBy(delivery => delivery.Endpoint.Value).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(new() { ["ep_all"] = 4, ["ep_critical"] = 2, ["ep_fraud"] = 3, ["ep_paused"] = 4 }, told);
        var shared = (await DeliveriesAsync()).Where(delivery => delivery.Message.Key == "gap:a").Select(delivery => delivery.Message.Id).Distinct();
        Assert.Single(shared);
    }

    [Fact]
    public async Task What_waits_for_a_paused_endpoint_is_sent_when_it_resumes()
    {
        await AddAsync("ep_1", state: AlertEndpointState.Paused);
        await RaiseAsync("gap:a", Severity.Warning);
        Assert.Empty(await Store.LeaseAsync(8, Lease, Some.Ct));
        Assert.Equal(1, (await Store.FindAsync(new("ep_1"), Some.Ct))!.Waiting);
        await ResumeAsync("ep_1");
        Assert.Single(await Store.LeaseAsync(8, Lease, Some.Ct));
    }

    [Fact]
    public async Task One_delivery_per_endpoint_is_under_way_and_the_oldest_goes_first()
    {
        await AddAsync("ep_1");
        await AddAsync("ep_2");
        for (var i = 0; i < 3; i++) await RaiseAsync($"gap:{i}", Severity.Warning);
        var first = await Store.LeaseAsync(8, Lease, Some.Ct);
        Assert.Equal(["ep_1", "ep_2"], first.Select(work => work.Endpoint.Value).Order(StringComparer.Ordinal));
        Assert.All(first, work => Assert.Contains("\"gap:0\"", work.Body, StringComparison.Ordinal));
        Assert.Empty(await Store.LeaseAsync(8, Lease, Some.Ct));
        await SucceedAsync(first[0]);
        var next = Assert.Single(await Store.LeaseAsync(8, Lease, Some.Ct));
        Assert.Equal(first[0].Endpoint, next.Endpoint);
        Assert.Contains("\"gap:1\"", next.Body, StringComparison.Ordinal);
        Assert.Empty(await Store.LeaseAsync(0, Lease, Some.Ct));
    }

    [Fact]
    public async Task What_is_not_settled_is_due_again_under_the_same_id_and_a_late_settling_notes_nothing()
    {
        await AddAsync("ep_1");
        await RaiseAsync("gap:a", Severity.Warning);
        var lost = Assert.Single(await Store.LeaseAsync(8, Lease, Some.Ct));
        Advance(Lease - TimeSpan.FromSeconds(1));
        Assert.Empty(await Store.LeaseAsync(8, Lease, Some.Ct));
        Advance(TimeSpan.FromSeconds(1));
        var again = Assert.Single(await Store.LeaseAsync(8, Lease, Some.Ct));
        Assert.Equal((lost.MessageId, lost.Body, lost.Attempt), (again.MessageId, again.Body, again.Attempt));
        Assert.False(await SucceedAsync(lost));
        Assert.True(await SucceedAsync(again));
        Assert.False(await SucceedAsync(again));
        Assert.Equal(AlertDeliveryState.Delivered, Assert.Single(await DeliveriesAsync()).State);
        Assert.Equal(1, (await Store.AttemptsAsync(again.Delivery, new(), Some.Ct)).Total);
    }

    [Fact]
    public async Task Attempts_are_kept_newest_first_with_what_was_answered()
    {
        await AddAsync("ep_1");
        await RaiseAsync("gap:a", Severity.Warning);
        for (var i = 1; i <= 3; i++)
        {
            var work = Assert.Single(await Store.LeaseAsync(8, Lease, Some.Ct));
            Assert.Equal((i, i), (work.Attempt, work.Try));
            await FailAsync(work, Now.AddMinutes(1), status: 500 + i, response: $"answer {i}");
            Advance(TimeSpan.FromMinutes(1));
        }

        var delivery = Assert.Single(await DeliveriesAsync());
        Assert.Equal((AlertDeliveryState.Waiting, 3, (int?)503, "It answered 503."), (delivery.State, delivery.Attempts, delivery.LastStatus, delivery.LastError));
        var page = await Store.AttemptsAsync(delivery.Id, new(Skip: 1, Take: 1), Some.Ct);
        Assert.Equal((3, 2, (int?)502, "answer 2"), (page.Total, page.Items[0].Number, page.Items[0].Status, page.Items[0].Response));
        Assert.Equal(TimeSpan.FromMilliseconds(12.5), page.Items[0].Latency);
    }

    [Fact]
    public async Task Redelivering_keeps_the_id_and_begins_the_schedule_anew()
    {
        await AddAsync("ep_1");
        await RaiseAsync("gap:a", Severity.Warning);
        var first = Assert.Single(await Store.LeaseAsync(8, Lease, Some.Ct));
        Assert.False(await Store.RedeliverAsync(first.Delivery, Some.Entry(), Some.Ct), "It is being sent.");
        await SucceedAsync(first);
        Assert.True(await Store.RedeliverAsync(first.Delivery, Some.Entry("alert.redelivered"), Some.Ct));
        Assert.Equal("alert.redelivered", (await Log.ListAsync(new(), Some.Ct)).Items[0].Action);
        var again = Assert.Single(await Store.LeaseAsync(8, Lease, Some.Ct));
        Assert.Equal((first.MessageId, 2, 1), (again.MessageId, again.Attempt, again.Try));
        Assert.False(await Store.RedeliverAsync(999, Some.Entry(), Some.Ct));
    }

    [Fact]
    public async Task Both_secrets_sign_until_the_overlap_ends()
    {
        await AddAsync("ep_1");
        var next = WebhookSecret.New();
        Assert.True(await Store.RotateAsync(new("ep_1"), next, Now.AddHours(24), Some.Entry(), Some.Ct));
        Assert.False(await Store.RotateAsync(new("ep_none"), next, Now.AddHours(24), Some.Entry(), Some.Ct));
        Assert.Equal(Now.AddHours(24), (await Store.FindAsync(new("ep_1"), Some.Ct))!.PreviousUntil);
        await RaiseAsync("gap:a", Severity.Warning);
        var secrets = Assert.Single(await Store.LeaseAsync(8, Lease, Some.Ct)).Secrets;
        Assert.Equal([next, Secret], secrets.At(Now.AddHours(24).AddTicks(-1)));
        Assert.Equal([next], secrets.At(Now.AddHours(24)));
    }

    [Fact]
    public async Task Five_days_of_nothing_but_failure_disable_an_endpoint_and_say_so_elsewhere()
    {
        await AddAsync("ep_1", Severity.Info);
        await AddAsync("ep_other", Severity.Info, ["alert-endpoint:"]);
        var began = Now;
        for (var day = 0; Now - began < TimeSpan.FromDays(5) + TimeSpan.FromHours(1); day++)
        {
            await RaiseAsync($"gap:{day}", Severity.Warning);
            await FailAsync((await Store.LeaseAsync(8, Lease, Some.Ct)).Single(work => work.Endpoint.Value == "ep_1"), Now.AddHours(20));
            Assert.Equal(began, (await Store.FindAsync(new("ep_1"), Some.Ct))!.Endpoint.FailingSince);
            Advance(TimeSpan.FromHours(24));
        }

        var row = (await Store.FindAsync(new("ep_1"), Some.Ct))!;
        Assert.Equal((AlertEndpointState.Disabled, 0), (row.Endpoint.State, row.Waiting));
        Assert.Contains("5 days", row.Endpoint.DisabledBecause, StringComparison.Ordinal);
        var told = Assert.Single((await Notifications.ListAsync(new(Search: "alert-endpoint:ep_1"), Some.Ct)).Items);
        Assert.Equal((Severity.Critical, (DateTimeOffset?)null), (told.Severity, told.ResolvedAt));
        Assert.Equal("ep_other", Assert.Single((await DeliveriesAsync()).Where(item => item.Message.Key == told.Key)).Endpoint.Value);
        Assert.False(await Store.RedeliverAsync((await DeliveriesAsync())[^1].Id, Some.Entry(), Some.Ct), "It is disabled.");

        await ResumeAsync("ep_1");
        Assert.NotNull(Assert.Single((await Notifications.ListAsync(new(Search: "alert-endpoint:ep_1"), Some.Ct)).Items).ResolvedAt);
    }

    [Fact]
    public async Task A_failure_long_after_another_begins_a_new_count_and_a_success_ends_it()
    {
        await AddAsync("ep_1");
        await RaiseAsync("gap:a", Severity.Warning);
        await FailAsync(Assert.Single(await Store.LeaseAsync(8, Lease, Some.Ct)), null);
        Assert.Equal(Severity.Warning, Assert.Single((await Notifications.ListAsync(new(Search: "alert-endpoint:"), Some.Ct)).Items).Severity);
        Advance(TimeSpan.FromDays(21));
        await RaiseAsync("gap:b", Severity.Warning);
        await FailAsync(Assert.Single(await Store.LeaseAsync(8, Lease, Some.Ct)), Now);
        var endpoint = (await Store.FindAsync(new("ep_1"), Some.Ct))!.Endpoint;
        Assert.Equal((AlertEndpointState.Enabled, Now), (endpoint.State, endpoint.FailingSince));
        await SucceedAsync(Assert.Single(await Store.LeaseAsync(8, Lease, Some.Ct)));
        Assert.Null((await Store.FindAsync(new("ep_1"), Some.Ct))!.Endpoint.FailingSince);
        Assert.NotNull(Assert.Single((await Notifications.ListAsync(new(Search: "alert-endpoint:"), Some.Ct)).Items).ResolvedAt);
    }

    [Fact]
    public async Task Gone_disables_at_once_and_what_waits_is_given_up()
    {
        await AddAsync("ep_1");
        await RaiseAsync("gap:a", Severity.Warning);
        await RaiseAsync("gap:b", Severity.Warning);
        await FailAsync(Assert.Single(await Store.LeaseAsync(8, Lease, Some.Ct)), null, status: 410, gone: true);
        Assert.Equal(AlertEndpointState.Disabled, (await Store.FindAsync(new("ep_1"), Some.Ct))!.Endpoint.State);
        Assert.All(await DeliveriesAsync(), delivery => Assert.Equal(AlertDeliveryState.Failed, delivery.State));
        await RaiseAsync("gap:c", Severity.Warning);
        Assert.Equal(2, (await DeliveriesAsync()).Count);
    }

    [Fact]
    public async Task A_test_is_sent_whatever_the_state_and_changes_nothing_but_itself()
    {
        await AddAsync("ep_1", state: AlertEndpointState.Disabled);
        Assert.Null(await Store.AddTestAsync(new("ep_none"), AlertMessage.OfTest(new("ep_none"), Now), Some.Entry(), Some.Ct));
        var number = await Store.AddTestAsync(new("ep_1"), AlertMessage.OfTest(new("ep_1"), Now), Some.Entry(), Some.Ct);
        var work = Assert.Single(await Store.LeaseAsync(8, Lease, Some.Ct));
        Assert.Equal((number, true), (work.Delivery, work.IsTest));
        await FailAsync(work, null, status: 410, gone: true);
        var row = (await Store.FindAsync(new("ep_1"), Some.Ct))!;
        Assert.Equal((AlertEndpointState.Disabled, null, 410), (row.Endpoint.State, row.Endpoint.FailingSince, row.Last?.LastStatus));
        Assert.Empty((await Notifications.ListAsync(new(), Some.Ct)).Items);
    }

    [Fact]
    public async Task Changes_need_the_version_that_was_looked_at_and_removing_takes_everything_along()
    {
        var endpoint = await AddAsync("ep_1");
        var edited = endpoint with { Description = "Other", KeyPrefixes = ["a", "b:"], MinimumSeverity = Severity.Critical, Version = 2 };
        Assert.True(await Store.ChangeAsync(edited, Some.Entry(), Some.Ct));
        Assert.False(await Store.ChangeAsync(edited, Some.Entry(), Some.Ct));
        var saved = (await Store.FindAsync(endpoint.Id, Some.Ct))!.Endpoint;
        Assert.Equal(AlertRules.Describe(edited), AlertRules.Describe(saved));
        var number = (await Store.AddTestAsync(endpoint.Id, AlertMessage.OfTest(endpoint.Id, Now), Some.Entry(), Some.Ct))!.Value;
        var work = Assert.Single(await Store.LeaseAsync(8, Lease, Some.Ct));
        var entries = (await Log.ListAsync(new(), Some.Ct)).Total;
        Assert.True(await Store.RemoveAsync(endpoint.Id, Some.Entry(), Some.Ct));
        Assert.False(await Store.RemoveAsync(endpoint.Id, Some.Entry(), Some.Ct));
        Assert.False(await SucceedAsync(work));
        Assert.Null(await Store.DeliveryAsync(number, Some.Ct));
        Assert.Empty(await Store.EndpointsAsync(Some.Ct));
        Assert.Equal(entries + 1, (await Log.ListAsync(new(), Some.Ct)).Total);
    }

    [Fact]
    public async Task Deliveries_are_paged_filtered_and_searched()
    {
        await AddAsync("ep_1");
        await AddAsync("ep_2", prefixes: ["gap:1"]);
        for (var i = 0; i < 3; i++) await RaiseAsync($"gap:{i}", Severity.Warning, title: $"Customer_{i} is silent");
        await SucceedAsync((await Store.LeaseAsync(1, Lease, Some.Ct))[0]);
        Assert.Equal(4, (await DeliveriesAsync()).Count);
        Assert.Equal(["gap:1"], (await Store.DeliveriesAsync(new(new("ep_2")), new(), Some.Ct)).Items.Select(item => item.Message.Key));
        Assert.Equal(["gap:0"], (await Store.DeliveriesAsync(new(State: AlertDeliveryState.Delivered), new(), Some.Ct)).Items.Select(item => item.Message.Key));
        Assert.Equal(1, (await Store.DeliveriesAsync(new(), new(Search: "customer_2"), Some.Ct)).Total);
        Assert.Equal(0, (await Store.DeliveriesAsync(new(), new(Search: "%"), Some.Ct)).Total);
        var page = await Store.DeliveriesAsync(new(), new(Skip: 1, Take: 1), Some.Ct);
        Assert.Equal((4, 1), (page.Total, page.Items.Count));
    }

    [Fact]
    public async Task There_is_a_last_endpoint()
    {
        for (var i = 0; i < AlertRules.MaxEndpoints; i++) await AddAsync($"ep_{i}");
        Assert.False(await Store.AddAsync(Endpoint("ep_more"), Secret, Some.Entry(), Some.Ct));
    }

    private static AlertEndpoint Endpoint(string id) => new(new(id), "https://hooks.example.com/" + id, "", Severity.Warning, [], AlertEndpointState.Enabled, Some.Instant);

    private async Task<AlertEndpoint> AddAsync(string id, Severity minimum = Severity.Warning, string[]? prefixes = null, AlertEndpointState state = AlertEndpointState.Enabled)
    {
        var endpoint = Endpoint(id) with { MinimumSeverity = minimum, KeyPrefixes = prefixes ?? [], State = state };
        Assert.True(await Store.AddAsync(endpoint, Secret, Some.Entry(), Some.Ct));
        return endpoint;
    }

    private async Task ResumeAsync(string id)
    {
        var now = (await Store.FindAsync(new(id), Some.Ct))!.Endpoint;
        Assert.True(await Store.ChangeAsync(now with { State = AlertEndpointState.Enabled, FailingSince = null, LastFailedAt = null, DisabledBecause = null, Version = now.Version + 1 }, Some.Entry(), Some.Ct));
    }

    private Task RaiseAsync(string key, Severity severity, string title = "Something is silent") => Notifications.RaiseAsync(new(key, severity, title, "Body", "/usage", Now), Some.Ct);

    private Task<bool> SucceedAsync(AlertWork work) => Store.SettleAsync(work, new(work.Delivery, work.Attempt, Now, TimeSpan.FromMilliseconds(3), 204, null, null, 1), null, false, Some.Ct);

    private Task<bool> FailAsync(AlertWork work, DateTimeOffset? retryAt, int status = 500, string? response = null, bool gone = false) => Store.SettleAsync(
        work, new(work.Delivery, work.Attempt, Now, TimeSpan.FromMilliseconds(12.5), status, $"It answered {status}.", response, 1), retryAt, gone, Some.Ct);

    private async Task<IReadOnlyList<AlertDelivery>> DeliveriesAsync() => (await Store.DeliveriesAsync(new(), new(Take: 1_000), Some.Ct)).Items;
}
