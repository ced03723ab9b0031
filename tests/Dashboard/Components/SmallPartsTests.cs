namespace Breakwater.Tests.Dashboard.Components;

public sealed class SmallPartsTests : Screen
{
    [Fact]
    public void A_tile_says_the_change_in_words_and_leads_where_its_parts_are()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/?range=7d&tz=Europe%2FBerlin");
        var tile = Render<Tile>(parameters => parameters.Add(p => p.Label, "Accepted").Add(p => p.Value, 12_345_678).Add(p => p.Unit, "events")
            .Add(p => p.Change, new Change(112, 100, "the week before", Better.Higher)).Add(p => p.Trend, [1, 2, null, 4]).Add(p => p.Href, "/usage?customer=acme"));
        Assert.Equal("/usage?customer=acme&range=7d&tz=Europe%2FBerlin", tile.Find("a").GetAttribute("href"));
        Assert.Equal("12,345,678 events", tile.Find(".figure").GetAttribute("title"));
        Assert.Contains("up 12 %", tile.Find(".note .ok").TextContent, StringComparison.Ordinal);
        Assert.Contains("on the week before", tile.Find(".note").TextContent, StringComparison.Ordinal);
        Assert.Equal("Accepted: from 1 events to 4 events, highest 4 events", tile.Find("svg[role=img]").GetAttribute("aria-label"));
    }

    [Fact]
    public void A_tile_without_a_figure_shows_a_dash_and_a_tone_always_comes_with_a_word()
    {
        var tile = Render<Tile>(parameters => parameters.Add(p => p.Label, "Ledger").Add(p => p.Tone, "critical").Add(p => p.ToneWord, "Down"));
        Assert.Equal("–", tile.Find(".value").TextContent.Trim());
        Assert.Contains("Down", tile.Find(".tag.critical").TextContent, StringComparison.Ordinal);
        Assert.NotNull(tile.Find(".tag.critical svg"));
    }

    [Fact]
    public void A_relative_time_has_the_exact_one_in_the_screens_zone_behind_it()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/?tz=Europe%2FBerlin");
        var time = Render<RelativeTime>(parameters => parameters.Add(p => p.At, Start.AddMinutes(-3))).Find("time");
        Assert.Equal("3 min ago", time.TextContent);
        Assert.Equal("2026-11-23 15:02:07.000 +01:00 · Europe/Berlin", time.GetAttribute("title"));
        Assert.Equal("2026-11-23T14:02:07.000Z", time.GetAttribute("datetime"));
        Assert.Contains("never", Render<RelativeTime>(parameters => parameters.Add(p => p.At, null)).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_id_is_shortened_and_copied_whole()
    {
        var id = "key_" + new string('x', 60) + "_end";
        var copy = JSInterop.SetupModule(Browser.Module).Setup<bool>("copy", _ => true).SetResult(true);
        var part = Render<CopyId>(parameters => parameters.Add(p => p.Value, id));
        Assert.Equal(28, part.Find("code").TextContent.Length);
        Assert.Equal(id, part.Find("code").GetAttribute("title"));
        part.Find("button").Click();
        Assert.Equal(id, copy.Invocations.Single().Arguments[0]);
        Assert.Equal($"Copied {id}", Services.GetRequiredService<Announcer>().Text);
    }

    [Fact]
    public void A_browser_that_refuses_to_copy_is_told_to_people()
    {
        JSInterop.SetupModule(Browser.Module).Setup<bool>("copy", _ => true).SetResult(false);
        Render<CopyId>(parameters => parameters.Add(p => p.Value, "x")).Find("button").Click();
        Assert.Equal("The browser did not allow copying.", Services.GetRequiredService<Announcer>().Text);
    }

    [Fact]
    public void A_failure_shows_time_and_id_and_retries()
    {
        var retried = 0;
        var failure = Failure.From(new EngineUnavailableException("Redis", "10.0.0.3:6379 refused"), Start);
        var part = Render<Failed>(parameters => parameters.Add(p => p.Failure, failure).Add(p => p.Retry, () => retried++));
        Assert.Equal("alert", part.Find(".failed").GetAttribute("role"));
        Assert.Contains("Redis does not answer.", part.Markup, StringComparison.Ordinal);
        Assert.Contains("2026-11-23 14:05:07.000", part.Markup, StringComparison.Ordinal);
        Assert.Contains(failure.CorrelationId, part.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("10.0.0.3", part.Markup, StringComparison.Ordinal);
        part.FindAll("button").Single(button => button.TextContent == "Retry").Click();
        Assert.Equal(1, retried);
    }

    [Fact]
    public void Without_a_way_to_retry_no_button_pretends_one() =>
        Assert.DoesNotContain(Render<Failed>(parameters => parameters.Add(p => p.Failure, Failure.From(new TimeoutException(), Start))).FindAll("button"), button => button.TextContent == "Retry");

    [Fact]
    public void Two_failures_have_two_ids() =>
        Assert.NotEqual(Failure.From(new TimeoutException(), Start).CorrelationId, Failure.From(new TimeoutException(), Start).CorrelationId);

    [Fact]
    public void Empty_says_what_would_make_rows_appear_and_offers_it()
    {
        var part = Render<Empty>(parameters => parameters.Add(p => p.Title, "No keys yet").Add(p => p.Hint, "A customer needs one.").Add(p => p.ActionText, "Issue a key").Add(p => p.Href, "/keys"));
        Assert.Equal("/keys", part.Find("a.btn").GetAttribute("href"));
        Assert.Contains("A customer needs one.", part.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Usage per day, 60 days", "usage-per-day-60-days.csv")]
    [InlineData("../../etc/passwd", "etc-passwd.csv")]
    [InlineData("…", "breakwater.csv")]
    public void Files_have_harmless_names(string name, string file)
    {
        var download = JSInterop.SetupModule(Browser.Module).SetupVoid("download", _ => true).SetVoidResult();
        Render<CsvDownload>(parameters => parameters.Add(p => p.FileName, name).Add(p => p.Content, () => "a\r\n")).Find("button").Click();
        Assert.Equal(file, download.Invocations.Single().Arguments[0]);
    }

    [Fact]
    public void A_page_has_one_heading_its_purpose_and_its_filters()
    {
        var page = Render<PageFrame>(parameters => parameters.Add(p => p.Title, "Keys").Add(p => p.Purpose, "Who may send.").Add(p => p.Filters, "<i>filter</i>").Add(p => p.ChildContent, "<b>content</b>"));
        Assert.Equal("Keys", page.Find("h1").TextContent);
        Assert.Equal("Filters", page.Find("[role=group]").GetAttribute("aria-label"));
        Assert.Contains("<b>content</b>", page.Markup, StringComparison.Ordinal);
    }
}
