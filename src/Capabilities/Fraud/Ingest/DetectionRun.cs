namespace Breakwater.Fraud.Ingest;

/// <summary>What one run of detection works with, read once at its start.</summary>
/// <param name="Now">Time of the run.</param>
/// <param name="Settings">Thresholds and fleet scales.</param>
/// <param name="Zones">Zones that are known.</param>
/// <param name="Withheld">Days that teach nothing: under suspicion or confirmed as fraud.</param>
/// <param name="Anew">Dates from which a series' history begins anew, by series.</param>
public sealed record DetectionRun(
    DateTimeOffset Now, DetectionSettings Settings, IReadOnlyDictionary<CustomerId, string> Zones, IReadOnlySet<(SeriesKey, DateOnly)> Withheld, IReadOnlyDictionary<SeriesKey, DateOnly> Anew)
{
    /// <summary>Days of usage that a history is read from: 56 to learn from, before each of 28 to score in hindsight, and a margin for zones.</summary>
    public const int HistoryDays = DayBaseline.Days + SeriesReplay.HindsightDays + 2;

    /// <summary>Reads it.</summary>
    public static async Task<DetectionRun> BeginAsync(IScoreStore scores, ICaseStore cases, CustomerId? customer, TimeProvider time, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var from = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-HistoryDays);
        var flags = await cases.DayFlagsAsync(from, customer, ct).ConfigureAwait(false);
        var anew = await cases.RebaselinesAsync(customer, ct).ConfigureAwait(false);
        return new(
            now, await scores.SettingsAsync(ct).ConfigureAwait(false), await scores.ZonesAsync(ct).ConfigureAwait(false),
            flags.Where(flag => flag.Standing != DayStanding.Cleared).Select(flag => (new SeriesKey(flag.Customer, flag.Metric), flag.Date)).ToHashSet(),
            anew.ToDictionary(start => new SeriesKey(start.Customer, start.Metric), start => start.From));
    }

    /// <summary>The zone of a customer; UTC where none is known.</summary>
    public TimeZoneInfo ZoneOf(CustomerId customer) => Zones.TryGetValue(customer, out var name) && LocalTime.Zone(name) is { } zone ? zone : TimeZoneInfo.Utc;

    /// <summary>The last finished day of a zone.</summary>
    public DateOnly Yesterday(TimeZoneInfo zone) => LocalTime.DateAt(Now, zone).AddDays(-1);
}
