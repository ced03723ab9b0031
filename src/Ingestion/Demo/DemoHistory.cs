using System.Globalization;
using System.Text.Json;
using Breakwater.Ingestion.Client;
using Breakwater.Kernel;

namespace Breakwater.Ingestion.Demo;

/// <summary>
/// Fills the demonstration's history through the backfill route. The store itself remembers the anchor and how far the history
/// goes, so that a second start sends only what is missing.
/// </summary>
public sealed class DemoHistory(ApiClient api, TimeProvider clock)
{
    /// <summary>Name of the demonstration among the imports.</summary>
    public const string ImportId = "demo";

    /// <summary>Events in one request. The route is audited, one line a request, so they are large.</summary>
    public const int BatchSize = 8_000;

    private const int InFlight = 3;
    private static readonly TimeSpan Step = TimeSpan.FromDays(5);

    /// <summary>Brings the history up to now.</summary>
    /// <param name="days">Days of history that the first start fills, 1 to 365.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="ct">Stops; what is stored stays and the next start goes on from there.</param>
    /// <exception cref="ApiException">The host refuses or does not answer.</exception>
    public async Task<DemoFilled> FillAsync(int days, IProgress<DemoFilled>? progress, CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        var now = clock.GetUtcNow();
        var known = await api.FindAsync<ImportRecord>($"v1/admin/imports/{ImportId}", ct);
        var anchor = Anchor(known) ?? FloorToSecond(now);
        var from = known is { Cursor: > 0 } ? DateTimeOffset.FromUnixTimeMilliseconds(known.Cursor) : FloorToDay(anchor.AddDays(-days));
        if (known is null) await RememberAsync(anchor, from, ct);

        var story = new DemoStory(anchor);
        var whole = from < now ? new TimeRange(from, now) : new TimeRange(now, now);
        var filled = new DemoFilled(anchor, whole, 0, 0, 0, TimeSpan.Zero);
        for (var at = whole.Start; at < whole.End; at += Step)
        {
            var step = new TimeRange(at, at + Step < whole.End ? at + Step : whole.End);
            var (accepted, duplicates) = await SendAsync(story, step, ct);
            await RememberAsync(anchor, step.End, ct);
            filled = filled with
            {
                Accepted = filled.Accepted + accepted,
                Duplicates = filled.Duplicates + duplicates,
                Share = (step.End - whole.Start) / whole.Length,
                Elapsed = clock.GetElapsedTime(started),
            };
            progress?.Report(filled);
        }

        return filled with { Share = 1, Elapsed = clock.GetElapsedTime(started) };
    }

    /// <summary>Notes that usage is complete up to an instant; live traffic calls it now and then.</summary>
    public Task RememberAsync(DateTimeOffset anchor, DateTimeOffset until, CancellationToken ct) => api.PutAsync<ImportRecord>(
        $"v1/admin/imports/{ImportId}",
        new
        {
            name = "Demonstration",
            kind = "demo",
            shift_weeks = 0,
            cursor = until.ToUnixTimeMilliseconds(),
            completed = false,
            state = new { anchor = anchor.ToString("O", CultureInfo.InvariantCulture) },
        },
        ct);

    private async Task<(long Accepted, long Duplicates)> SendAsync(DemoStory story, TimeRange step, CancellationToken ct)
    {
        long accepted = 0, duplicates = 0;
        var batches = DemoCustomer.All.SelectMany(customer => story.Between(customer, step)).Chunk(BatchSize);
        await Parallel.ForEachAsync(batches, new ParallelOptions { MaxDegreeOfParallelism = InFlight, CancellationToken = ct }, async (batch, stop) =>
        {
            var answer = await api.BackfillAsync<BatchAnswer>(OutgoingEvent.Body(batch, "History of the demonstration"), stop);
            if (answer.Failed is [var first, ..])
            {
                throw new ApiException(null, "demo-refused", $"The host refused {answer.Failed.Count:N0} events of the demonstration: {first.Reason}");
            }

            Interlocked.Add(ref accepted, answer.Accepted);
            Interlocked.Add(ref duplicates, answer.Duplicates);
        });
        return (accepted, duplicates);
    }

    private static DateTimeOffset? Anchor(ImportRecord? known) =>
        known?.State is { ValueKind: JsonValueKind.Object } state && state.TryGetProperty("anchor", out var anchor)
            && DateTimeOffset.TryParse(anchor.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant
            : null;

    private static DateTimeOffset FloorToSecond(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond));

    private static DateTimeOffset FloorToDay(DateTimeOffset at) => new(at.UtcDateTime.Date, TimeSpan.Zero);
}

/// <summary>How far the history is filled.</summary>
/// <param name="Anchor">When the demonstration was first started.</param>
/// <param name="Range">What this start fills.</param>
/// <param name="Accepted">Events stored by it.</param>
/// <param name="Duplicates">Events that were stored before.</param>
/// <param name="Share">Done, 0 to 1.</param>
/// <param name="Elapsed">Time taken.</param>
public sealed record DemoFilled(DateTimeOffset Anchor, TimeRange Range, long Accepted, long Duplicates, double Share, TimeSpan Elapsed);
