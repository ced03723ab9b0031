using Breakwater.Dashboard.State;
using Breakwater.Kernel;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Logging;
using MudBlazor;

namespace Breakwater.Dashboard.Components;

/// <summary>
/// Shows one page of a list that its source pages, sorts and searches. Every change cancels the read before it.
/// </summary>
/// <typeparam name="T">The row.</typeparam>
public sealed partial class DataTable<T> : ComponentBase, IAsyncDisposable
{
    /// <summary>The most rows that a CSV holds.</summary>
    public const int MaxCsvRows = 100_000;

    private readonly List<Column<T>> _columns = [];
    private readonly CancellationTokenSource _gone = new();
    private CancellationTokenSource? _current;
    private PageRequest _request = new();
    private Page<T>? _page;
    private int _first;
    private Failure? _failure;
    private IDisposable? _live;
    private string? _topic;
    private object? _key, _version;
    private string? _search;
    private bool _started, _loading;

    /// <summary>What the table lists; its accessible name.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>Reads one page.</summary>
    [Parameter, EditorRequired]
    public Func<PageRequest, CancellationToken, Task<Page<T>>> Load { get; set; } = default!;

    /// <summary>The columns.</summary>
    [Parameter, EditorRequired]
    public RenderFragment Columns { get; set; } = default!;

    /// <summary>Identity of a row, so that rows keep their place while they change.</summary>
    [Parameter]
    public Func<T, object>? RowKey { get; set; }

    /// <summary>Everything else that the list depends on (filters); a change starts at the first page.</summary>
    [Parameter]
    public object? Key { get; set; }

    /// <summary>What the rows are taken from where that is held in memory; a change reads again, on the page and in the order that the reader has chosen.</summary>
    [Parameter]
    public object? Version { get; set; }

    /// <summary>Text to look for, handed to the source; a change starts at the first page.</summary>
    [Parameter]
    public string? Search { get; set; }

    /// <summary>Rows per page, 1 to 1,000.</summary>
    [Parameter]
    public int PageSize { get; set; } = 25;

    /// <summary>Column to sort by at first.</summary>
    [Parameter]
    public string? InitialSort { get; set; }

    /// <summary>Largest first at first.</summary>
    [Parameter]
    public bool InitialDescending { get; set; }

    /// <summary>Opens a row: click, or Enter on the row that j and k have reached.</summary>
    [Parameter]
    public EventCallback<T> OnOpen { get; set; }

    /// <summary>Which row is open.</summary>
    [Parameter]
    public Func<T, bool>? Selected { get; set; }

    /// <summary>Shown where the list has no rows; use the component Empty.</summary>
    [Parameter]
    public RenderFragment? Empty { get; set; }

    /// <summary>Height in pixels from which the rows scroll under the head; 0 for no limit.</summary>
    [Parameter]
    public int MaxHeight { get; set; }

    /// <summary>A live topic; the page is read again after it has changed.</summary>
    [Parameter]
    public string? Live { get; set; }

    /// <summary>Shortest time between two live reads; 1 s unless told.</summary>
    [Parameter]
    public TimeSpan LiveEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Name of the CSV file without ending; the label where it is null.</summary>
    [Parameter]
    public string? FileName { get; set; }

    [Inject]
    private LiveUpdates Updates { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    private ILogger<DataTable<T>> Log { get; set; } = default!;

    private string StateName => _page is null ? _failure is null ? "loading" : "failed" : _failure is not null ? "stale" : _page.Total == 0 ? "empty" : "full";

    private string Position => _page is null ? "Loading"
        : $"{Format.Count(_first + 1)}–{Format.Count(_first + _page.Items.Count)} of {Format.Count(_page.Total)}";

    private static RenderFragment NothingHere => builder =>
    {
        builder.OpenComponent<Empty>(0);
        builder.AddComponentParameter(1, nameof(Components.Empty.Title), "No rows");
        builder.AddComponentParameter(2, nameof(Components.Empty.Hint), "Nothing matches these filters.");
        builder.CloseComponent();
    };

    /// <summary>Reads the present page again.</summary>
    public Task ReloadAsync() => RunAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _live?.Dispose();
        await _gone.CancelAsync();
        _gone.Dispose();
    }

    internal void Add(Column<T> column)
    {
        _columns.Add(column);
        StateHasChanged();
    }

    internal void Remove(Column<T> column) => _columns.Remove(column);

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (Live != _topic)
        {
            _live?.Dispose();
            _topic = Live;
            _live = Live is null ? null : Updates.Subscribe(Live, _ => InvokeAsync(() => _loading ? Task.CompletedTask : RunAsync()), LiveEvery);
        }

        var another = !_started || !Equals(Key, _key) || Search != _search;
        if (!another && Equals(Version, _version)) return;
        if (!_started) _request = new PageRequest(0, PageSize, InitialSort, InitialDescending, Search).Clamped();
        else if (another) _request = _request with { Skip = 0, Search = Search };
        if (!Equals(Key, _key)) _page = null;
        (_started, _key, _search, _version) = (true, Key, Search, Version);
        await RunAsync();
    }

    private object KeyOf(T item) => RowKey?.Invoke(item) ?? item!;

    private string? AriaSort(Column<T> column) =>
        column.Sort is null ? null : column.Sort != _request.Sort ? "none" : _request.Descending ? "descending" : "ascending";

    private string Arrow(Column<T> column) => column.Sort != _request.Sort ? "↕" : _request.Descending ? "↓" : "↑";

    private Task SortAsync(Column<T> column)
    {
        var descending = column.Sort == _request.Sort ? !_request.Descending : column.LargestFirst;
        _request = _request with { Sort = column.Sort, Descending = descending, Skip = 0 };
        return RunAsync();
    }

    private Task MoveAsync(int pages)
    {
        _request = _request with { Skip = Math.Max(0, _request.Skip + (pages * _request.Take)) };
        return RunAsync();
    }

    private async Task RunAsync()
    {
        if (_current is { } earlier) await earlier.CancelAsync();
        if (_gone.IsCancellationRequested) return;
        var mine = _current = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        _loading = true;
        StateHasChanged();
        try
        {
            var request = _request;
            var page = await Load(request, mine.Token);
            // The list has become shorter than the place where the reader stood: its last page is the nearest to it.
            if (page is { Items.Count: 0, Total: > 0 } && request.Skip > 0)
            {
                request = _request = request with { Skip = (int)((page.Total - 1) / request.Take * request.Take) };
                page = await Load(request, mine.Token);
            }

            if (mine.IsCancellationRequested) return;
            // The rows keep their own place: after a failed step the old ones stay under the old numbers.
            (_page, _first, _failure) = (page, request.Skip, null);
        }
        catch (OperationCanceledException) when (mine.IsCancellationRequested)
        {
            return;
        }
        catch (Exception error)
        {
            // The boundary between reads and the screen, as in Panel.
            if (mine.IsCancellationRequested) return;
            _failure = Failure.From(error, Time.GetUtcNow());
            Log.LogWarning(error, "Table {Table} could not load ({CorrelationId})", Label, _failure.CorrelationId);
        }
        finally
        {
            if (ReferenceEquals(_current, mine))
            {
                (_current, _loading) = (null, false);
                StateHasChanged();
            }

            mine.Dispose();
        }
    }

    // Equals what the screen shows (filters, order, columns), but every page of it.
    private async Task<string> CsvAsync(CancellationToken ct)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, _gone.Token);
        var columns = _columns.Where(column => column.Csv is not null).ToList();
        var csv = new CsvWriter().Row(columns.Select(column => column.Title));
        for (var skip = 0; skip < MaxCsvRows; skip += PageRequest.MaxTake)
        {
            var page = await Load(_request with { Skip = skip, Take = PageRequest.MaxTake }, both.Token);
            foreach (var item in page.Items) csv.Row(columns.Select(column => column.Csv!(item)));
            if (page.Items.Count == 0 || skip + page.Items.Count >= page.Total) break;
        }

        return csv.ToString();
    }
}
