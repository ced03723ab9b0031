using System.Diagnostics;
using Breakwater.Kernel;

namespace Breakwater.Benchmarks;

/// <summary>Kills a loaded ledger at random instants, retries what was not acknowledged, and counts everything at the end.</summary>
public sealed class CrashRounds
{
    private readonly string _root;
    private readonly int[] _next = Enumerable.Repeat(1, CrashChild.Senders).ToArray();
    private readonly List<HashSet<int>> _voided = [.. Enumerable.Range(0, CrashChild.Senders).Select(_ => new HashSet<int>())];
    private readonly List<string> _faults = [];

    private CrashRounds(string root) => _root = root;

    /// <summary>Batches that a killed process had stored without having said so; found as duplicates by the retry.</summary>
    public int StoredUnsaid { get; private set; }

    /// <summary>What went wrong, in sentences.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Events in the ledger at the end.</summary>
    public long Events { get; private set; }

    internal static async Task<int> RunAsync(string[] args)
    {
        var root = Options.Text(args, "data") ?? Path.Combine(Path.GetTempPath(), $"breakwater-crash-{Environment.ProcessId}");
        var rounds = Options.Number(args, "rounds", 200);
        var began = Stopwatch.GetTimestamp();
        var run = await RunAsync(root, rounds, Console.WriteLine, CancellationToken.None);
        Console.WriteLine($"{rounds} kills in {Stopwatch.GetElapsedTime(began).TotalSeconds:N0} s: {run.Events:N0} events stored, {run.StoredUnsaid} batches stored whose answer was lost, {run.Faults.Count} faults");
        foreach (var fault in run.Faults) Console.WriteLine($"  {fault}");
        Directory.Delete(root, recursive: true);
        return run.Faults.Count == 0 ? 0 : 1;
    }

    /// <summary>Runs the rounds and the count.</summary>
    /// <param name="root">A data folder that does not exist yet.</param>
    /// <param name="rounds">Number of kills.</param>
    /// <param name="tell">Takes a line of progress now and then.</param>
    /// <param name="ct">Stops after the running round.</param>
    public static async Task<CrashRounds> RunAsync(string root, int rounds, Action<string>? tell, CancellationToken ct)
    {
        var run = new CrashRounds(root);
        var random = new Random(rounds);
        for (var round = 0; round < rounds && run._faults.Count == 0; round++)
        {
            ct.ThrowIfCancellationRequested();
            await run.Round(TimeSpan.FromMilliseconds(random.Next(0, 600)), ct);
            if (tell is not null && (round + 1) % 20 == 0) tell($"round {round + 1}: {run._next.Sum(next => next - 1L) * CrashChild.BatchSize:N0} events acknowledged");
        }

        await run.Count();
        return run;
    }

    private async Task Round(TimeSpan life, CancellationToken ct)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])["exec", typeof(CrashRounds).Assembly.Location, "crash-child", _root, string.Join(',', _next)]) start.ArgumentList.Add(argument);
        using var child = Process.Start(start)!;
        var errors = child.StandardError.ReadToEndAsync(ct);
        var first = await child.StandardOutput.ReadLineAsync(ct);
        if (first is null || !first.StartsWith("open ", StringComparison.Ordinal))
        {
            _faults.Add($"The ledger did not open after a kill: {await errors}");
            return;
        }

        var killing = Task.Delay(life, ct).ContinueWith(_ => child.Kill(entireProcessTree: false), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        var retried = (int[])_next.Clone();
        while (await child.StandardOutput.ReadLineAsync(ct) is { } line)
        {
            // The kill may cut the last line off: such an answer was not heard.
            var words = line.Split(' ');
            if (words is ["ack", var sender, var batch, var accepted, var duplicates]) Heard(int.Parse(sender), int.Parse(batch), int.Parse(accepted), int.Parse(duplicates), retried);
            else if (words is ["void", var who, var which]) _voided[int.Parse(who)].Add(int.Parse(which));
        }

        await killing;
        await child.WaitForExitAsync(ct);
        _ = await errors;
    }

    private void Heard(int sender, int batch, int accepted, int duplicates, int[] retried)
    {
        if (batch != _next[sender]) return;
        var whole = accepted == CrashChild.BatchSize || duplicates == CrashChild.BatchSize;
        if (!whole || accepted + duplicates != CrashChild.BatchSize) _faults.Add($"Batch {batch} of sender {sender} was stored by half: {accepted} accepted, {duplicates} duplicates.");
        if (duplicates > 0)
        {
            StoredUnsaid++;
            if (batch != retried[sender]) _faults.Add($"Batch {batch} of sender {sender} was called a duplicate although it had never been sent.");
        }

        _next[sender] = batch + 1;
    }

    private async Task Count()
    {
        var settings = CrashChild.Settings;
        settings.FewEvents = -1;
        await using var ledger = await OpenLedger.AtAsync(_root, settings);
        await ledger.FillColumnsAsync();
        var report = await ledger.Ledger.VerifyAsync(null, CancellationToken.None);
        foreach (var difference in report.Differences) _faults.Add(difference);
        Events = report.ArchivedEvents;
        var range = TimeRange.FromUnixMs(EventStream.End - (400L * 86_400_000), EventStream.End + 86_400_000);
        for (var sender = 0; sender < CrashChild.Senders; sender++) await Count(ledger, sender, range);
    }

    private async Task Count(OpenLedger ledger, int sender, TimeRange range)
    {
        // The batch after the last one heard may be stored too: then all of it, and once.
        var last = _next[sender];
        var customer = CrashChild.Customer(sender);
        if (await ledger.Ledger.FindAsync(customer, new($"b{last}_0"), CancellationToken.None) is null) last--;
        long events = 0;
        decimal sum = 0;
        for (var batch = 1; batch <= last; batch++)
        {
            var voided = batch % 5 == 0 && (await ledger.Ledger.FindAsync(customer, new($"b{batch}_0"), CancellationToken.None))?.Voided is not null;
            if (!voided && _voided[sender].Contains(batch)) _faults.Add($"The void of batch {batch} of sender {sender} was acknowledged and is lost.");
            for (var index = voided ? 1 : 0; index < CrashChild.BatchSize; index++)
            {
                events++;
                sum += batch + index;
            }
        }

        // Once from the figures and once from the columns.
        foreach (var group in (string?[])[null, "plan"])
        {
            var state = (await ledger.Reader.ReadAsync(new(OpenLedger.Metric("bandwidth"), customer, [range], group), CancellationToken.None)).SingleOrDefault().State;
            if (state is null || state.Count != events || state.Sum != sum)
            {
                _faults.Add($"Sender {sender}: {events:N0} events with the sum {sum:N0} should count; the ledger says {state?.Count ?? 0:N0} and {state?.Sum ?? 0:N0}{(group is null ? "" : " by an undeclared property")}.");
            }
        }
    }
}
