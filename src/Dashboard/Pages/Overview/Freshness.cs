using Breakwater.Dashboard.State;
using Breakwater.Metering.Read;

namespace Breakwater.Dashboard.Pages.Overview;

/// <summary>How old the newest stored event is, and whether that is worth a look.</summary>
public static class Freshness
{
    /// <summary>Silence of the whole store that is worth a look.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(15);

    /// <summary>The age, e.g. <c>2.1 s</c>; a dash before the first event.</summary>
    public static string Age(IngestOverview now) =>
        now.Ledger.Fault is not null ? "Not storing" : now.Ledger.LastCommit is { } last ? Format.Duration(Rounded(now.At - last)) : Format.None;

    /// <summary>What the age belongs to.</summary>
    public static string Words(IngestOverview now) =>
        now.Ledger.Fault ?? (now.Ledger.LastCommit is null ? "nothing stored yet" : "since the last stored event");

    /// <summary>critical where nothing can be stored, warning after <see cref="Quiet"/>.</summary>
    public static string Tone(IngestOverview now) => now.Ledger.Fault is not null ? "critical" : now.Ledger.LastCommit is { } last && now.At - last > Quiet ? "warning" : "";

    /// <summary>The word that goes with the tone.</summary>
    public static string? Word(IngestOverview now) => Tone(now) switch { "critical" => "Critical", "warning" => "Quiet", _ => null };

    /// <summary>What an acknowledgement promises.</summary>
    public static string Durable(IngestOverview now) =>
        now.Ledger.Durability == "fsync" ? $"on disk before the answer · {Format.Number(now.Ledger.CommitMs, 1)} ms" : "power-loss safety is off (Durability: os)";

    // Whole seconds: tenths would flicker, and a clock that is ahead must not show a negative age.
    private static TimeSpan Rounded(TimeSpan age) => age < TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Floor(age.TotalSeconds));
}
