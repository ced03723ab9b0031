using Breakwater.Metering.Ingest;

namespace Breakwater.Tests.Metering.Ingest;

public sealed class DetectGapsTests() : MeteringHarness(Now)
{
    private static readonly DateTimeOffset Now = new(2026, 3, 26, 12, 20, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_silent_customer_is_raised_once_and_resolved_when_it_sends_again()
    {
        Send("steady", _ => true, silent: 0);
        Send("quiet", hour => hour.Hour is >= 8 and < 18, silent: 0);
        Send("gone", _ => true, silent: 5);
        var report = await RunAsync();
        Assert.Equal(new GapReport(3, 1, false), report);
        await RunAsync();
        var open = Assert.Single((await OpenAsync()));
        Assert.Equal((DetectGaps.KeyPrefix + "gone", Severity.Warning), (open.Key, open.Severity));
        Assert.Contains("gone has sent nothing for 5 hours", open.Title, StringComparison.Ordinal);

        Add("gone", Now.AddMinutes(-3));
        Assert.Equal(0, (await RunAsync()).Gaps);
        Assert.Empty(await OpenAsync());
    }

    [Fact]
    public async Task Nobody_sending_is_one_critical_condition_about_metering()
    {
        Send("a", _ => true, silent: 6);
        Send("b", _ => true, silent: 7);
        Assert.True((await RunAsync()).Everyone);
        var open = Assert.Single(await OpenAsync());
        Assert.Equal((DetectGaps.AllKey, Severity.Critical), (open.Key, open.Severity));

        Add("a", Now.AddMinutes(-3));
        Assert.False((await RunAsync()).Everyone);
        Assert.Equal([DetectGaps.KeyPrefix + "b"], (await OpenAsync()).Select(item => item.Key));
    }

    [Fact]
    public async Task An_engine_that_does_not_answer_changes_nothing()
    {
        Send("gone", _ => true, silent: 5);
        Send("steady", _ => true, silent: 0);
        await RunAsync();
        await CloseLedgerAsync();
        await Assert.ThrowsAsync<EngineUnavailableException>(RunAsync);
        Assert.Single(await OpenAsync());
    }

    [Fact]
    public async Task An_empty_store_has_no_gaps() => Assert.Equal(new GapReport(0, 0, false), await RunAsync());

    private async Task<GapReport> RunAsync() => await (await AskAsync<DetectGaps>()).RunAsync(Ct);

    private async Task<IReadOnlyList<Notification>> OpenAsync() =>
        [.. (await Get<INotifications>().ListAsync(new(), Ct)).Items.Where(item => item.ResolvedAt is null)];

    private void Send(string customer, Func<DateTimeOffset, bool> active, int silent)
    {
        var hour = Now.AddMinutes(-Now.Minute);
        for (var back = ActivityProfile.Hours; back > silent; back--)
        {
            if (active(hour.AddHours(-back))) Add(customer, hour.AddHours(-back).AddMinutes(10));
        }
    }
}
