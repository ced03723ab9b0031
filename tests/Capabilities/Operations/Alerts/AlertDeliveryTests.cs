using System.Net;
using Breakwater.Engines.Embedded.Control;
using Breakwater.Ingestion.Alerts;
using Breakwater.Operations;
using Breakwater.Tests.Alerts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Tests.Operations.Alerts;

/// <summary>From a notification to a real receiver and back into the log, on a clock of the test's own.</summary>
public sealed class AlertDeliveryTests : IAsyncLifetime
{
    private static readonly Actor Operator = new("local:operator", "Operator", new HashSet<Role> { Role.Operator });
    private static readonly Actor Analyst = new("local:analyst", "Analyst", new HashSet<Role> { Role.Analyst });

    private readonly string _folder = Directory.CreateTempSubdirectory("breakwater-alerts-").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private Receiver _receiver = null!;
    private ServiceProvider _services = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _receiver = await Receiver.StartAsync();
        _services = Build();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _receiver.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_failing_receiver_is_tried_by_the_schedule_and_then_given_up()
    {
        _receiver.Says(500, "broken");
        var made = await AddAsync();
        await RaiseAsync("gap:a");
        var began = _time.GetUtcNow();
        var times = new List<TimeSpan>();
        for (var tries = 0; tries < 20; tries++)
        {
            if (await DeliverAsync() == 0) break;
            times.Add(_time.GetUtcNow() - began);
            if ((await DeliveryAsync()).NextAt is { } next) _time.SetUtcNow(next);
        }

        Assert.Equal(AlertSchedule.Delays.Count, times.Count);
        var waits = times.Zip(times.Skip(1), (one, other) => other - one).ToList();
        Assert.All(waits.Zip(AlertSchedule.Delays.Skip(1)), pair => Assert.InRange(pair.First, pair.Second, (pair.Second * 1.2) + TimeSpan.FromSeconds(1)));
        Assert.Single(_receiver.Requests.Select(request => request.Id).Distinct());
        Assert.All(_receiver.Requests, request => Assert.True(request.IsSignedBy(made.Secret.Value)));
        Assert.Equal(10, _receiver.Requests.Select(request => request.Headers["webhook-timestamp"]).Distinct().Count());
        Assert.Equal((AlertDeliveryState.Failed, 10, (int?)500), ((await DeliveryAsync()).State, (await DeliveryAsync()).Attempts, (await DeliveryAsync()).LastStatus));
        Assert.Contains("could not be delivered", Assert.Single((await Get<INotifications>().ListAsync(new(Search: made.Endpoint.ConditionKey), Ct)).Items).Title, StringComparison.Ordinal);

        _receiver.Says(204);
        Assert.True((await Get<RedeliverAlert>().RunAsync(Operator, (await DeliveryAsync()).Id, "It works again", Ct)).IsOk);
        Assert.Equal(1, await DeliverAsync());
        Assert.Equal((AlertDeliveryState.Delivered, 11), ((await DeliveryAsync()).State, (await DeliveryAsync()).Attempts));
        Assert.Single(_receiver.Requests.Select(request => request.Id).Distinct());
        Assert.NotNull((await Get<INotifications>().ListAsync(new(Search: made.Endpoint.ConditionKey), Ct)).Items[0].ResolvedAt);
    }

    [Fact]
    public async Task Retry_after_is_followed_within_its_bounds()
    {
        _receiver.Says(429, "", ("Retry-After", "3600"));
        await AddAsync();
        await RaiseAsync("gap:a");
        await DeliverAsync();
        Assert.Equal(_time.GetUtcNow().AddHours(1), (await DeliveryAsync()).NextAt);
        _receiver.Says(503, "", ("Retry-After", "999999999"));
        _time.Advance(TimeSpan.FromHours(1));
        await DeliverAsync();
        Assert.Equal(_time.GetUtcNow().AddHours(24), (await DeliveryAsync()).NextAt);
    }

    [Fact]
    public async Task Gone_ends_it_and_the_dashboard_says_so()
    {
        _receiver.Says(410);
        var made = await AddAsync();
        await RaiseAsync("gap:a");
        await DeliverAsync();
        var row = (await Get<AlertQueries>().FindAsync(made.Endpoint.Id, Ct)).Value;
        Assert.Equal(AlertEndpointState.Disabled, row.Endpoint.State);
        Assert.Contains("410", row.Endpoint.DisabledBecause, StringComparison.Ordinal);
        Assert.Contains("disabled", Assert.Single((await Get<INotifications>().ListAsync(new(Search: made.Endpoint.ConditionKey), Ct)).Items).Title, StringComparison.Ordinal);
        Assert.Equal("not-deliverable", (await Get<RedeliverAlert>().RunAsync(Operator, (await DeliveryAsync()).Id, null, Ct)).Problem!.Type);
    }

    [Fact]
    public async Task A_crash_between_request_and_note_sends_again_under_the_same_id()
    {
        await AddAsync();
        await RaiseAsync("gap:a");
        var work = Assert.Single(await Get<DeliverAlerts>().LeaseAsync(8, Ct));
        await Get<IAlertSender>().SendAsync(new(new(work.Url), work.MessageId, _time.GetUtcNow(), StandardWebhooks.Sign(work.MessageId, _time.GetUtcNow(), work.Body, [work.Secrets.Current]), work.Body), Ct);
        await _services.DisposeAsync();
        _services = Build();
        Assert.Equal(0, await DeliverAsync());
        _time.Advance(DeliverAlerts.Lease);
        Assert.Equal(1, await DeliverAsync());
        Assert.Equal(2, _receiver.Requests.Count);
        Assert.Single(_receiver.Requests.Select(request => (request.Id, request.Body)).Distinct());
        Assert.Equal(0, await DeliverAsync());
    }

    [Fact]
    public async Task After_a_rotation_both_secrets_verify_for_a_day_and_then_the_new_one_alone()
    {
        var made = await AddAsync();
        var rotated = (await Get<RotateAlertSecret>().RunAsync(Operator, made.Endpoint.Id, "Yearly", Ct)).Value;
        await RaiseAsync("gap:a");
        await DeliverAsync();
        _time.Advance(TimeSpan.FromHours(24));
        await RaiseAsync("gap:b");
        await DeliverAsync();
        var requests = _receiver.Requests.ToList();
        Assert.Equal([(true, true), (false, true)], requests.Select(request => (request.IsSignedBy(made.Secret.Value), request.IsSignedBy(rotated.Secret.Value))));
        Assert.Equal(2, (await Get<AlertQueries>().AttemptsAsync(1, new(), Ct)).Value.Items[0].Signatures);
    }

    [Fact]
    public async Task A_name_that_turns_to_a_private_address_fails_without_a_connection()
    {
        await AddAsync("https://rebound.example.com/");
        await RaiseAsync("gap:a");
        await DeliverAsync();
        Assert.Contains("link-local", (await DeliveryAsync()).LastError, StringComparison.Ordinal);
        Assert.Null((await DeliveryAsync()).LastStatus);
    }

    [Fact]
    public async Task Every_command_asks_for_the_permission_and_is_written_down_without_secrets()
    {
        var id = (await AddAsync($"{_receiver.Url}?token=hidden")).Endpoint.Id;
        Assert.Equal(ProblemKind.Forbidden, (await Get<AddAlertEndpoint>().RunAsync(Analyst, new("https://a.example.com"), null, Ct)).Problem!.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Get<ChangeAlertEndpoint>().RunAsync(Analyst, id, null, false, null, null, Ct)).Problem!.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Get<RotateAlertSecret>().RunAsync(Analyst, id, null, Ct)).Problem!.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Get<RemoveAlertEndpoint>().RunAsync(Analyst, id, null, Ct)).Problem!.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Get<SendTestAlert>().RunAsync(Analyst, id, null, Ct)).Problem!.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Get<RedeliverAlert>().RunAsync(Analyst, 1, null, Ct)).Problem!.Kind);

        Assert.Equal(AlertEndpointState.Paused, (await Get<ChangeAlertEndpoint>().RunAsync(Operator, id, null, false, 1, "Moving", Ct)).Value.State);
        Assert.Equal("changed-meanwhile", (await Get<ChangeAlertEndpoint>().RunAsync(Operator, id, null, true, 1, "Moving", Ct)).Problem!.Type);
        Assert.True((await Get<ChangeAlertEndpoint>().RunAsync(Operator, id, null, true, null, "Moved", Ct)).IsOk);
        Assert.True((await Get<ChangeAlertEndpoint>().RunAsync(Operator, id, null, true, null, "Nothing to do", Ct)).IsOk);
        Assert.True((await Get<ChangeAlertEndpoint>().RunAsync(Operator, id, new("https://b.example.com", "B", Severity.Critical, ["x:"]), null, null, "Other receiver", Ct)).IsOk);
        var rotated = (await Get<RotateAlertSecret>().RunAsync(Operator, id, "Leak", Ct)).Value;
        Assert.True((await Get<SendTestAlert>().RunAsync(Operator, id, "Try", Ct)).IsOk);
        Assert.True((await Get<RemoveAlertEndpoint>().RunAsync(Operator, id, "Done", Ct)).IsOk);
        Assert.Equal("unknown-alert-endpoint", (await Get<RemoveAlertEndpoint>().RunAsync(Operator, id, "Done", Ct)).Problem!.Type);
        var entries = (await Get<IAuditLog>().ListAsync(new(), Ct)).Items;
        Assert.Equal(
            ["alert-endpoint.removed", "alert-endpoint.tested", "alert-endpoint.secret-rotated", "alert-endpoint.changed", "alert-endpoint.resumed", "alert-endpoint.paused", "alert-endpoint.added"],
            entries.Select(entry => entry.Action));
        var all = string.Concat(entries.Select(entry => entry.Details));
        Assert.DoesNotContain(rotated.Secret.Value[6..], all, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", all, StringComparison.Ordinal);
    }

    private T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    private async Task<AlertEndpointSecret> AddAsync(string? url = null) =>
        (await Get<AddAlertEndpoint>().RunAsync(Operator, new(url ?? _receiver.Url.ToString(), "Receiver of the test"), "Needed", Ct)).Value;

    private Task RaiseAsync(string key) => Get<INotifications>().RaiseAsync(new(key, Severity.Warning, "It is silent", "Body", "/usage", _time.GetUtcNow()), Ct);

    private async Task<int> DeliverAsync()
    {
        var works = await Get<DeliverAlerts>().LeaseAsync(8, Ct);
        foreach (var work in works) await Get<DeliverAlerts>().AttemptAsync(work, Ct);
        return works.Count;
    }

    private async Task<AlertDelivery> DeliveryAsync() => (await Get<AlertQueries>().DeliveriesAsync(new(), new(Search: "gap:"), Ct)).Value.Items[^1];

    private ServiceProvider Build() => new ServiceCollection().AddSingleton<TimeProvider>(_time).AddEmbeddedControl(_ => new ControlOptions(_folder))
        .AddOperations(new ConfigurationBuilder().Build())
        .AddSingleton<IAlertSender>(_ => new HttpAlertSender(new(true, false), TimeProvider.System, resolve: (host, ct) =>
            host.StartsWith("rebound", StringComparison.Ordinal) ? Task.FromResult<IPAddress[]>([IPAddress.Parse("169.254.169.254")]) : Dns.GetHostAddressesAsync(host, ct)))
        .AddSingleton<DeliverAlerts>().BuildServiceProvider();
}
