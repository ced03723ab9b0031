using Microsoft.AspNetCore.Components.Rendering;

namespace Breakwater.Tests.Dashboard.Components;

public sealed class DataTableTests : Screen
{
    public sealed record Row(int Id, string Name);

    private readonly List<(PageRequest Request, CancellationToken Token)> _asked = [];
    private readonly HandSource _usage = new("usage");
    private Func<PageRequest, CancellationToken, Task<Page<Row>>> _answer = (request, _) => Task.FromResult(Rows(request, 120));

    public DataTableTests() => Services.AddSingleton<ILiveSource>(_usage);

    [Fact]
    public void A_page_shows_its_rows_and_where_it_stands()
    {
        var table = Table();
        Assert.Equal(25, table.FindAll("tbody tr").Count);
        Assert.Equal("full", State(table));
        Assert.Contains("1–25 of 120", table.Markup, StringComparison.Ordinal);
        Assert.True(table.Find("button[aria-label='Previous page']").HasAttribute("disabled"));
        table.Find("button[aria-label='Next page']").Click();
        Assert.Equal(25, _asked[^1].Request.Skip);
        Assert.Contains("26–50 of 120", table.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_page_ends_the_list()
    {
        var table = Table();
        for (var i = 0; i < 4; i++) table.Find("button[aria-label='Next page']").Click();
        Assert.Contains("101–120 of 120", table.Markup, StringComparison.Ordinal);
        Assert.True(table.Find("button[aria-label='Next page']").HasAttribute("disabled"));
    }

    [Fact]
    public void Sorting_is_asked_of_the_source_and_said_to_people()
    {
        var table = Table();
        table.Find("button[aria-label='Next page']").Click();
        table.FindAll("button.sort")[0].Click();
        Assert.Equal(new PageRequest(0, 25, "id", true), _asked[^1].Request);
        Assert.Equal("descending", table.FindAll("th")[0].GetAttribute("aria-sort"));
        table.FindAll("button.sort")[0].Click();
        Assert.Equal("ascending", table.FindAll("th")[0].GetAttribute("aria-sort"));
        Assert.False(_asked[^1].Request.Descending);
        Assert.Null(table.FindAll("th")[1].GetAttribute("aria-sort"));
    }

    [Fact]
    public async Task Another_search_starts_at_the_first_page_and_cancels_the_read_before_it()
    {
        var table = Table();
        table.Find("button[aria-label='Next page']").Click();
        var slow = new TaskCompletionSource<Page<Row>>();
        _answer = (_, ct) => slow.Task.WaitAsync(ct);
        table.Render(parameters => parameters.Add(p => p.Search, "a"));
        _answer = (request, _) => Task.FromResult(Rows(request, 3));
        table.Render(parameters => parameters.Add(p => p.Search, "ab"));
        await Until(() => _asked.Count == 4);
        Assert.True(_asked[^2].Token.IsCancellationRequested);
        Assert.Equal((0, "ab"), (_asked[^1].Request.Skip, _asked[^1].Request.Search));
        table.WaitForAssertion(() => Assert.Contains("1–3 of 3", table.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void No_rows_says_so()
    {
        _answer = (_, _) => Task.FromResult(new Page<Row>([], 0));
        var table = Table();
        Assert.Equal("empty", State(table));
        Assert.Contains("No rows", table.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_offers_retry_and_old_rows_stay_where_there_are_some()
    {
        _answer = (_, _) => throw new EngineUnavailableException("Control store", "x");
        var table = Table();
        Assert.Equal("failed", State(table));
        _answer = (request, _) => Task.FromResult(Rows(request, 120));
        table.Find(".failed button.btn:not(.icon)").Click();
        Assert.Equal("full", State(table));
        _answer = (_, _) => throw new EngineUnavailableException("Control store", "x");
        table.Find("button[aria-label='Next page']").Click();
        Assert.Equal("stale", State(table));
        Assert.Equal(25, table.FindAll("tbody tr").Count);
        Assert.Contains("1–25 of 120", table.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Loading_shows_the_head_and_grey_rows()
    {
        _answer = (_, ct) => Task.Delay(Timeout.Infinite, ct).ContinueWith(_ => Rows(new PageRequest(), 1), TaskScheduler.Default);
        var table = Table();
        Assert.Equal("loading", State(table));
        Assert.Equal(2, table.FindAll("th").Count);
        Assert.NotEmpty(table.FindAll("tr.skeleton"));
    }

    [Fact]
    public void A_row_opens_and_can_be_walked_by_keys()
    {
        Row? opened = null;
        var table = Table(parameters => parameters.Add(p => p.OnOpen, row => opened = row));
        Assert.All(table.FindAll("tbody tr"), row => Assert.True(row.HasAttribute("data-row") && row.GetAttribute("tabindex") == "-1"));
        Assert.NotNull(table.Find("[data-list]"));
        table.FindAll("tbody tr")[3].Click();
        Assert.Equal(3, opened?.Id);
    }

    [Fact]
    public void A_live_change_reads_the_same_page_again()
    {
        var table = Table(parameters => parameters.Add(p => p.Live, "usage"));
        table.Find("button[aria-label='Next page']").Click();
        _usage.Move();
        Clock.Advance(TimeSpan.FromSeconds(1));
        table.WaitForAssertion(() => Assert.Equal(3, _asked.Count));
        Assert.Equal(25, _asked[^1].Request.Skip);
    }

    [Fact]
    public void Another_version_of_the_rows_is_read_on_the_same_page_in_the_same_order_and_another_key_on_the_first()
    {
        var table = Table(parameters => parameters.Add(p => p.Version, 1));
        table.FindAll("button.sort")[0].Click();
        table.Find("button[aria-label='Next page']").Click();
        table.Render(parameters => parameters.Add(p => p.Version, 2));
        Assert.Equal(4, _asked.Count);
        Assert.Equal(new PageRequest(25, 25, "id", true), _asked[^1].Request);
        table.Render(parameters => parameters.Add(p => p.Version, 2));
        Assert.Equal(4, _asked.Count);
        table.Render(parameters => parameters.Add(p => p.Version, 2).Add(p => p.Key, "another customer"));
        Assert.Equal(new PageRequest(0, 25, "id", true), _asked[^1].Request);
    }

    [Fact]
    public void A_list_that_became_shorter_shows_its_last_page()
    {
        var table = Table(parameters => parameters.Add(p => p.Version, 1));
        for (var i = 0; i < 4; i++) table.Find("button[aria-label='Next page']").Click();
        _answer = (request, _) => Task.FromResult(Rows(request, 60));
        table.Render(parameters => parameters.Add(p => p.Version, 2));
        Assert.Contains("51–60 of 60", table.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csv_holds_every_page_in_the_order_of_the_screen()
    {
        _answer = (request, _) => Task.FromResult(Rows(request, 2_500));
        var saved = JSInterop.SetupModule(Browser.Module);
        var file = saved.SetupVoid("download", _ => true).SetVoidResult();
        var table = Table();
        table.FindAll("button.sort")[0].Click();
        table.FindAll("button").Single(button => button.TextContent == "CSV").Click();
        await Until(() => file.Invocations.Count == 1);
        Assert.Equal("keys.csv", file.Invocations.First().Arguments[0]);
        Assert.Equal([0, 1_000, 2_000], _asked.Skip(2).Select(asked => asked.Request.Skip));
        Assert.All(_asked.Skip(2), asked => Assert.Equal(("id", true), (asked.Request.Sort, asked.Request.Descending)));
    }

    private static Page<Row> Rows(PageRequest request, int total) =>
        new([.. Enumerable.Range(request.Skip, Math.Max(0, Math.Min(request.Take, total - request.Skip))).Select(i => new Row(i, $"name {i}"))], total);

    private static string? State(IRenderedComponent<DataTable<Row>> table) => table.Find(".data-table").GetAttribute("data-state");

    private IRenderedComponent<DataTable<Row>> Table(Action<ComponentParameterCollectionBuilder<DataTable<Row>>>? more = null) => Render<DataTable<Row>>(parameters =>
    {
        parameters.Add(p => p.Label, "Keys").Add(p => p.Columns, Columns).Add(p => p.RowKey, row => row.Id)
            .Add(p => p.Load, (request, ct) =>
            {
                _asked.Add((request, ct));
                return _answer(request, ct);
            });
        more?.Invoke(parameters);
    });

    private static void Columns(RenderTreeBuilder builder)
    {
        builder.OpenComponent<Column<Row>>(0);
        builder.AddComponentParameter(1, nameof(Column<Row>.Title), "Id");
        builder.AddComponentParameter(2, nameof(Column<Row>.Sort), "id");
        builder.AddComponentParameter(3, nameof(Column<Row>.LargestFirst), true);
        builder.AddComponentParameter(4, nameof(Column<Row>.Csv), (Func<Row, string?>)(row => $"{row.Id}"));
        builder.AddComponentParameter(5, nameof(Column<Row>.ChildContent), (RenderFragment<Row>)(row => cell => cell.AddContent(0, row.Id)));
        builder.CloseComponent();
        builder.OpenComponent<Column<Row>>(6);
        builder.AddComponentParameter(7, nameof(Column<Row>.Title), "Name");
        builder.AddComponentParameter(8, nameof(Column<Row>.ChildContent), (RenderFragment<Row>)(row => cell => cell.AddContent(0, row.Name)));
        builder.CloseComponent();
    }
}
