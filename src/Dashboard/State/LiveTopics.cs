using Breakwater.Metering.Read;

namespace Breakwater.Dashboard.State;

/// <summary>The topics that pages follow.</summary>
public static class LiveTopics
{
    /// <summary>Moves on when an event was accepted: figures of usage.</summary>
    public const string Usage = "usage";

    /// <summary>Moves on every second: rates and ages, which change even when nothing arrives.</summary>
    public const string Clock = "clock";
}

/// <summary>Follows what this process accepts. Reading the counters is a few additions; nobody on the write path waits for a screen.</summary>
internal sealed class UsageLive(IngestCounters counters) : ILiveSource
{
    public string Topic => LiveTopics.Usage;

    public long Version => counters.Totals.Accepted;
}

/// <summary>Follows the clock, for rates and ages.</summary>
internal sealed class ClockLive(TimeProvider time) : ILiveSource
{
    public string Topic => LiveTopics.Clock;

    public long Version => time.GetUtcNow().ToUnixTimeSeconds();
}
