using System.Reflection;
using System.Runtime.InteropServices;
using Breakwater.Dashboard.State;

namespace Breakwater.Dashboard.Pages.Operations;

/// <summary>What this process is doing now.</summary>
/// <param name="Open">Circuits that are open.</param>
/// <param name="Connected">Circuits whose browser is connected.</param>
/// <param name="Opened">Circuits opened since the start.</param>
/// <param name="Peak">Most circuits open at a time.</param>
/// <param name="StartedAt">When the process began.</param>
/// <param name="Uptime">How long it has been running.</param>
/// <param name="WorkingSet">Memory that the system gives it, bytes.</param>
/// <param name="Heap">Managed memory in use, bytes.</param>
/// <param name="Version">Version of the product and its runtime.</param>
public sealed record ProcessView(
    int Open, int Connected, long Opened, int Peak, DateTimeOffset StartedAt, TimeSpan Uptime, long WorkingSet, long Heap, string Version)
{
    /// <summary>Reads it.</summary>
    internal static ProcessView Now(CircuitCount circuits, DateTimeOffset now)
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        var started = new DateTimeOffset(process.StartTime.ToUniversalTime(), TimeSpan.Zero);
        var version = typeof(ProcessView).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        return new ProcessView(
            circuits.Open, circuits.Connected, circuits.Opened, circuits.Peak, started, now > started ? now - started : TimeSpan.Zero,
            process.WorkingSet64, GC.GetTotalMemory(forceFullCollection: false), $"Breakwater {version}, {RuntimeInformation.FrameworkDescription}");
    }
}
