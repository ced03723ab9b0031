using Breakwater.Dashboard.State;
using Breakwater.Kernel;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Logging;

namespace Breakwater.Dashboard.Components;

/// <summary>Runs one piece of long work at a time; leaving the page cancels it.</summary>
/// <typeparam name="T">What it finds.</typeparam>
public sealed partial class LongRun<T> : ComponentBase, IAsyncDisposable
{
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(250);
    private readonly CancellationTokenSource _gone = new();
    private CancellationTokenSource? _current;
    private Failure? _failure;
    private T? _result;
    private DateTimeOffset _at;
    private bool _running, _has, _cancelled;
    private long _read;

    /// <summary>A verb and its object, e.g. "Verify all entries".</summary>
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary>What is counted while it runs, e.g. <c>entries</c>.</summary>
    [Parameter, EditorRequired]
    public string Unit { get; set; } = "";

    /// <summary>What it does, shown before the first run.</summary>
    [Parameter]
    public string? Hint { get; set; }

    /// <summary>How many there are; 0 where nobody knows.</summary>
    [Parameter]
    public long Total { get; set; }

    /// <summary>What the command asks for; it asks again itself.</summary>
    [Parameter, EditorRequired]
    public Permission Permission { get; set; }

    /// <summary>The work. It runs off the circuit's thread and reports how many it has read.</summary>
    [Parameter, EditorRequired]
    public Func<IProgress<long>, CancellationToken, Task<Outcome<T>>> Run { get; set; } = default!;

    /// <summary>Shows the verdict.</summary>
    [Parameter]
    public RenderFragment<T>? ChildContent { get; set; }

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    private ILogger<LongRun<T>> Log { get; set; } = default!;

    private string Phase => _running ? "running" : _failure is not null ? "failed" : _cancelled ? "cancelled" : _has ? "done" : "idle";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        _gone.Dispose();
    }

    private async Task StartAsync()
    {
        if (_running) return;
        (_running, _has, _cancelled, _failure) = (true, false, false, null);
        Interlocked.Exchange(ref _read, 0);
        using var mine = _current = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        try
        {
            var work = Task.Run(() => Run(new Counter(this), mine.Token), mine.Token);
            await DrawUntilAsync(work, mine.Token);
            var outcome = await work;
            if (outcome.Problem is { } problem) _failure = Failure.From(problem, Time.GetUtcNow());
            else (_result, _has, _at) = (outcome.Value, true, Time.GetUtcNow());
        }
        catch (OperationCanceledException) when (mine.IsCancellationRequested)
        {
            _cancelled = true;
        }
        catch (Exception error)
        {
            // The boundary between long work and the screen, as in Panel.
            _failure = Failure.From(error, Time.GetUtcNow());
            Log.LogWarning(error, "{Work} failed ({CorrelationId})", Text, _failure.CorrelationId);
        }
        finally
        {
            (_running, _current) = (false, null);
        }
    }

    private async Task DrawUntilAsync(Task work, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Redraw, Time);
        while (!work.IsCompleted)
        {
            var tick = timer.WaitForNextTickAsync(ct).AsTask();
            if (await Task.WhenAny(work, tick) == work) return;
            await tick;
            StateHasChanged();
        }
    }

    private Task CancelAsync() => _current?.CancelAsync() ?? Task.CompletedTask;

    private sealed class Counter(LongRun<T> owner) : IProgress<long>
    {
        public void Report(long value) => Interlocked.Exchange(ref owner._read, value);
    }
}
