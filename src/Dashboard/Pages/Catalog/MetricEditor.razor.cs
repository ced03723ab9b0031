using Breakwater.Dashboard.Components;
using Breakwater.Dashboard.Security;
using Breakwater.Dashboard.State;
using Breakwater.Kernel;
using Breakwater.Metering.Ingest;
using Breakwater.Metering.Model;
using Breakwater.Metering.Read;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Logging;

namespace Breakwater.Dashboard.Pages.Catalog;

/// <summary>The form for a metric.</summary>
public sealed partial class MetricEditor : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private readonly Dictionary<string, string> _errors = [];
    private MetricForm? _form;
    private MetricPreview? _preview;
    private Metric? _newer;
    private Failure? _failure;
    private string _reason = "";
    private bool _loading, _busy;

    /// <summary>The metric to change; null to define a new one.</summary>
    [Parameter]
    public string? Code { get; set; }

    /// <summary>Event type that a new metric starts with.</summary>
    [Parameter]
    public string? EventType { get; set; }

    /// <summary>Closes the form.</summary>
    [Parameter]
    public EventCallback OnClose { get; set; }

    /// <summary>Tells the owner that the metric of that code was saved.</summary>
    [Parameter]
    public EventCallback<string> OnSaved { get; set; }

    [CascadingParameter]
    private Actor? Actor { get; set; }

    [Inject]
    private DefineMetric Command { get; set; } = default!;

    [Inject]
    private CatalogQueries Queries { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private Announcer Announcer { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    private ILogger<MetricEditor> Log { get; set; } = default!;

    private string? Refusal => (Actor ?? Actors.Nobody).Refuse(Permission.ManageCatalog)?.Title;

    private bool HasChanges => _preview is { } preview && (preview.Before is null || preview.Changes.Count > 0);

    private bool Ready => HasChanges && !_busy && (_preview!.Before is null || _reason.Trim().Length >= 3);

    private string SaveText => _preview switch
    {
        { Before: null } => "Add 1 metric",
        { Recounted: true } preview => $"Save version {preview.After.Version} and recount",
        var preview => $"Save version {preview!.After.Version}",
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => StartAsync();

    private async Task StartAsync()
    {
        if (Code is null)
        {
            _form = MetricForm.New(EventType);
            return;
        }

        _loading = true;
        await GuardAsync("be read", async () =>
        {
            var current = await CurrentAsync();
            if (current.Problem is { } problem) _failure = Failure.From(problem, Time.GetUtcNow());
            else _form = MetricForm.Of(current.Value);
        });
        _loading = false;
    }

    // Another field than the one that was previewed: look again before anything is saved.
    private void Touched()
    {
        _preview = null;
        _errors.Clear();
    }

    private Task PreviewAsync() => GuardAsync("be previewed", async () =>
    {
        _errors.Clear();
        var outcome = await Command.PreviewAsync(await Current.GetAsync(), _form!.Draft(), _gone.Token);
        if (outcome.Problem is { } problem) await ShowAsync(problem);
        else _preview = outcome.Value;
    });

    private Task SaveAsync() => GuardAsync("be saved", async () =>
    {
        var reason = _reason.Trim();
        var outcome = await Command.RunAsync(await Current.GetAsync(), _form!.Draft(), reason.Length == 0 ? null : reason, CancellationToken.None);
        if (outcome.Problem is { } problem)
        {
            await ShowAsync(problem);
            return;
        }

        Announcer.Say($"Saved version {outcome.Value.Version} of {outcome.Value.Code}");
        await OnSaved.InvokeAsync(outcome.Value.Code.Value);
    });

    private Task RebaseAsync()
    {
        _form!.Rebase(_newer!);
        (_newer, _preview) = (null, null);
        return PreviewAsync();
    }

    private async Task ShowAsync(Problem problem)
    {
        _preview = null;
        if (problem is { Kind: ProblemKind.Conflict } && _form?.From is not null && await CurrentAsync() is { IsOk: true } current)
        {
            _newer = current.Value;
            return;
        }

        if (problem.Field is { } field && field is not ("version" or "reason")) _errors[field] = problem.Title;
        else _failure = Failure.From(problem, Time.GetUtcNow());
    }

    // From the history and not from the list: the list is shared for some seconds, and a conflict is about this moment.
    private async Task<Outcome<Metric>> CurrentAsync()
    {
        var versions = await Queries.HistoryAsync(Code!, _gone.Token);
        return versions.Problem is { } problem ? problem : versions.Value.Items[0].Metric;
    }

    private async Task GuardAsync(string what, Func<Task> action)
    {
        if (_busy) return;
        (_busy, _failure) = (true, null);
        try
        {
            await action();
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The form was closed meanwhile.
        }
        catch (Exception error)
        {
            _failure = Failure.From(error, Time.GetUtcNow());
            Log.LogWarning(error, "A metric could not {What} ({CorrelationId})", what, _failure.CorrelationId);
        }
        finally
        {
            _busy = false;
        }
    }

    private string? Error(string field) => _errors.GetValueOrDefault(field);

    private string? Invalid(string field) => _errors.ContainsKey(field) ? "true" : null;
}
