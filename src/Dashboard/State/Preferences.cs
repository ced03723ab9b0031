namespace Breakwater.Dashboard.State;

/// <summary>What a person's cookies say, handed to the circuit at its start.</summary>
/// <param name="NarrowRail">True where the rail shows icons only.</param>
/// <param name="Zone">IANA name of the zone; null for UTC.</param>
public sealed record Preferences(bool NarrowRail, string? Zone);
