using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Breakwater.Tests.EndToEnd;

/// <summary>The host as a process of its own, on a free loopback port with a folder of its own.</summary>
public sealed partial class HostProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool _ownsData;
    private readonly bool _ownDisk;

    private HostProcess(Process process, string data, bool ownsData, bool ownDisk) => (_process, Data, _ownsData, _ownDisk) = (process, data, ownsData, ownDisk);

    public static string Root { get; } = Metadata("BreakwaterRoot");

    public static string Configuration { get; } = Metadata("Configuration");

    /// <summary>The store's folder.</summary>
    public string Data { get; }

    /// <summary>Where it answers.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>From start to the printed address.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <summary>Everything it printed.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>The store's folder as this process sees it, also where the host has a disk of its own.</summary>
    public string Seen => _ownDisk ? $"/proc/{Id}/root{Data}" : Data;

    public string AdminKey => File.ReadAllText(Path.Combine(Seen, "admin.key")).Trim();

    public int Id => _process.Id;

    public static string Program(string project, string assembly) =>
        Path.Combine(Root, "src", project, "bin", Configuration, "net10.0", RuntimeInformation.RuntimeIdentifier, assembly);

    /// <summary>A port that stays free while the host is down between two starts: none of those that connections get.</summary>
    public static int FreePort()
    {
        while (true)
        {
            try
            {
                using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, Random.Shared.Next(20_000, 30_000));
                listener.Start();
                return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (System.Net.Sockets.SocketException)
            {
                // Taken: another one.
            }
        }
    }

    /// <summary>Starts a host and waits until it says that it is ready.</summary>
    /// <param name="data">The store's folder; null for a new one, which is removed in the end.</param>
    /// <param name="options">More options of the command line.</param>
    /// <param name="environment">Environment variables beside those of this process.</param>
    /// <param name="port">Port on 127.0.0.1; 0 for a free one.</param>
    /// <param name="diskMegabytes">Size of a disk of its own for the store, seen by the host alone (<see cref="OwnDisk"/>); 0 for the folder as it is.</param>
    /// <param name="ct">Stops waiting.</param>
    public static async Task<HostProcess> StartAsync(
        string? data = null, IEnumerable<string>? options = null, IReadOnlyDictionary<string, string>? environment = null, int port = 0, int diskMegabytes = 0, CancellationToken ct = default)
    {
        var folder = data ?? Directory.CreateTempSubdirectory("breakwater-e2e-").FullName;
        var start = new ProcessStartInfo(diskMegabytes > 0 ? "unshare" : "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        string[] disk = diskMegabytes > 0 ? [.. OwnDisk.Way, "sh", "-c", $"mount -t tmpfs -o size={diskMegabytes}m tmpfs '{folder}' && exec dotnet \"$@\"", "sh"] : [];
        foreach (var argument in (string[])[.. disk, Program("Host", "Breakwater.Host.dll"), "--data", folder, "--urls", $"http://127.0.0.1:{port}", .. options ?? []])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        var clock = Stopwatch.StartNew();
        var host = new HostProcess(Process.Start(start)!, folder, data is null, diskMegabytes > 0);
        host._process.OutputDataReceived += (_, line) => host.Read(line.Data);
        host._process.ErrorDataReceived += (_, line) => host.Read(line.Data);
        host._process.Exited += (_, _) => host._ready.TrySetException(new InvalidOperationException($"The host ended:\n{host.Output}"));
        host._process.EnableRaisingEvents = true;
        host._process.BeginOutputReadLine();
        host._process.BeginErrorReadLine();
        host.Address = await host._ready.Task.WaitAsync(TimeSpan.FromSeconds(60), ct);
        host.StartTime = clock.Elapsed;
        return host;
    }

    /// <summary>Ctrl-C, then waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> InterruptAsync(CancellationToken ct = default)
    {
        using (var kill = Process.Start("kill", ["-INT", _process.Id.ToString()])) await kill.WaitForExitAsync(ct);
        await _process.WaitForExitAsync(ct).WaitAsync(TimeSpan.FromSeconds(30), ct);
        return _process.ExitCode;
    }

    public async Task KillAsync()
    {
        if (_process.HasExited) return;
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
        if (_ownsData) Directory.Delete(Data, recursive: true);
    }

    private void Read(string? line)
    {
        if (line is null) return;
        _output.Enqueue(line);
        if (ReadyLine().Match(line) is { Success: true } match) _ready.TrySetResult(new Uri(match.Groups[1].Value));
    }

    private static string Metadata(string key) =>
        typeof(HostProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == key).Value!;

    [GeneratedRegex(@"Breakwater is ready at (http://\S+)")]
    private static partial Regex ReadyLine();
}
