using Breakwater.Fraud.Read;
using Breakwater.Metering.Read;

namespace Breakwater.Fraud.Ingest;

/// <summary>Tells detection on whose clock a customer works; its history is sorted anew at the next run.</summary>
public sealed class SetTimeZone(IScoreStore scores)
{
    /// <summary>Sets a customer's zone.</summary>
    /// <param name="actor">Who sets it; an operator's right.</param>
    /// <param name="customerId">Whose.</param>
    /// <param name="zone">IANA name; null for UTC.</param>
    /// <param name="reason">Why, at most 1,000 characters; may be null.</param>
    /// <param name="ct">Cancels before anything is saved.</param>
    public Task<Outcome<Done>> RunAsync(Actor actor, string? customerId, string? zone, string? reason, CancellationToken ct) => Guarded.RunAsync<Done>(async () =>
    {
        if (actor.Refuse(Permission.ManageThresholds) is { } refusal) return refusal;
        if (UsageRules.Customer(customerId ?? "") is { IsOk: false } wrong) return wrong.Problem!;
        if (UsageRules.Zone(zone) is { IsOk: false } unknown) return unknown.Problem!;
        if (reason?.Length > 1_000) return Problem.Invalid("reason", "The reason may have at most 1,000 characters.");
        await scores.SetZoneAsync(new(customerId!), zone, new(actor, "fraud.time-zone-set", $"customer:{customerId}", reason, System.Text.Json.JsonSerializer.Serialize(new { zone = zone ?? "UTC" })), ct).ConfigureAwait(false);
        return default(Done);
    });
}
