using Breakwater.Dashboard.Components.Charts;
using Microsoft.JSInterop;

namespace Breakwater.Tests.Dashboard.Charts;

public sealed class ChartTests : Screen
{
    private readonly BunitJSModuleInterop _module;
    private readonly JSRuntimeInvocationHandler _render;

    public ChartTests()
    {
        _module = JSInterop.SetupModule(Chart.Module);
        _render = _module.SetupVoid("render", _ => true).SetVoidResult();
    }

    [Fact]
    public void It_is_drawn_once_and_named_for_people_who_listen()
    {
        var chart = Draw(Model(1));
        chart.WaitForAssertion(() => Assert.Single(_render.Invocations));
        Assert.StartsWith("Usage: 2 points", chart.Find("[role=img]").GetAttribute("aria-label"), StringComparison.Ordinal);
        chart.Render(parameters => parameters.Add(p => p.Height, 240));
        Assert.Single(_render.Invocations);
    }

    [Fact]
    public void However_often_it_changes_it_is_drawn_once_a_second_with_the_newest()
    {
        var chart = Draw(Model(0));
        chart.WaitForAssertion(() => Assert.Single(_render.Invocations));
        for (var i = 1; i <= 20; i++) chart.Render(parameters => parameters.Add(p => p.Model, Model(i)));
        Assert.Single(_render.Invocations);
        Clock.Advance(Chart.ShortestInterval);
        chart.WaitForAssertion(() => Assert.Equal(2, _render.Invocations.Count));
        Assert.Equal(20d, ((ChartPayload)_render.Invocations.Last().Arguments[2]!).Series[0].Data[1]);
        Clock.Advance(Chart.ShortestInterval * 3);
        Assert.Equal(2, _render.Invocations.Count);
    }

    [Fact]
    public void The_table_is_one_click_away_and_the_chart_comes_back()
    {
        var chart = Draw(Model(1_234_567));
        chart.WaitForAssertion(() => Assert.Single(_render.Invocations));
        Toggle(chart);
        Assert.Empty(chart.FindAll("[role=img]"));
        Assert.Contains("1,234,567", chart.Find("table").TextContent, StringComparison.Ordinal);
        Assert.Contains("out of range", chart.Find("table").TextContent, StringComparison.Ordinal);
        Toggle(chart);
        chart.WaitForAssertion(() => Assert.Equal(2, _render.Invocations.Count));
    }

    [Fact]
    public async Task Going_away_frees_the_browsers_chart()
    {
        var freed = _module.SetupVoid("dispose", _ => true).SetVoidResult();
        var chart = Draw(Model(1));
        chart.WaitForAssertion(() => Assert.Single(_render.Invocations));
        await DisposeComponentsAsync();
        Assert.Equal(_render.Invocations.First().Arguments[0], freed.Invocations.Single().Arguments[0]);
    }

    [Fact]
    public async Task Going_away_after_the_browser_has_gone_is_quiet()
    {
        _module.SetupVoid("dispose", _ => true).SetException(new JSDisconnectedException("gone"));
        var chart = Draw(Model(1));
        chart.WaitForAssertion(() => Assert.Single(_render.Invocations));
        await DisposeComponentsAsync();
    }

    [Fact]
    public async Task Going_away_while_a_drawing_waits_ends_the_wait()
    {
        var chart = Draw(Model(1));
        chart.WaitForAssertion(() => Assert.Single(_render.Invocations));
        chart.Render(parameters => parameters.Add(p => p.Model, Model(2)));
        await DisposeComponentsAsync().WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Clock.Advance(Chart.ShortestInterval * 2);
        Assert.Single(_render.Invocations);
    }

    [Fact]
    public void The_file_has_the_charts_name()
    {
        var file = JSInterop.SetupModule(Browser.Module).SetupVoid("download", _ => true).SetVoidResult();
        var chart = Draw(Model(1));
        chart.FindAll("button").Single(button => button.TextContent == "CSV").Click();
        Assert.Equal("usage.csv", file.Invocations.Single().Arguments[0]);
    }

    [Fact]
    public void A_heat_map_is_a_table_with_every_value()
    {
        var map = Render<HeatMap>(parameters => parameters.Add(p => p.Title, "Weekday by hour").Add(p => p.Unit, "calls")
            .Add(p => p.Rows, ["Mon", "Tue"]).Add(p => p.Columns, ["00:00", "01:00"])
            .Add(p => p.Values, [[0, 100], [55, null]]).Add(p => p.Regions, [[new Breakwater.Fraud.Model.GridCell(1, 0)]]));
        var cells = map.FindAll("tbody td");
        Assert.Equal(["l0", "l10", "l6 outlined top bottom left right", "none"], cells.Select(cell => cell.ClassName!.Trim()));
        Assert.Equal("Tue 00:00: 55 calls, outside what is expected", cells[2].GetAttribute("title"));
        Assert.Equal("Tue 01:00: no data", cells[3].GetAttribute("title"));
        Assert.Contains("100 calls", cells[1].TextContent, StringComparison.Ordinal);
    }

    private static void Toggle(IRenderedComponent<Chart> chart) => chart.FindAll("button").Single(button => button.TextContent is "Table" or "Chart").Click();

    private static ChartModel Model(double last) => new(["Mon", "Tue"], [new ChartSeries("calls", [1, last])]) { Marks = [new ChartMark(1, "out of range")] };

    private IRenderedComponent<Chart> Draw(ChartModel model) => Render<Chart>(parameters => parameters.Add(p => p.Title, "Usage").Add(p => p.Model, model));
}
