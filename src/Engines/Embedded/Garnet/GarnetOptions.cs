namespace Breakwater.Engines.Embedded.Garnet;

/// <summary>Where the embedded Garnet servers keep their data and how much memory they take.</summary>
/// <param name="Folder">Folder of the append-only file; only this process uses it.</param>
public sealed record GarnetOptions(string Folder)
{
    /// <summary>Memory for limits, as Garnet writes sizes: a million requests in a window need about 250 MB.</summary>
    public string LimitsMemory { get; init; } = "384m";

    /// <summary>Memory for claims; the window of the claims adapter decides how much is used.</summary>
    public string ClaimsMemory { get; init; } = "128m";

    /// <summary>The append-only file is cut by a checkpoint when it has grown beyond this.</summary>
    public string AppendOnlyLimit { get; init; } = "128m";

    /// <summary>How often the append-only file is flushed, milliseconds: what a killed process may forget of its limits.</summary>
    public int FlushMs { get; init; } = 250;

    /// <summary>How often the servers are asked whether they still answer.</summary>
    public TimeSpan WatchPeriod { get; init; } = TimeSpan.FromSeconds(5);
}
