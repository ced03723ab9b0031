using Breakwater.Fraud.Ingest;
using Breakwater.Fraud.Model;
using Breakwater.Fraud.Ports;
using Breakwater.Metering.Model;

namespace Breakwater.Tests.Dashboard.Pages.FraudRisk;

/// <summary>
/// A page over customers that detection has looked at. All comes about as in the product: events, the hourly job, its scores, baselines
/// and cases. acme keeps office hours for 40 days, and on the last finished day (Sunday, 1 March 2026) somebody else calls at night;
/// zenith is three days old.
/// </summary>
public abstract class DetectedPage : MeteredPage
{
    protected const string Victim = "acme", Newcomer = "zenith";
    private const int Days = 40;
    private static readonly DateOnly Night = new(2026, 3, 1);

    protected static Dictionary<string, object> Of(string customer) => new() { ["Id"] = customer };

    /// <summary>Sends the events and runs detection.</summary>
    protected async Task DetectAsync()
    {
        await StartAsync();
        List<UsageEvent> events = [];
        for (var hour = Days * 24; hour >= 1; hour--)
        {
            var at = Time.GetUtcNow().AddHours(-hour);
            var calls = DateOnly.FromDateTime(at.UtcDateTime) == Night && (at.Hour is 2 or 3) ? 60 : at.Hour is >= 8 and < 18 ? 12 : 1;
            for (var i = 0; i < calls; i++) events.Add(Call($"{hour}-{i}", Victim, hour, bytes: null));
            if (hour < 72) events.Add(Call($"{hour}", Newcomer, hour, bytes: null));
        }

        await SendAsync([.. events]);
        await Get<ScoreFleet>().RunAsync(Ct);
    }

    /// <summary>The one case that detection has opened.</summary>
    protected async Task<FraudCase> CaseAsync() => Assert.Single((await Get<ICaseStore>().ListAsync(new(), new(), Ct)).Items);

    protected static string? State(IRenderedComponent<Frame> page, string selector) => page.Find(selector).GetAttribute("data-state");

    /// <summary>Moves the clock until panels that follow it have looked again.</summary>
    protected void Tick() => Time.Advance(TimeSpan.FromSeconds(16));
}
