using System.CommandLine;
using System.Text.Json;
using Breakwater.Cli.Output;
using Breakwater.Ingestion.Demo;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater demo fraud</c></summary>
internal static class DemoFraudCommand
{
    public static Command Make()
    {
        var family = new Option<string>("--family") { Description = "What happens: shift, partial, spike, burst, outage, or all.", DefaultValueFactory = _ => "all", HelpName = "NAME" };
        var days = new Option<int>("--days") { Description = "Days of ordinary usage before it, 14 to 365.", DefaultValueFactory = _ => DemoFraud.Days, HelpName = "N" };
        family.AcceptOnlyFromAmong("shift", "partial", "spike", "burst", "outage", "all");
        days.Validators.Add(result =>
        {
            if (result.GetValue(days) is < 14 or > 365) result.AddError("--days must lie between 14 and 365.");
        });
        var command = new Command("fraud", "Show detection at work: weeks of business hours, then a key changes hands. Scores at the end and tells what was found.") { family, days };
        command.SetAction((parsed, ct) => Session.RunAsync(parsed, (session, stop) => RunAsync(session, parsed.GetValue(family)!, parsed.GetValue(days), stop), ct, mayCreate: true));
        return command;
    }

    private static async Task<int> RunAsync(Session session, string family, int days, CancellationToken ct)
    {
        var demo = new DemoFraud(session.Api, session.Clock);
        var victims = DemoVictim.All.Where(victim => family == "all" || victim.Attack.ToString().Equals(family, StringComparison.OrdinalIgnoreCase)).ToList();
        var filled = new List<DemoFraudFilled>();
        await session.Terminal.MeterAsync("Sending usage", "customers", victims.Count, session.Clock, async report =>
        {
            foreach (var victim in victims)
            {
                filled.Add(await demo.FillAsync(victim, days, ct));
                report(filled.Count);
            }
        });
        var scored = await session.Api.PostAsync<JsonElement>("v1/admin/fraud/score", new { }, ct);
        var checks = new List<JsonElement>();
        foreach (var one in filled)
        {
            checks.Add(await session.Api.GetAsync<JsonElement>(
                Query.Of("v1/fraud/check", ("customer_id", one.Victim.Id), ("metric", "api_calls"), ("date", one.Happens.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))), ct));
        }

        var result = new
        {
            accepted = filled.Sum(one => one.Accepted),
            duplicates = filled.Sum(one => one.Duplicates),
            suspicions = scored.Member("suspicions"),
            customers = filled.Zip(checks, (one, check) => new { customer_id = one.Victim.Id, attack = one.Victim.Attack.ToString().ToLowerInvariant(), check }),
        };
        session.Terminal.Result(result, console =>
        {
            console.WriteLine($"{result.accepted:N0} events of {filled.Count} customers sent.");
            foreach (var (one, check) in filled.Zip(checks)) FraudWords.Show(console, check, $"{one.Victim.Id}, {one.Victim.Words}:");
        });
        return ExitCodes.Done;
    }
}
