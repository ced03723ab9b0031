namespace Breakwater.Tests.Dashboard.Components;

public sealed class SearchPickerTests : Screen
{
    private readonly List<(string Text, int Max)> _asked = [];

    [Fact]
    public void It_lists_the_first_matches_and_gives_the_choice_to_its_owner()
    {
        WithPopovers();
        var popovers = Render<MudBlazor.MudPopoverProvider>();
        string? chosen = null;
        var picker = Render<SearchPicker<string>>(parameters => parameters.Add(p => p.Label, "Customer").Add(p => p.ValueChanged, value => chosen = value)
            .Add(p => p.Search, (text, max, _) =>
            {
                _asked.Add((text, max));
                return Task.FromResult<IReadOnlyList<string>>(["acme", "globex"]);
            }));
        Assert.StartsWith("Customer", picker.Find("label").TextContent.Trim(), StringComparison.Ordinal);
        picker.Find("input").MouseDown();
        picker.Find("input").Focus();
        popovers.WaitForAssertion(() => Assert.Equal(2, popovers.FindAll(".mud-list-item").Count));
        Assert.Equal(("", 20), _asked[0]);
        popovers.FindAll(".mud-list-item")[1].Click();
        picker.WaitForAssertion(() => Assert.Equal("globex", chosen));
    }
}
