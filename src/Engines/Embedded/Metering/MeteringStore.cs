using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Breakwater.Engines.Embedded.Metering.Columns;
using Breakwater.Engines.Embedded.Metering.Lanes;
using Breakwater.Engines.Embedded.Metering.Rollups;
using Breakwater.Engines.Embedded.Metering.Verification;
using Breakwater.Engines.Embedded.Storage;
using Breakwater.Kernel;
using Breakwater.Metering.Model;
using Breakwater.Metering.Ports;
using Microsoft.Extensions.Logging;

namespace Breakwater.Engines.Embedded.Metering;

/// <summary>The open store of usage: its lanes and what all of them share.</summary>
internal sealed class MeteringStore : IAsyncDisposable
{
    private const int Version = 1;
    private const string NoteName = "store.json";

    private MeteringStore(Lane[] lanes, long seed, EmbeddedMeteringOptions options, ICatalogSource catalog, ColumnKeeper columns) =>
        (Lanes, Seed, Options, Catalog, Columns) = (lanes, seed, options, catalog, columns);

    public Lane[] Lanes { get; }

    /// <summary>Seed of the keys of uniqueness.</summary>
    public long Seed { get; }

    public EmbeddedMeteringOptions Options { get; }

    public ICatalogSource Catalog { get; }

    /// <summary>Fills the columns of all lanes.</summary>
    public ColumnKeeper Columns { get; }

    /// <summary>The lane of a customer.</summary>
    public Lane LaneOf(CustomerId customer) => Lanes[LaneNumber(customer)];

    public int LaneNumber(CustomerId customer) =>
        Lanes.Length == 1 ? 0 : (int)(System.IO.Hashing.XxHash3.HashToUInt64(System.Runtime.InteropServices.MemoryMarshal.AsBytes(customer.Value.AsSpan())) % (ulong)Lanes.Length);

    /// <summary>Opens or makes the store in a data folder. The catalog must be loaded.</summary>
    /// <exception cref="InvalidDataException">It is damaged; nothing was changed.</exception>
    /// <exception cref="StoreVersionException">A newer build wrote it; nothing was changed.</exception>
    public static async Task<MeteringStore> OpenAsync(
        DataFolder folder, ICatalogSource catalog, EmbeddedMeteringOptions options, DurableIo io, TimeProvider time, ILogger logger, CancellationToken ct)
    {
        await catalog.EnsureLoadedAsync(ct).ConfigureAwait(false);
        var archive = folder.Subfolder("events");
        var home = folder.Subfolder("ledger");
        var note = ReadNote(home) ?? MakeNote(home, archive, options, io);
        var opening = Enumerable.Range(0, note.Lanes).Select(number => Task.Run(
            () => Lane.Open(new LaneSetup(number, archive, folder.Subfolder(Path.Combine("ledger", $"lane-{number}")), note.Seed, catalog, options, io, time, logger), ct), ct)).ToArray();
        try
        {
            var lanes = await Task.WhenAll(opening).ConfigureAwait(false);
            return new MeteringStore(lanes, note.Seed, options, catalog, new ColumnKeeper(lanes, time, logger));
        }
        catch
        {
            foreach (var lane in opening.Where(task => task.IsCompletedSuccessfully)) await (await lane.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Counts a metric of the catalog from all stored events; see <see cref="IUsageLedger.RecountAsync"/>.</summary>
    public async Task RecountAsync(Metric metric, IProgress<long>? progress, CancellationToken ct)
    {
        if (Catalog.Current.Find(metric.Code) is not { } current || MetricPlan.Fingerprint(current) != MetricPlan.Fingerprint(metric))
        {
            throw new ArgumentException($"The catalog does not hold the metric {metric.Code} with this meaning; save it first.", nameof(metric));
        }

        long counted = 0;
        foreach (var lane in Lanes)
        {
            var recount = new LaneRecount(lane, metric, events => progress?.Report(counted += events));
            await Task.Run(() => recount.RunAsync(Options.FlushCells, ct), ct).ConfigureAwait(false);
        }
    }

    /// <summary>Counts everything again; see <see cref="IUsageLedger.VerifyAsync"/>.</summary>
    public async Task<ConservationReport> VerifyAsync(IProgress<long>? progress, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        var findings = new Findings();
        var metrics = 0;
        long seen = 0;
        foreach (var lane in Lanes)
        {
            var verify = new LaneVerify(lane, Seed, findings, events => progress?.Report(seen += events));
            await Task.Run(() => verify.RunAsync(ct), ct).ConfigureAwait(false);
            metrics = Math.Max(metrics, verify.Metrics);
        }

        if (findings.Archived != findings.Indexed) findings.Add($"The archive holds {findings.Archived:N0} events, the index of uniqueness {findings.Indexed:N0}.");
        if (findings.Archived - findings.Voided != findings.Counted)
        {
            findings.Add($"The archive holds {findings.Archived:N0} events, of which {findings.Voided:N0} are void; the rollups count {findings.Counted:N0}.");
        }

        return new(findings.Archived, findings.Indexed, findings.Counted, findings.Voided, metrics, findings.Differences, Stopwatch.GetElapsedTime(began));
    }

    /// <summary>Metrics whose history is not counted in some lane, because a recount was cut off or never asked for.</summary>
    public IReadOnlyList<Metric> Incomplete()
    {
        var missing = new HashSet<Metric>();
        foreach (var lane in Lanes)
        {
            using var reader = lane.Store.OpenReader();
            var known = LaneStore.ReadMetrics(reader);
            foreach (var metric in Catalog.Current.All)
            {
                var state = known.GetValueOrDefault(metric.Code.Value);
                if (state is { Complete: true } && state.Fingerprint == MetricPlan.Fingerprint(metric)) continue;
                if (state is not null || lane.Views.FlushedEvents > 0) missing.Add(metric);
            }
        }

        return [.. missing];
    }

    public async ValueTask DisposeAsync()
    {
        await Columns.DisposeAsync().ConfigureAwait(false);
        foreach (var lane in Lanes) await lane.DisposeAsync().ConfigureAwait(false);
    }

    private static StoreNote? ReadNote(string home)
    {
        var path = Path.Combine(home, NoteName);
        if (!File.Exists(path)) return null;
        StoreNote? note;
        try
        {
            note = JsonSerializer.Deserialize<StoreNote>(File.ReadAllText(path));
        }
        catch (JsonException)
        {
            note = null;
        }

        if (note is null || note.Lanes is < 1 or > 16) throw new InvalidDataException($"{path} cannot be read. Nothing was changed. Delete the folder {home}: it is made anew from the archive.");
        if (note.Version > Version)
        {
            throw new StoreVersionException($"{path} has version {note.Version}, but this Breakwater knows versions up to {Version}. Nothing was changed. Start the newer Breakwater that wrote it.");
        }

        return note;
    }

    // Without the note everything but the archive is worthless: the keys of the index were made with its seed.
    private static StoreNote MakeNote(string home, string archive, EmbeddedMeteringOptions options, DurableIo io)
    {
        foreach (var folder in Directory.EnumerateDirectories(home, "lane-*")) Directory.Delete(folder, recursive: true);
        // The archive says how its customers are spread over lanes, because it outlives everything else.
        var lanes = ReadNote(archive)?.Lanes ?? options.Writers;
        var note = new StoreNote(Version, lanes, BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8)));
        WriteNote(archive, note with { Seed = 0 }, io);
        WriteNote(home, note, io);
        return note;
    }

    private static void WriteNote(string folder, StoreNote note, DurableIo io)
    {
        var path = Path.Combine(folder, NoteName);
        File.Delete(path + ".new");
        using (var file = io.Create(path + ".new"))
        {
            io.Write(file, JsonSerializer.SerializeToUtf8Bytes(note), 0);
            io.Flush(file);
        }

        File.Move(path + ".new", path, overwrite: true);
        io.FlushFolder(folder);
    }

    private sealed record StoreNote(int Version, int Lanes, long Seed);
}
