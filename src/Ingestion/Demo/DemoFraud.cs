using System.Globalization;
using System.Text.Json;
using Breakwater.Ingestion.Client;

namespace Breakwater.Ingestion.Demo;

/// <summary>
/// The demonstration of detection: weeks of business hours, then yesterday and today something happens to the key. The store
/// remembers on which day it began, so that running it again sends only what is missing.
/// </summary>
public sealed class DemoFraud(ApiClient api, TimeProvider clock)
{
    /// <summary>Prefix of the names under which the store remembers it among the imports.</summary>
    public const string ImportPrefix = "demo-fraud-";

    /// <summary>Days of ordinary usage before it happens, unless told otherwise.</summary>
    public const int Days = 35;

    private const int Seed = 7;
    private static readonly string[] Endpoints = ["/v1/orders", "/v1/catalog", "/v1/customers"];
    private static readonly string[] ForeignEndpoints = ["/v1/exports", "/v1/customers"];

    /// <summary>Sends one customer's usage up to the last full hour.</summary>
    /// <param name="victim">The customer.</param>
    /// <param name="days">Days of ordinary usage before, 14 to 365; counts when it is first sent.</param>
    /// <param name="ct">Stops; what is stored stays and the next run goes on from there.</param>
    public async Task<DemoFraudFilled> FillAsync(DemoVictim victim, int days, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var end = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
        var known = await api.FindAsync<ImportRecord>($"v1/admin/imports/{ImportPrefix}{victim.Id}", ct);
        var happens = Begin(known) ?? new DateTimeOffset(end.UtcDateTime.Date, TimeSpan.Zero).AddDays(-1);
        var from = known is { Cursor: > 0 } ? DateTimeOffset.FromUnixTimeMilliseconds(known.Cursor) : happens.AddDays(-days);
        if (known is null) await RememberAsync(victim, happens, from, ct);
        long accepted = 0, duplicates = 0;
        foreach (var batch in Between(victim, from, end, happens).Chunk(DemoHistory.BatchSize))
        {
            var answer = await api.BackfillAsync<BatchAnswer>(OutgoingEvent.Body(batch, "Demonstration of detection"), ct);
            if (answer.Failed is [var first, ..]) throw new ApiException(null, "demo-refused", $"The host refused {answer.Failed.Count:N0} events of the demonstration: {first.Reason}");
            (accepted, duplicates) = (accepted + answer.Accepted, duplicates + answer.Duplicates);
        }

        await RememberAsync(victim, happens, end, ct);
        return new(victim, DateOnly.FromDateTime(happens.UtcDateTime), accepted, duplicates);
    }

    /// <summary>A customer's usage in a range of whole hours; a pure function, so that a range sent twice adds nothing.</summary>
    internal static IEnumerable<OutgoingEvent> Between(DemoVictim victim, DateTimeOffset from, DateTimeOffset to, DateTimeOffset happens)
    {
        for (var hour = from; hour < to; hour = hour.AddHours(1))
        {
            var start = hour.ToUnixTimeMilliseconds();
            var random = SplitMix.For(Seed, victim.Id, start);
            var foreign = hour >= happens && victim.IsForeign(hour);
            var count = random.Poisson(victim.Pace(hour, hour >= happens));
            for (var i = 0; i < count; i++)
            {
                yield return new($"fraud-{victim.Id}-{hour:yyyyMMddHH}-{i}", victim.Id, "api_request", start + random.Below(3_600_000),
                [
                    OutgoingEvent.Text("endpoint", random.Pick(foreign ? ForeignEndpoints : Endpoints)),
                    OutgoingEvent.Text("region", foreign ? "ap-southeast-1" : "eu-central-1"),
                    OutgoingEvent.Number("bytes", 2_000 + random.Below(8_000)),
                ]);
            }
        }
    }

    private Task<ImportRecord> RememberAsync(DemoVictim victim, DateTimeOffset happens, DateTimeOffset until, CancellationToken ct) => api.PutAsync<ImportRecord>(
        $"v1/admin/imports/{ImportPrefix}{victim.Id}",
        new
        {
            name = $"Demonstration of detection: {victim.Id}",
            kind = "demo",
            shift_weeks = 0,
            cursor = until.ToUnixTimeMilliseconds(),
            completed = false,
            state = new { happens = happens.ToString("O", CultureInfo.InvariantCulture) },
        },
        ct);

    private static DateTimeOffset? Begin(ImportRecord? known) =>
        known?.State is { ValueKind: JsonValueKind.Object } state && state.TryGetProperty("happens", out var happens)
            && DateTimeOffset.TryParse(happens.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant
            : null;
}

/// <summary>What was sent for a customer.</summary>
/// <param name="Victim">The customer.</param>
/// <param name="Happens">The day, UTC, from which it is not the customer's usage any more.</param>
/// <param name="Accepted">Events stored by this run.</param>
/// <param name="Duplicates">Events that were stored before.</param>
public sealed record DemoFraudFilled(DemoVictim Victim, DateOnly Happens, long Accepted, long Duplicates);
