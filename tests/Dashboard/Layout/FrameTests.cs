using Breakwater.Dashboard.Layout;
using MudBlazor;

namespace Breakwater.Tests.Dashboard.Layout;

public sealed class FrameTests : Screen
{
    private readonly HandBadge _badge = new();

    public FrameTests()
    {
        Services.AddSingleton(new NavItem("", "Overview", "/", Icons.Material.Outlined.SpaceDashboard, 'o', 0));
        Services.AddSingleton(new NavItem("Metering", "Usage", "/usage", Icons.Material.Outlined.BarChart, 'u', 100));
        Services.AddSingleton<INavBadge>(_badge);
        Services.AddCascadingValue(_ => Actor);
    }

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public void The_rail_marks_the_present_page_carries_the_range_and_knows_its_keys()
    {
        Navigation.NavigateTo("/usage/acme?range=7d");
        var rail = Render<Rail>();
        var lines = rail.FindAll("a.line");
        Assert.Equal(["/?range=7d", "/usage?range=7d"], lines.Select(line => line.GetAttribute("href")));
        Assert.Equal([null, "page"], lines.Select(line => line.GetAttribute("aria-current")));
        Assert.Equal(["o", "u"], lines.Select(line => line.GetAttribute("data-go")));
    }

    [Fact]
    public void A_badge_counts_what_waits_and_hides_when_it_cannot_be_counted()
    {
        _badge.Count = 7;
        var rail = Render<Rail>();
        rail.WaitForAssertion(() => Assert.Equal("7", rail.Find(".badge").TextContent));
        _badge.Count = 5_000;
        Clock.Advance(TimeSpan.FromSeconds(5));
        rail.WaitForAssertion(() => Assert.Equal("999+", rail.Find(".badge").TextContent));
        _badge.Count = -1;
        Clock.Advance(TimeSpan.FromSeconds(5));
        rail.WaitForAssertion(() => Assert.Empty(rail.FindAll(".badge")));
    }

    [Fact]
    public void Range_and_zone_live_in_the_address_and_back_works()
    {
        var view = Services.GetRequiredService<ViewSettings>();
        var picker = Render<RangePicker>();
        picker.Find("button").Click();
        picker.FindAll(".item").Single(item => item.TextContent == "Last 7 days").Click();
        Assert.EndsWith("?range=7d", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal(RangeChoice.LastDays(7), view.Choice);
        Assert.Contains("Last 7 days", picker.Markup, StringComparison.Ordinal);
        Navigation.NavigateTo("/usage");
        Assert.Equal(RangeChoice.Default, view.Choice);
        Navigation.NavigateTo("/usage?range=nonsense&tz=Mars%2FBase");
        Assert.Equal((RangeChoice.Default, "UTC"), (view.Choice, view.Zone.Id));
    }

    [Fact]
    public void The_zone_of_the_person_counts_where_the_address_names_none()
    {
        var view = Services.GetRequiredService<ViewSettings>();
        view.Prefer("Europe/Berlin");
        Assert.Equal("Europe/Berlin", view.Zone.Id);
        Assert.Equal("/usage?tz=Europe%2FBerlin", view.Href("/usage"));
        view.Choose(TimeZoneInfo.Utc);
        Assert.EndsWith("tz=UTC", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal("UTC", view.Zone.Id);
    }

    [Fact]
    public void The_previous_range_ends_where_the_present_one_starts()
    {
        var view = Services.GetRequiredService<ViewSettings>();
        Assert.Equal(view.Range.Start, view.Previous.End);
        Assert.Equal(view.Range.Length, view.Previous.Length);
    }

    [Fact]
    public void The_live_button_pauses_the_circuit()
    {
        WithPopovers();
        Render<MudDialogProvider>();
        var bar = Render<TopBar>();
        var live = bar.Find("button.live");
        Assert.Equal("Live", live.TextContent.Trim());
        live.Click();
        Assert.True(Services.GetRequiredService<LiveUpdates>().Paused);
        Assert.Equal("Paused", bar.Find("button.live").TextContent.Trim());
        Assert.Equal("true", bar.Find("button.live").GetAttribute("aria-pressed"));
    }

    [Fact]
    public void The_user_menu_shows_role_and_rights_and_signs_out_by_a_form()
    {
        Actor = As(Role.Operator);
        var menu = Render<UserMenu>();
        menu.Find("button").Click();
        Assert.Contains("local:operator", menu.Markup, StringComparison.Ordinal);
        Assert.Contains("run jobs", menu.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("manage keys", menu.Markup, StringComparison.Ordinal);
        Assert.Equal(("submit", "sign-out"), (menu.Find("button.item").GetAttribute("type"), menu.Find("button.item").GetAttribute("form")));
    }

    private sealed class HandBadge : INavBadge
    {
        public int Count { get; set; }

        public string Href => "/usage";

        public ValueTask<int> CountAsync(CancellationToken ct) => Count < 0 ? throw new TimeoutException() : ValueTask.FromResult(Count);
    }
}
