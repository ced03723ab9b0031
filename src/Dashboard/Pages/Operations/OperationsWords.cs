using Breakwater.Dashboard.State;
using Breakwater.Kernel.Ports;
using Breakwater.Metering.Ports;
using Breakwater.Operations.Model;

namespace Breakwater.Dashboard.Pages.Operations;

/// <summary>Engines, jobs, queues and conditions in words.</summary>
internal static class OperationsWords
{
    public static (string Word, string Tone) Engine(EngineState state) => state switch
    {
        EngineState.Healthy => ("Healthy", "ok"),
        EngineState.Degraded => ("Degraded", "warning"),
        _ => ("Down", "critical"),
    };

    public static (string Word, string Tone) Urgency(Severity severity) => severity switch
    {
        Severity.Critical => ("Critical", "critical"),
        Severity.Warning => ("Warning", "warning"),
        _ => ("Info", "info"),
    };

    public static (string Word, string Tone) Result(Job job) => job switch
    {
        { Running: true } => ("Running", "info"),
        { LastRun: null } => ("Not run yet", ""),
        { LastRun.Succeeded: true } => ("Succeeded", "ok"),
        _ => ("Failed", "critical"),
    };

    public static string Durability(string durability) => durability switch
    {
        "fsync" => "Flushed to disk before every answer (fsync): what was accepted survives a power cut.",
        "os" => "Handed to the operating system before the answer: what was accepted survives a crash of Breakwater, but not a power cut.",
        _ => durability,
    };

    public static string DurabilityShort(string durability) => durability switch { "fsync" => "on disk before the answer", "os" => "not safe against power loss", _ => durability };

    /// <summary>How full the queue is, in a word and its tone.</summary>
    public static (string Word, string Tone) Queue(LedgerStatus status) => status switch
    {
        { Fault: not null } => ("Not storing", "critical"),
        { QueueCapacity: > 0 } when status.QueuedBatches >= status.QueueCapacity => ("Full: new batches are refused", "critical"),
        { QueueCapacity: > 0 } when status.QueuedBatches * 2 >= status.QueueCapacity => ("Filling up", "warning"),
        _ => ("Keeping up", "ok"),
    };

    public static string StartedBy(string id) => id == "schedule" ? "its schedule" : id;

    public static string Events(long count) => count == 1 ? "1 event" : $"{Format.Count(count)} events";

    /// <summary>What a count of everything found, in one sentence.</summary>
    public static string Verdict(ConservationReport report) => report.IsConserved
        ? $"Archive, ledger and rollups agree on {Events(report.ArchivedEvents)}{(report.VoidedEvents > 0 ? $", {Format.Count(report.VoidedEvents)} of them voided" : "")}; {Metrics(report.MetricsChecked)} recomputed from the archive. Took {Format.Duration(report.Elapsed)}."
        : $"The archive holds {Events(report.ArchivedEvents)}, the ledger knows {Format.Count(report.LedgerEvents)}, the rollups count {Format.Count(report.CountedEvents)} and {Format.Count(report.VoidedEvents)} are voided. The archive is the record: nothing in it is changed by this.";

    private static string Metrics(int count) => count == 1 ? "1 metric was" : $"{Format.Count(count)} metrics were";
}
