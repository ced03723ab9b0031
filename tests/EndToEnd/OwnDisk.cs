using System.ComponentModel;
using System.Diagnostics;

namespace Breakwater.Tests.EndToEnd;

/// <summary>A small disk that only one process sees: a mount in a namespace of its own, which ends with the process and needs no cleaning up.</summary>
internal static class OwnDisk
{
    private static readonly Lazy<(string[]? Way, string Said)> Found = new(Find);

    /// <summary>How <c>unshare</c> is called here: as it is where this user may mount, with a user namespace where one has to lend the right.</summary>
    public static string[] Way => Found.Value.Way ?? throw new InvalidOperationException(Missing);

    /// <summary>What is missing for such a disk; null where nothing is.</summary>
    public static string? Missing => Found.Value.Way is not null ? null
        : "A small disk of the host's own needs Linux with unshare and mount (Debian packages util-linux and mount) and either root with the right to mount (CAP_SYS_ADMIN) "
          + "or user namespaces for everybody (sysctl user.max_user_namespaces above 0; in a container a security profile that allows them). Tried here: " + Found.Value.Said;

    private static (string[]? Way, string Said) Find()
    {
        var said = new List<string>();
        foreach (var way in (string[][])[["--mount"], ["--map-root-user", "--mount"]])
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo("unshare", [.. way, "sh", "-c", "mount -t tmpfs -o size=1m tmpfs /tmp"]) { RedirectStandardError = true })!;
                var error = process.StandardError.ReadToEnd();
                process.WaitForExit();
                if (process.ExitCode == 0) return (way, "");
                said.Add($"unshare {string.Join(' ', way)}: {error.Trim()}");
            }
            catch (Win32Exception missing)
            {
                said.Add(missing.Message);
            }
        }

        return (null, string.Join("; ", said));
    }
}
