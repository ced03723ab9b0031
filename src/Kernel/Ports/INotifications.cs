namespace Breakwater.Kernel.Ports;

/// <summary>How urgent a notification is.</summary>
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    Info,

    /// <summary>Needs a look today.</summary>
    Warning,

    /// <summary>Needs a look now.</summary>
    Critical,
}

/// <summary>Something that people should see. Raising the same key again updates it instead of adding another.</summary>
/// <param name="Key">Names the condition, e.g. <c>usage-gap:acme</c>.</param>
/// <param name="Severity">How urgent it is.</param>
/// <param name="Title">What happened, in one sentence.</param>
/// <param name="Body">What is known and what to do.</param>
/// <param name="Link">Where to look, relative to the dashboard.</param>
/// <param name="At">When the condition was seen last.</param>
/// <param name="ResolvedAt">When it ended; null while it lasts.</param>
public sealed record Notification(
    string Key, Severity Severity, string Title, string Body, string Link, DateTimeOffset At, DateTimeOffset? ResolvedAt = null);

/// <summary>The list of conditions that people should see.</summary>
public interface INotifications
{
    /// <summary>Raises or updates a condition.</summary>
    Task RaiseAsync(Notification notification, CancellationToken ct);

    /// <summary>Marks a condition as over; unknown keys are ignored.</summary>
    Task ResolveAsync(string key, CancellationToken ct);

    /// <summary>Open conditions first, then the newest.</summary>
    Task<Page<Notification>> ListAsync(PageRequest page, CancellationToken ct);
}
