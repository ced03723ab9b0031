using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Tests.Dashboard.Security;

public sealed class GateAndSessionTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 23, 14, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("127.0.0.1", "localhost", 0)]
    [InlineData("127.9.9.9", "127.0.0.1:5080", 0)]
    [InlineData("::1", "[::1]:5080", 0)]
    [InlineData("::ffff:127.0.0.1", "LOCALHOST", 0)]
    [InlineData("192.168.1.20", "localhost", 403)]
    [InlineData("::ffff:192.168.1.20", "127.0.0.1", 403)]
    [InlineData("127.0.0.1", "breakwater.example", 400)]
    [InlineData("127.0.0.1", "", 400)]
    public void Only_this_machine_under_its_own_names_may_pass(string peer, string host, int status)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        context.Request.Host = new HostString(host);
        Assert.Equal(status, LoopbackGate.Refusal(context)?.Status ?? 0);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080", true)]
    [InlineData("http://localhost:5080", true)]
    [InlineData("https://[::1]:5443", true)]
    [InlineData("http://*:5080", false)]
    [InlineData("http://+:5080", false)]
    [InlineData("http://0.0.0.0:5080", false)]
    [InlineData("http://[::]:5080", false)]
    [InlineData("http://192.168.1.2:5080", false)]
    [InlineData("http://unix:/run/breakwater.sock", false)]
    public void Addresses_are_told_apart(string address, bool loopback) => Assert.Equal(loopback, LoopbackGate.IsLoopback(address));

    [Fact]
    public void A_session_ends_by_sign_out_by_age_and_by_forged_roles()
    {
        var sessions = Make();
        var user = LocalUsers.Find("local:operator")!;
        var person = LocalUsers.Principal(user, "a", _clock.GetUtcNow());
        var other = LocalUsers.Principal(user, "b", _clock.GetUtcNow());
        Assert.True(sessions.IsOpen(person));
        sessions.End(person);
        Assert.False(sessions.IsOpen(person));
        Assert.True(sessions.IsOpen(other));
        _clock.Advance(TimeSpan.FromHours(12) + TimeSpan.FromSeconds(1));
        Assert.False(sessions.IsOpen(other));

        var forged = LocalUsers.Principal(user, "c", _clock.GetUtcNow());
        ((ClaimsIdentity)forged.Identity!).AddClaim(new Claim(SessionClaims.Role, nameof(Role.Admin)));
        Assert.False(sessions.IsOpen(forged));
        Assert.False(sessions.IsOpen(new ClaimsPrincipal(new ClaimsIdentity())));
    }

    [Fact]
    public void The_list_of_ended_sessions_is_bounded_and_keeps_the_newest()
    {
        var sessions = Make();
        var user = LocalUsers.All[0];
        ClaimsPrincipal Person(int i) => LocalUsers.Principal(user, $"s{i}", _clock.GetUtcNow());
        for (var i = 0; i < 200; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            sessions.End(Person(i));
        }

        Assert.False(sessions.IsOpen(Person(0)));
        Assert.False(sessions.IsOpen(Person(199)));
        _clock.Advance(TimeSpan.FromHours(13));
        sessions.End(Person(200));
        Assert.True(sessions.IsOpen(Person(0)));
    }

    [Fact]
    public async Task Every_policy_says_what_the_kernels_table_says()
    {
        var options = new AuthorizationOptions();
        Policies.Add(options);
        foreach (var permission in Enum.GetValues<Permission>())
        {
            var policy = options.GetPolicy(Policies.Name(permission))!;
            foreach (var user in LocalUsers.All)
            {
                var context = new AuthorizationHandlerContext(policy.Requirements, LocalUsers.Principal(user, "s", _clock.GetUtcNow()), null);
                foreach (var handler in policy.Requirements.OfType<IAuthorizationHandler>()) await handler.HandleAsync(context);
                Assert.Equal(Permissions.Of(user.Role).Contains(permission), context.HasSucceeded);
            }

            var nobody = new AuthorizationHandlerContext(policy.Requirements, new ClaimsPrincipal(new ClaimsIdentity()), null);
            foreach (var handler in policy.Requirements.OfType<IAuthorizationHandler>()) await handler.HandleAsync(nobody);
            Assert.False(nobody.HasSucceeded);
        }
    }

    [Fact]
    public void An_actor_has_the_roles_that_the_product_knows_and_no_others()
    {
        var identity = new ClaimsIdentity([new(SessionClaims.Subject, "u1"), new(SessionClaims.Name, "Una"), new(SessionClaims.Role, "Admin"), new(SessionClaims.Role, "Root"), new(SessionClaims.Role, "4"), new(SessionClaims.Role, "")], "test");
        var actor = Actors.From(new ClaimsPrincipal(identity));
        Assert.Equal(("u1", "Una"), (actor.Id, actor.Name));
        Assert.Equal([Role.Admin], actor.Roles);
        Assert.Same(Actors.Nobody, Actors.From(null));
        Assert.Same(Actors.Nobody, Actors.From(new ClaimsPrincipal(new ClaimsIdentity([new(SessionClaims.Subject, "u1"), new(SessionClaims.Role, "Admin")]))));
        Assert.DoesNotContain(Enum.GetValues<Permission>(), Actors.Nobody.May);
    }

    private Sessions Make() => new(new IdentityMode([]), Options.Create(new SignInOptions()), _clock);
}
