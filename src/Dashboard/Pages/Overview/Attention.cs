using Breakwater.Kernel.Ports;

namespace Breakwater.Dashboard.Pages.Overview;

/// <summary>What needs attention now.</summary>
/// <param name="Items">Conditions that last, the most urgent first, then the newest.</param>
public sealed record Attention(IReadOnlyList<Notification> Items)
{
    /// <summary>Puts open conditions and engines that are not well into one list.</summary>
    /// <param name="notifications">Conditions, over ones included.</param>
    /// <param name="engines">Health of the engines.</param>
    /// <param name="now">When they were asked.</param>
    public static Attention From(IEnumerable<Notification> notifications, IEnumerable<EngineHealth> engines, DateTimeOffset now)
    {
        var open = notifications.Where(item => item.ResolvedAt is null).ToList();
        // A condition that names the engine tells the same with its history, so it stands alone.
        var unwell = engines.Where(engine => engine.State != EngineState.Healthy)
            .Where(engine => !open.Any(item => item.Key.StartsWith("engine", StringComparison.Ordinal) && item.Title.Contains(engine.Engine, StringComparison.OrdinalIgnoreCase)))
            .Select(engine => new Notification(
                $"engine:{engine.Engine}", Urgency(engine), $"{engine.Engine} {(engine.State == EngineState.Down ? "is down" : "works with a restriction")}",
                engine.Detail, "/operations", now));
        return new([.. open.Concat(unwell).OrderByDescending(item => item.Severity).ThenByDescending(item => item.At)]);
    }

    private static Severity Urgency(EngineHealth engine) =>
        engine is { State: EngineState.Down, Required: true } ? Severity.Critical : Severity.Warning;
}
