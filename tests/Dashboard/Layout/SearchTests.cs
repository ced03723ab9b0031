using Breakwater.Access.Ingest;
using Breakwater.Dashboard.Layout;
using Breakwater.Metering.Ingest;
using Breakwater.Tests.Dashboard.Pages;
using Microsoft.AspNetCore.Components.Web;

namespace Breakwater.Tests.Dashboard.Layout;

/// <summary>The search of the top bar over the real ledger, catalog and key store.</summary>
public sealed class SearchTests : MeteredPage
{
    private readonly SlowSearch _slow = new();

    [Fact]
    public async Task Customers_are_found_by_a_part_of_their_id_the_nearest_first_and_no_more_than_fit()
    {
        await StartAsync();
        await SendAsync([.. Enumerable.Range(1, 9).Select(i => Call($"x-{i}", $"north-{i}")), Call("a-1", "big-north"), Call("a-2", "big-north")]);
        var box = Render<SearchBox>();
        Type(box, "NORTH");
        await AnswerAsync(box, "north-1 Customer, 1 event", "north-2 Customer, 1 event", "north-3 Customer, 1 event", "north-4 Customer, 1 event");
        Type(box, "big");
        await AnswerAsync(box, "big-north Customer, 2 events");
        await KeyAsync(box, "Enter");
        Assert.EndsWith("/usage?customer=big-north", Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_keys_pages_and_events_are_found_and_lead_to_their_place()
    {
        await StartAsync();
        await SendAsync(Call("tx-42"), Call("tx-42", "beta"), Call("tx-421"));
        var key = (await Get<IssueKey>().RunAsync(Actor, new NewKey("acme", "Gateway", 100, null, null), Ct)).Value.Key;
        var box = Render<SearchBox>();
        await GoesAsync(box, "bandwi", "Bandwidth Metric bandwidth", "/usage?metric=bandwidth");
        await GoesAsync(box, key.Id.Value, $"Gateway Key {key.Hint}… of acme", $"/keys?key={key.Id.Value}");
        await GoesAsync(box, "operat", "Operations Page", "/operations");
        Type(box, "tx-42");
        await UntilAsync(() => Assert.Equal(["tx-42 Event of acme", "tx-42 Event of beta"], Lines(box).Order(StringComparer.Ordinal)));
        await GoesAsync(box, "beta tx-42", "tx-42 Event of beta", "/usage?customer=beta&tab=event&event=tx-42");
        Assert.True((await Get<VoidUsage>().RunAsync(Actor, "acme", "tx-421", "sent by mistake", Ct)).IsOk);
        await GoesAsync(box, "tx-421", "tx-421 Voided event of acme", "/usage?customer=acme&tab=event&event=tx-421");
    }

    [Fact]
    public async Task What_is_not_there_is_not_offered()
    {
        await StartAsync();
        await SendAsync(Call("tx-1"));
        var box = Render<SearchBox>();
        foreach (var text in new[] { "nobody-known", "acme tx-2", "not an id at all", "%" })
        {
            Type(box, text);
            await AnswerAsync(box, $"Nothing matches “{text}”");
        }

        await KeyAsync(box, "Enter");
        Assert.EndsWith("localhost/", Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arrows_choose_enter_goes_and_escape_closes()
    {
        await StartAsync();
        await SendAsync(Call("a", "usa-1"), Call("b", "usa-2"));
        var box = Render<SearchBox>();
        Type(box, "usa");
        await UntilAsync(() => Assert.Equal(3, box.FindAll("[role=option]").Count));
        await KeyAsync(box, "Escape");
        Assert.Empty(box.FindAll("[role=option]"));
        Assert.Equal("false", box.Find("input").GetAttribute("aria-expanded"));

        Type(box, "usa-");
        await UntilAsync(() => Assert.Equal(2, box.FindAll("[role=option]").Count));
        await KeyAsync(box, "ArrowDown");
        Assert.Equal("hit-1", box.Find("input").GetAttribute("aria-activedescendant"));
        await KeyAsync(box, "ArrowDown");
        await KeyAsync(box, "ArrowUp");
        var chosen = box.Find("[aria-selected=true] .title").TextContent;
        await KeyAsync(box, "Enter");
        Assert.EndsWith($"/usage?customer={chosen}", Address, StringComparison.Ordinal);
        Assert.Empty(box.FindAll("[role=option]"));
    }

    [Fact]
    public async Task Another_letter_and_leaving_end_the_search_before()
    {
        Services.AddScoped<ISearchSource>(_ => _slow);
        await StartAsync();
        await SendAsync(Call("a", "usa-1"));
        var box = Render<SearchBox>();
        Type(box, "us");
        await UntilAsync(() => Assert.Single(_slow.Asked));
        Type(box, "usa");
        await UntilAsync(() => Assert.Equal(2, _slow.Asked.Count));
        Assert.True(_slow.Asked[0].IsCancellationRequested);
        await box.InvokeAsync(() => box.Find(".search").FocusOut());
        Assert.True(_slow.Asked[1].IsCancellationRequested);
        Assert.Empty(box.FindAll("[role=option]"));
    }

    [Fact]
    public async Task A_source_that_fails_takes_no_other_along_and_the_list_says_that_it_is_not_whole()
    {
        await StartAsync();
        await SendAsync(Call("a", "usa-1"));
        var box = Render<SearchBox>();
        using (Break("api_keys"))
        {
            Type(box, "usa-1");
            await AnswerAsync(box, "usa-1 Customer, 1 event", "Not everything could be searched just now.");
        }
    }

    private static IEnumerable<string> Lines(IRenderedComponent<SearchBox> box) => box.FindAll("[role=option]")
        .Select(line => string.Join(' ', line.Children.Where(part => part.LocalName == "span").Select(part => part.TextContent)) is { Length: > 0 } words ? words : line.TextContent.Trim());

    private Task AnswerAsync(IRenderedComponent<SearchBox> box, params string[] lines) => UntilAsync(() => Assert.Equal(lines, Lines(box)));

    private async Task GoesAsync(IRenderedComponent<SearchBox> box, string text, string line, string address)
    {
        Type(box, text);
        await AnswerAsync(box, line);
        await KeyAsync(box, "Enter");
        Assert.EndsWith(address, Address, StringComparison.Ordinal);
    }

    private static void Type(IRenderedComponent<SearchBox> box, string text) => _ = box.InvokeAsync(() => box.Find("input").InputAsync(text));

    // The pause in typing begins when the search before has been ended, beside the test: its time is moved on until it is over.
    private async Task UntilAsync(Action assertion)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while (true)
        {
            Time.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Delay(20, Ct);
            try
            {
                assertion();
                return;
            }
            catch (Xunit.Sdk.XunitException) when (!patience.IsCancellationRequested)
            {
                // Not yet.
            }
        }
    }

    private static Task KeyAsync(IRenderedComponent<SearchBox> box, string key) => box.InvokeAsync(() => box.Find("input").KeyDownAsync(new KeyboardEventArgs { Key = key }));

    /// <summary>Never answers.</summary>
    private sealed class SlowSearch : ISearchSource
    {
        public List<CancellationToken> Asked { get; } = [];

        public async Task<IReadOnlyList<SearchHit>> SearchAsync(string text, int max, CancellationToken ct)
        {
            Asked.Add(ct);
            await Task.Delay(Timeout.Infinite, ct);
            return [];
        }
    }
}
