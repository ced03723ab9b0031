using Breakwater.Cli.Output;
using Breakwater.Ingestion.Client;

namespace Breakwater.Cli.Import;

/// <summary>
/// Sends the rows of a file in batches, some at once, and keeps the cursor: the row up to which everything is acknowledged.
/// The cursor is saved in the store about once a second, so that even a killed run repeats no more than that.
/// </summary>
internal sealed class EventSender(ApiClient api, TraceFile file, ImportSettings settings, RejectsFile rejects, TimeProvider clock)
{
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(1);

    private readonly Queue<Task<SentBatch>> _inFlight = [];
    private long _lastSave;

    /// <summary>Events sent and answered.</summary>
    public long Sent { get; private set; }

    /// <summary>Events stored by this run.</summary>
    public long Accepted { get; private set; }

    /// <summary>Events stored before, with the same content.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Events stored before, with other content.</summary>
    public long Conflicts { get; private set; }

    /// <summary>Events refused.</summary>
    public long Rejected { get; private set; }

    /// <summary>Row up to which everything is answered.</summary>
    public long Cursor { get; private set; }

    /// <summary>Sends everything after the cursor.</summary>
    /// <param name="from">Row up to which everything is stored already.</param>
    /// <param name="weeks">Weeks by which times are moved.</param>
    /// <param name="save">Saves the cursor.</param>
    /// <param name="progress">Told the events answered so far.</param>
    /// <param name="ct">Stops; the cursor is saved once more before.</param>
    public async Task RunAsync(long from, int weeks, Func<long, CancellationToken, Task> save, Action<long> progress, CancellationToken ct)
    {
        (Cursor, _lastSave) = (from, clock.GetTimestamp());
        var batch = new List<SourceRow>(settings.BatchSize);
        try
        {
            await foreach (var row in file.RowsAsync(ct))
            {
                if (row.Number <= from || row.Event is null) continue;
                batch.Add(row with { Event = row.Event with { Timestamp = WeekShift.Apply(row.Event.Timestamp, weeks) } });
                if (batch.Count < settings.BatchSize) continue;
                if (_inFlight.Count >= settings.InFlight) await AnsweredAsync(save, progress, ct);
                _inFlight.Enqueue(SendAsync(batch, ct));
                batch = new List<SourceRow>(settings.BatchSize);
            }

            if (batch.Count > 0) _inFlight.Enqueue(SendAsync(batch, ct));
            while (_inFlight.Count > 0) await AnsweredAsync(save, progress, ct);
        }
        catch
        {
            // Whatever was on its way is stored or not, and a retry will tell; what was answered in order is worth remembering.
            await Task.WhenAll(_inFlight).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            using var last = new CancellationTokenSource(TimeSpan.FromSeconds(2), clock);
            try
            {
                await save(Cursor, last.Token);
            }
            catch (Exception cause) when (cause is ApiException or OperationCanceledException)
            {
                // The host is gone: the cursor saved before is good enough.
            }

            throw;
        }
    }

    private async Task<SentBatch> SendAsync(List<SourceRow> rows, CancellationToken ct)
    {
        var body = OutgoingEvent.Body(rows.Select(row => row.Event!), settings.Reason);
        return new SentBatch(rows, await api.BackfillAsync<DetailedBatchAnswer>(body, ct));
    }

    private async Task AnsweredAsync(Func<long, CancellationToken, Task> save, Action<long> progress, CancellationToken ct)
    {
        var (rows, answer) = await _inFlight.Peek();
        _ = _inFlight.Dequeue();
        if (answer.Results.Count != rows.Count)
        {
            throw new CliException(ExitCodes.Failed, $"The host answered {answer.Results.Count:N0} results for {rows.Count:N0} events.", "Run the same command again: what is stored is answered as duplicate.");
        }

        for (var i = 0; i < rows.Count; i++)
        {
            var result = answer.Results[i];
            switch (result.Status)
            {
                case "accepted": Accepted++; break;
                case "duplicate": Duplicates++; break;
                case "conflict":
                    Conflicts++;
                    await rejects.AddAsync(rows[i].Line, result.Reason ?? "an event of this id with other content is stored already", rows[i].Raw, ct);
                    break;
                default:
                    Rejected++;
                    await rejects.AddAsync(rows[i].Line, $"{result.Field}: {result.Reason}", rows[i].Raw, ct);
                    break;
            }
        }

        Sent += rows.Count;
        Cursor = rows[^1].Number;
        progress(Sent);
        if (clock.GetElapsedTime(_lastSave) < SaveEvery) return;
        await save(Cursor, ct);
        _lastSave = clock.GetTimestamp();
    }

    private readonly record struct SentBatch(List<SourceRow> Rows, DetailedBatchAnswer Answer);
}

/// <summary>How an import is run.</summary>
/// <param name="Reason">Written to the audit log with every batch.</param>
/// <param name="BatchSize">Events in one request, 1 to 10,000.</param>
/// <param name="InFlight">Requests at once, 1 to 16.</param>
internal sealed record ImportSettings(string Reason, int BatchSize, int InFlight);
