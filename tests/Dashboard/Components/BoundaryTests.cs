namespace Breakwater.Tests.Dashboard.Components;

public sealed class BoundaryTests : Screen
{
    private bool _broken = true;

    [Fact]
    public void A_fault_shows_in_its_place_and_retry_gives_another_chance()
    {
        var part = Guarded();
        Assert.Contains("This part could not be shown.", part.Markup, StringComparison.Ordinal);
        Retry(part);
        Assert.Contains("This part could not be shown.", part.Markup, StringComparison.Ordinal);
        _broken = false;
        Retry(part);
        Assert.Equal("fine", part.Markup);
    }

    [Fact]
    public void Navigation_gives_another_chance()
    {
        var part = Guarded();
        _broken = false;
        Services.GetRequiredService<NavigationManager>().NavigateTo("/elsewhere");
        part.WaitForAssertion(() => Assert.Equal("fine", part.Markup));
    }

    [Fact]
    public void Another_key_gives_another_chance()
    {
        var part = Guarded();
        _broken = false;
        part.Render(parameters => parameters.Add(p => p.Key, 2));
        part.WaitForAssertion(() => Assert.Equal("fine", part.Markup));
    }

    [Fact]
    public void The_exceptions_text_is_never_shown() => Assert.DoesNotContain("secret", Guarded().Markup, StringComparison.Ordinal);

    private static void Retry(IRenderedComponent<Boundary> part) => part.FindAll("button").Single(button => button.TextContent == "Retry").Click();

    private IRenderedComponent<Boundary> Guarded() => Render<Boundary>(parameters => parameters.Add(p => p.Key, 1)
        .Add(p => p.ChildContent, builder => builder.AddContent(0, _broken ? throw new InvalidOperationException("secret") : "fine")));
}
