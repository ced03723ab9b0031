using Microsoft.AspNetCore.Components.Rendering;

namespace Breakwater.Tests.Dashboard.State;

public sealed class UrlPageTests : Screen
{
    public sealed record Filters(string? Customer, int Days) : IUrlState<Filters>
    {
        public static Filters Read(QueryReader query) => new(query.Text("customer"), query.Number("days", 30));

        public void Write(QueryWriter query) => query.Text("customer", Customer).Number("days", Days, 30);
    }

    private sealed class FilterPage : UrlPage<Filters>
    {
        public int Told { get; private set; }

        public Filters Now => State;

        public void Choose(Filters next) => Go(next);

        public string Link(Filters next) => HrefTo(next);

        protected override void OnStateChanged() => Told++;

        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, $"{State.Customer ?? "all"} {State.Days} {View.Choice}");
    }

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public void The_page_follows_its_address_and_changes_it_with_range_and_zone_kept()
    {
        Navigation.NavigateTo("/usage?customer=acme&range=7d");
        var page = Render<FilterPage>();
        Assert.Equal("acme 30 7d", page.Markup);
        Assert.Equal("/usage?customer=b%26c&days=60&range=7d", page.Instance.Link(new Filters("b&c", 60)));
        page.Instance.Choose(new Filters("globex", 90));
        Assert.EndsWith("/usage?customer=globex&days=90&range=7d", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal("globex 90 7d", page.Markup);
        Assert.Equal(1, page.Instance.Told);
    }

    [Fact]
    public void Another_page_and_the_same_state_leave_it_alone()
    {
        Navigation.NavigateTo("/usage?customer=acme");
        var page = Render<FilterPage>();
        Navigation.NavigateTo("/keys?customer=other");
        Assert.Equal("acme", page.Instance.Now.Customer);
        Navigation.NavigateTo("/usage?customer=acme&days=30&unknown=1");
        Assert.Equal(0, page.Instance.Told);
    }

    [Fact]
    public void Another_range_draws_the_page_again()
    {
        Navigation.NavigateTo("/usage");
        var page = Render<FilterPage>();
        Services.GetRequiredService<ViewSettings>().Choose(RangeChoice.LastHours(24));
        Assert.Equal("all 30 24h", page.Markup);
    }

    [Fact]
    public async Task A_page_that_has_gone_hears_nothing()
    {
        Navigation.NavigateTo("/usage");
        var page = Render<FilterPage>().Instance;
        await DisposeComponentsAsync();
        Navigation.NavigateTo("/usage?customer=acme");
        Assert.Equal(0, page.Told);
    }
}
