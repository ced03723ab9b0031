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
        now.Ledger.Fault is not null ? "Not storing" : now.Ledger.LastCommit is not { } last ? Format.None
        : now.At - last < TimeSpan.FromSeconds(1) ? "< 1 s" : Format.Duration(TimeSpan.FromSeconds(Math.Floor((now.At - last).TotalSeconds)));

    /// <summary>What the age belongs to.</summary>
    public static string Words(IngestOverview now) =>
        now.Ledger.Fault ?? (now.Ledger.LastCommit is null ? "nothing stored yet" : "since the last event");

    /// <summary>critical where nothing can be stored, warning after <see cref="Quiet"/>.</summary>
    public static string Tone(IngestOverview now) => now.Ledger.Fault is not null ? "critical" : now.Ledger.LastCommit is { } last && now.At - last > Quiet ? "warning" : "";

    /// <summary>The word that goes with the tone.</summary>
    public static string? Word(IngestOverview now) => Tone(now) switch { "critical" => "Critical", "warning" => "Quiet", _ => null };

    /// <summary>What an acknowledgement promises.</summary>
    public static string Durable(IngestOverview now) =>
        now.Ledger.Durability == "fsync" ? $"{Format.Number(now.Ledger.CommitMs, 1)} ms to disk" : "not safe against power loss";
}
