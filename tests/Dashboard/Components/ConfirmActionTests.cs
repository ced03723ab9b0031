using MudBlazor;

namespace Breakwater.Tests.Dashboard.Components;

public sealed class ConfirmActionTests : Screen
{
    private readonly List<(int Preview, string Reason)> _acts = [];
    private readonly IRenderedComponent<MudDialogProvider> _dialogs;
    private Func<CancellationToken, Task<Outcome<int>>> _preview = _ => Task.FromResult<Outcome<int>>(3);
    private Problem? _refusal;
    private bool _open = true, _done;

    public ConfirmActionTests()
    {
        WithPopovers();
        _dialogs = Render<MudDialogProvider>();
    }

    [Fact]
    public void It_shows_what_would_change_asks_why_and_then_acts_once()
    {
        Open();
        Assert.Contains("ends 3 keys", _dialogs.Markup, StringComparison.Ordinal);
        Assert.Equal("Revoke 3 keys", Act().TextContent);
        Assert.True(Act().HasAttribute("disabled"));
        _dialogs.Find("textarea").Input("  ");
        Assert.True(Act().HasAttribute("disabled"));
        _dialogs.Find("textarea").Input(" leaked in a log ");
        Act().Click();
        Assert.Equal([(3, "leaked in a log")], _acts);
        Assert.True(_done);
        Assert.False(_open);
    }

    [Fact]
    public void Nothing_can_be_done_before_the_preview_is_there()
    {
        var slow = new TaskCompletionSource<Outcome<int>>();
        _preview = _ => slow.Task;
        Open();
        Assert.Contains("Reading what would change", _dialogs.Markup, StringComparison.Ordinal);
        _dialogs.Find("textarea").Input("a good reason");
        Assert.True(Act().HasAttribute("disabled"));
        Assert.Empty(_acts);
    }

    [Fact]
    public void A_preview_that_fails_offers_retry_and_no_action()
    {
        _preview = _ => throw new EngineUnavailableException("Control store", "secret");
        Open();
        Assert.Contains("Control store does not answer.", _dialogs.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", _dialogs.Markup, StringComparison.Ordinal);
        Assert.True(Act().HasAttribute("disabled"));
        _preview = _ => Task.FromResult<Outcome<int>>(1);
        _dialogs.FindAll("button").Single(button => button.TextContent == "Retry").Click();
        Assert.Equal("Revoke 1 keys", Act().TextContent);
    }

    [Fact]
    public void A_refused_action_stays_open_and_says_why()
    {
        _refusal = Problem.Forbidden("Local analyst may not do this.");
        Open();
        _dialogs.Find("textarea").Input("because I can");
        Act().Click();
        Assert.Contains("Local analyst may not do this.", _dialogs.Markup, StringComparison.Ordinal);
        Assert.False(_done);
        Assert.True(_open);
    }

    [Fact]
    public async Task Cancelling_changes_nothing_and_ends_the_preview()
    {
        CancellationToken seen = default;
        _preview = async ct =>
        {
            seen = ct;
            await Task.Delay(Timeout.Infinite, ct);
            return 0;
        };
        Open();
        _dialogs.FindAll("button").Single(button => button.TextContent == "Cancel").Click();
        await Until(() => !_open);
        Assert.True(seen.IsCancellationRequested);
        Assert.Empty(_acts);
    }

    private AngleSharp.Dom.IElement Act() => _dialogs.Find(".btn.danger");

    private void Open() => Render<ConfirmAction<int>>(parameters => parameters
        .Add(p => p.Title, "Revoke key").Add(p => p.Danger, true).Add(p => p.Open, true).Add(p => p.OpenChanged, open => _open = open)
        .Add(p => p.Preview, ct => _preview(ct)).Add(p => p.ActionText, count => $"Revoke {count} keys")
        .Add(p => p.ChildContent, count => $"ends {count} keys")
        .Add(p => p.Done, () => _done = true)
        .Add(p => p.Act, (count, reason, _) =>
        {
            if (_refusal is null) _acts.Add((count, reason));
            return Task.FromResult(_refusal);
        }));
}
