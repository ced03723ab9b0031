using Breakwater.Dashboard.Pages.Plain;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Tests.Dashboard.Security;

public sealed class EndedSessionTests
{
    [Fact]
    public void Every_page_asks_for_a_sign_in_except_the_plain_ones()
    {
        var pages = typeof(SignIn).Assembly.GetTypes().Where(type => type.IsDefined(typeof(RouteAttribute), false)).ToList();
        var open = pages.Where(page => page.IsDefined(typeof(AllowAnonymousAttribute), true)).ToList();
        Assert.Equal([nameof(Denied), nameof(Error), nameof(NotFound), nameof(SignIn)], open.Select(page => page.Name).Order(StringComparer.Ordinal));
        Assert.NotEmpty(pages.Except(open));
        Assert.All(pages.Except(open), page => Assert.True(page.IsDefined(typeof(AuthorizeAttribute), true), page.FullName));
    }

    [Fact]
    public async Task A_circuit_whose_session_ends_loses_its_person()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(20_000));
        var sessions = new Sessions(new IdentityMode([]), Options.Create(new SignInOptions()), clock);
        var person = LocalUsers.Principal(LocalUsers.All[0], "s", clock.GetUtcNow());
        using var provider = new Checked(sessions);
        Assert.True(await provider.StillValidAsync(new AuthenticationState(person)));
        sessions.End(person);
        Assert.False(await provider.StillValidAsync(new AuthenticationState(person)));
        Assert.InRange(provider.Every, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Signing_out_ends_every_circuit_of_the_session_at_once_and_no_other()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(20_000));
        var sessions = new Sessions(new IdentityMode([]), Options.Create(new SignInOptions()), clock);
        var (mine, other) = (LocalUsers.Principal(LocalUsers.All[0], "mine", clock.GetUtcNow()), LocalUsers.Principal(LocalUsers.All[0], "other", clock.GetUtcNow()));
        using var tab = new Checked(sessions);
        using var elsewhere = new Checked(sessions);
        tab.SetAuthenticationState(Task.FromResult(new AuthenticationState(mine)));
        elsewhere.SetAuthenticationState(Task.FromResult(new AuthenticationState(other)));
        sessions.End(mine);
        Assert.False((await tab.GetAuthenticationStateAsync()).User.Identity?.IsAuthenticated ?? false);
        Assert.True((await elsewhere.GetAuthenticationStateAsync()).User.Identity?.IsAuthenticated);
    }

    [Fact]
    public async Task A_command_asks_for_the_session_and_not_for_what_the_circuit_remembers()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(20_000));
        var sessions = new Sessions(new IdentityMode([]), Options.Create(new SignInOptions()), clock);
        var person = LocalUsers.Principal(LocalUsers.All[0], "s", clock.GetUtcNow());
        var actor = new CurrentActor(new Remembered(person), sessions);
        Assert.NotEqual(Actors.Nobody, await actor.GetAsync());
        sessions.End(person);
        Assert.Equal(Actors.Nobody, await actor.GetAsync());
    }

    private sealed class Remembered(System.Security.Claims.ClaimsPrincipal person) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(person));
    }

    private sealed class Checked(Sessions sessions) : SessionStateProvider(sessions, NullLoggerFactory.Instance)
    {
        public TimeSpan Every => RevalidationInterval;

        public Task<bool> StillValidAsync(AuthenticationState state) => ValidateAuthenticationStateAsync(state, TestContext.Current.CancellationToken);
    }
}
