using Breakwater.Dashboard.Pages.Catalog;
using Breakwater.Metering.Ingest;
using Breakwater.Metering.Model;
using Breakwater.Metering.Read;

namespace Breakwater.Tests.Dashboard.Pages.Catalog;

public sealed class MetricEditorTests : MeteredPageTests
{
    [Fact]
    public async Task An_edit_of_words_changes_no_figure_and_needs_a_reason()
    {
        var page = await EditAsync("bandwidth");
        page.Find("[data-field=name]").Change("Traffic");
        await PressAsync(page, "Show what changes");
        page.WaitForAssertion(() => Assert.Contains("Name: Bandwidth becomes Traffic.", page.Find(".preview").TextContent, StringComparison.Ordinal));
        Assert.Contains("No figure changes and nothing is recounted.", page.Find(".preview").TextContent, StringComparison.Ordinal);
        Assert.True(Button(page, "Save version 2").HasAttribute("disabled"));
        page.Find("[data-field=reason]").Input("Clearer word");
        await PressAsync(page, "Save version 2");
        page.WaitForAssertion(() => Assert.Contains("Version 2", page.Find(".versions").TextContent, StringComparison.Ordinal));
        Assert.Contains("Name: Bandwidth becomes Traffic.", page.Find("[data-version='2']").TextContent, StringComparison.Ordinal);
        Assert.Equal("Clearer word", (await AuditAsync())[0].Reason);
    }

    [Fact]
    public async Task An_edit_of_meaning_says_how_many_events_are_recounted()
    {
        await SendAsync("api_request", 7, ("bytes", 10), ("bytes_out", 4));
        var page = await EditAsync("bandwidth");
        page.Find("[data-field=property]").Change("bytes_out");
        await PressAsync(page, "Show what changes");
        page.WaitForAssertion(() => Assert.Contains("recounted from 7 stored events", page.Find(".preview").TextContent, StringComparison.Ordinal));
        page.Find("[data-field=reason]").Input("Only what we send");
        await PressAsync(page, "Save version 2 and recount");
        page.WaitForAssertion(() => Assert.Contains("Figures recounted", page.Find("[data-version='2']").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_saves_second_sees_the_difference_and_goes_on_from_it()
    {
        var page = await EditAsync("bandwidth");
        page.Find("[data-field=description]").Change("What we send");
        await SaveElsewhereAsync(metric => metric with { Name = "Traffic" });
        await PressAsync(page, "Show what changes");
        page.WaitForAssertion(() => Assert.Contains("Somebody saved version 2 meanwhile.", page.Find(".conflict").TextContent, StringComparison.Ordinal));
        Assert.Contains("Name: Bandwidth becomes Traffic.", page.Find(".conflict").TextContent, StringComparison.Ordinal);

        await PressAsync(page, "Put my changes on top of version 2");
        page.WaitForAssertion(() => Assert.Equal("Traffic", page.Find("[data-field=name]").GetAttribute("value")));
        Assert.DoesNotContain("Name:", page.Find(".preview").TextContent, StringComparison.Ordinal);
        page.Find("[data-field=reason]").Input("Say what it is");
        await PressAsync(page, "Save version 3");
        page.WaitForAssertion(() => Assert.Contains("Version 3", page.Find(".versions").TextContent, StringComparison.Ordinal));
        var now = (await Get<CatalogQueries>().HistoryAsync("bandwidth", Ct)).Value.Items[0].Metric;
        Assert.Equal(("Traffic", "What we send"), (now.Name, now.Description));
    }

    [Theory]
    [InlineData("unit", "", "unit must have 1 to 32 characters")]
    [InlineData("event_type", "no spaces", "event type must be 1 to 256 characters")]
    [InlineData("dimensions", "region, region", "named twice")]
    [InlineData("property", "", "SUM needs the name of a property")]
    public async Task A_wrong_field_is_named_where_it_stands(string field, string value, string words)
    {
        var page = await EditAsync("bandwidth");
        page.Find($"[data-field={field}]").Change(value);
        await PressAsync(page, "Show what changes");
        page.WaitForAssertion(() => Assert.Contains(words, page.Find(".field-error").TextContent, StringComparison.Ordinal));
        Assert.Equal("true", page.Find($"[data-field={field}]").GetAttribute("aria-invalid"));
        Assert.Empty(page.FindAll(".preview"));
    }

    [Fact]
    public async Task A_code_that_is_taken_is_said_at_the_code()
    {
        var page = Open<CatalogPage>("/catalog?do=new&type=api_request");
        page.Find("[data-field=code]").Change("bandwidth");
        await PressAsync(page, "Show what changes");
        page.WaitForAssertion(() => Assert.Contains("There is a metric bandwidth already.", page.Find(".field-error").TextContent, StringComparison.Ordinal));
    }

    private async Task<IRenderedComponent<Frame>> EditAsync(string code)
    {
        var page = Open<CatalogPage>($"/catalog?metric={code}&do=edit");
        page.WaitForAssertion(() => page.Find("[data-field=code]"));
        Assert.True(page.Find("[data-field=code]").HasAttribute("readonly"));
        await Task.CompletedTask;
        return page;
    }

    private async Task SaveElsewhereAsync(Func<Metric, Metric> change)
    {
        var metric = change((await Get<CatalogQueries>().HistoryAsync("bandwidth", Ct)).Value.Items[0].Metric);
        var draft = new MetricDraft(
            metric.Code.Value, metric.Name, metric.EventType, metric.Aggregation, metric.Property, metric.Unit, metric.Dimensions, metric.Percentile, metric.Description, metric.Version);
        Assert.True((await Get<DefineMetric>().RunAsync(As(Role.Admin), draft, "Elsewhere", Ct)).IsOk);
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<Frame> page, string text) =>
        page.FindAll("[data-drawer] button").Single(button => button.TextContent.Trim() == text);

    private static Task PressAsync(IRenderedComponent<Frame> page, string text) => Button(page, text).ClickAsync(new());
}
