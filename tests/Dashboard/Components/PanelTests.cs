namespace Breakwater.Tests.Dashboard.Components;

public sealed class PanelTests : Screen
{
    private readonly HandSource _usage = new("usage");
    private readonly List<CancellationToken> _tokens = [];
    private readonly Queue<TaskCompletionSource<int>> _answers = [];

    public PanelTests() => Services.AddSingleton<ILiveSource>(_usage);

    [Fact]
    public void Loading_is_said_and_the_content_follows()
    {
        var answer = Next();
        var panel = Panel();
        Assert.Equal("loading", State(panel));
        Assert.Equal("true", panel.Find("section").GetAttribute("aria-busy"));
        Assert.Contains("Loading Usage", panel.Find("[role=status]").TextContent, StringComparison.Ordinal);
        answer.SetResult(42);
        panel.WaitForAssertion(() => Assert.Equal("full", State(panel)));
        Assert.Contains("value 42", panel.Markup, StringComparison.Ordinal);
        Assert.Equal("false", panel.Find("section").GetAttribute("aria-busy"));
    }

    [Fact]
    public void Nothing_to_show_is_its_own_state()
    {
        Next().SetResult(0);
        var panel = Panel(parameters => parameters.Add(p => p.IsEmpty, value => value == 0));
        Assert.Equal("empty", State(panel));
        Assert.Contains("Nothing in this range", panel.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("value 0", panel.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dead_engine_is_told_without_its_words_and_retry_helps()
    {
        Next().SetException(new EngineUnavailableException("Usage ledger", "secret path of the store"));
        var panel = Panel();
        Assert.Equal("failed", State(panel));
        Assert.Contains("Usage ledger does not answer.", panel.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", panel.Markup, StringComparison.Ordinal);
        Next().SetResult(1);
        panel.Find(".failed button.btn:not(.icon)").Click();
        Assert.Equal("full", State(panel));
    }

    [Fact]
    public void A_refusal_is_shown_in_its_own_words()
    {
        var panel = Render<Panel<int>>(parameters => parameters.Add(p => p.Title, "Usage")
            .Add(p => p.LoadOutcome, _ => Task.FromResult<Outcome<int>>(Problem.NotFound("metric", "There is no metric 'x'."))));
        Assert.Equal("failed", State(panel));
        Assert.Contains("There is no metric &#x27;x&#x27;.", panel.Markup.Replace("'", "&#x27;", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_answer_stays_while_the_newer_one_fails()
    {
        Next().SetResult(7);
        var panel = Panel();
        Next().SetException(new TimeoutException());
        await panel.InvokeAsync(panel.Instance.ReloadAsync);
        Assert.Equal("stale", State(panel));
        Assert.Contains("value 7", panel.Markup, StringComparison.Ordinal);
        Assert.Contains("The answer took too long.", panel.Markup, StringComparison.Ordinal);
        Next().SetResult(8);
        await panel.InvokeAsync(panel.Instance.ReloadAsync);
        Assert.Equal("full", State(panel));
        Assert.Contains("value 8", panel.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_question_cancels_the_one_before_and_never_shows_its_answer()
    {
        var slow = Next();
        var panel = Panel(parameters => parameters.Add(p => p.Key, "a"));
        var fast = Next();
        panel.Render(parameters => parameters.Add(p => p.Key, "b"));
        await Until(() => _tokens.Count == 2);
        Assert.True(_tokens[0].IsCancellationRequested);
        Assert.False(_tokens[1].IsCancellationRequested);
        fast.SetResult(2);
        slow.SetResult(1);
        panel.WaitForAssertion(() => Assert.Contains("value 2", panel.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("value 1", panel.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_question_that_fails_does_not_show_the_old_answer_as_stale()
    {
        Next().SetResult(1);
        var panel = Panel(parameters => parameters.Add(p => p.Key, "a"));
        Next().SetException(new TimeoutException());
        panel.Render(parameters => parameters.Add(p => p.Key, "b"));
        Assert.Equal("failed", State(panel));
        Assert.DoesNotContain("value 1", panel.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Drawing_again_with_the_same_key_does_not_load_again()
    {
        Next().SetResult(1);
        var panel = Panel(parameters => parameters.Add(p => p.Key, ("usage", 30)));
        panel.Render(parameters => parameters.Add(p => p.Key, ("usage", 30)).Add(p => p.Title, "Other words"));
        Assert.Single(_tokens);
    }

    [Fact]
    public async Task Going_away_cancels_the_load()
    {
        Next();
        Panel();
        Assert.False(_tokens[0].IsCancellationRequested);
        await DisposeComponentsAsync();
        Assert.True(_tokens[0].IsCancellationRequested);
    }

    [Fact]
    public void A_live_change_loads_again_but_waits_for_a_load_under_way()
    {
        Next().SetResult(1);
        var panel = Panel(parameters => parameters.Add(p => p.Live, "usage"));
        var slow = Next();
        _usage.Move();
        Clock.Advance(TimeSpan.FromSeconds(1));
        panel.WaitForAssertion(() => Assert.Equal(2, _tokens.Count));
        _usage.Move();
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, _tokens.Count);
        Assert.False(_tokens[1].IsCancellationRequested);
        slow.SetResult(2);
        panel.WaitForAssertion(() => Assert.Contains("value 2", panel.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Identical_panels_cost_one_execution()
    {
        var answer = Next();
        var panels = Enumerable.Range(0, 5).Select(_ => Panel(parameters => parameters.Add(p => p.Share, "usage").Add(p => p.Key, "acme"))).ToList();
        await Until(() => _tokens.Count == 1);
        answer.SetResult(3);
        foreach (var panel in panels) panel.WaitForAssertion(() => Assert.Contains("value 3", panel.Markup, StringComparison.Ordinal));
        Assert.Single(_tokens);
    }

    [Fact]
    public void A_fault_while_drawing_stays_inside_the_panel()
    {
        var panel = Render<Panel<int>>(parameters => parameters.Add(p => p.Title, "Usage").Add(p => p.Load, _ => Task.FromResult(1))
            .Add(p => p.ChildContent, (RenderFragment<int>)(_ => _ => throw new InvalidOperationException("secret"))));
        Assert.Contains("This part could not be shown.", panel.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", panel.Markup, StringComparison.Ordinal);
    }

    private static string? State(IRenderedComponent<Panel<int>> panel) => panel.Find("section").GetAttribute("data-state");

    private TaskCompletionSource<int> Next()
    {
        var source = new TaskCompletionSource<int>();
        _answers.Enqueue(source);
        return source;
    }

    private IRenderedComponent<Panel<int>> Panel(Action<ComponentParameterCollectionBuilder<Panel<int>>>? more = null) => Render<Panel<int>>(parameters =>
    {
        parameters.Add(p => p.Title, "Usage").Add(p => p.Load, ct =>
        {
            _tokens.Add(ct);
            return _answers.Dequeue().Task.WaitAsync(ct);
        }).Add(p => p.ChildContent, value => $"value {value}");
        more?.Invoke(parameters);
    });
}
