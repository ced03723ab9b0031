using Breakwater.Engines.Embedded.Metering.Lanes;
using Microsoft.Extensions.Logging;

namespace Breakwater.Engines.Embedded.Metering.Columns;

/// <summary>Fills the columns of all lanes in the background, one chunk at a time, and gives way to whoever stores events.</summary>
internal sealed class ColumnKeeper(Lane[] lanes, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private readonly CancellationTokenSource _closing = new();
    private readonly SemaphoreSlim _one = new(1, 1);
    private Task _keeping = Task.CompletedTask;

    /// <summary>Begins.</summary>
    public void Start() => _keeping = Task.Factory.StartNew(KeepAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    /// <summary>Fills everything that the tables hold now.</summary>
    public async Task FillAsync(CancellationToken ct)
    {
        foreach (var lane in lanes)
        {
            while (await FillAsync(lane, static () => { }, ct).ConfigureAwait(false))
            {
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _keeping.ConfigureAwait(false);
        _closing.Dispose();
        _one.Dispose();
    }

    private async Task KeepAsync()
    {
        var wait = Rest;
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                var more = false;
                foreach (var lane in lanes) more |= await FillAsync(lane, () => GiveWay(lane), _closing.Token).ConfigureAwait(false);
                wait = Rest;
                if (!more) await Task.Delay(Rest, time, _closing.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                // Nothing depends on it: the archive answers meanwhile.
                wait = wait * 4 < LongestWait ? wait * 4 : LongestWait;
                logger.LogWarning(e, "The columns could not be filled; the archive answers, and they are tried again in {Wait}", wait);
                await Task.Delay(wait, time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<bool> FillAsync(Lane lane, Action pause, CancellationToken ct)
    {
        await _one.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            return lane.Columns.Fill(pause, ct);
        }
        finally
        {
            _one.Release();
        }
    }

    // While batches wait, their writer needs the processor more than the columns do.
    private void GiveWay(Lane lane)
    {
        if (lane.Queue.Count > 0) _closing.Token.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(5));
    }
}
