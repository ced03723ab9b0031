namespace Breakwater.Engines.Embedded.Control;

/// <summary>Where the control store is and how long it waits.</summary>
/// <param name="Folder">The folder that holds <c>control.db</c> and <c>audit.head</c>.</param>
public sealed record ControlOptions(string Folder)
{
    /// <summary>How long a write waits for its turn or for another process's lock before it gives up.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Largest size of the store; writes beyond it are refused like a full disk. 1 MB or more.</summary>
    public long MaxBytes { get; init; } = 8L << 30;

    /// <summary>The database file.</summary>
    public string DatabasePath => Path.Combine(Folder, "control.db");

    /// <summary>The audit chain's head, kept apart from the database.</summary>
    public string HeadPath => Path.Combine(Folder, "audit.head");
}
