using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Breakwater.Dashboard.Security;

/// <summary>
/// Which sessions have ended. A cookie cannot be called back, so a session that was signed out is remembered until its
/// cookie would have expired; the list is bounded by that and by <see cref="Most"/>.
/// </summary>
public sealed class Sessions(IdentityMode mode, IOptions<SignInOptions> options, TimeProvider time)
{
    /// <summary>The most ended sessions that are remembered.</summary>
    public const int Most = 10_000;

    private readonly ConcurrentDictionary<string, DateTimeOffset> _ended = new();

    /// <summary>Raised after a session has ended, so that open screens look again at once.</summary>
    public event Action? Ended;

    /// <summary>Ends a session on every screen.</summary>
    public void End(ClaimsPrincipal principal)
    {
        if (principal.FindFirst(SessionClaims.Session)?.Value is not { Length: > 0 and <= 64 } session) return;
        var now = time.GetUtcNow();
        foreach (var (old, at) in _ended)
        {
            if (now - at > options.Value.Lifetime) _ended.TryRemove(old, out _);
        }

        if (_ended.Count >= Most && _ended.MinBy(pair => pair.Value) is { Key: not null } oldest) _ended.TryRemove(oldest.Key, out _);
        _ended[session] = now;
        Ended?.Invoke();
    }

    /// <summary>True while the session may be used: not ended, not too old, its user still there.</summary>
    public bool IsOpen(ClaimsPrincipal principal)
    {
        if (principal.Identity is not { IsAuthenticated: true }) return false;
        if (principal.FindFirst(SessionClaims.Session)?.Value is not { } session || _ended.ContainsKey(session)) return false;
        if (!long.TryParse(principal.FindFirst(SessionClaims.Opened)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var opened)) return false;
        if (time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(opened) > options.Value.Lifetime) return false;
        return !mode.IsLocal || LocalUsers.Find(principal.FindFirst(SessionClaims.Subject)?.Value) is { } user
            && principal.FindAll(SessionClaims.Role).All(claim => claim.Value == user.Role.ToString());
    }
}

/// <summary>Looks again at the session of a circuit that stays open for hours: a sign-out ends it at once, its age within half a minute.</summary>
internal class SessionStateProvider : RevalidatingServerAuthenticationStateProvider
{
    private static readonly AuthenticationState Nobody = new(new ClaimsPrincipal(new ClaimsIdentity()));
    private readonly Sessions _sessions;
    private Task<AuthenticationState>? _state;

    public SessionStateProvider(Sessions sessions, ILoggerFactory logs)
        : base(logs)
    {
        _sessions = sessions;
        AuthenticationStateChanged += state => _state = state;
        sessions.Ended += LookAgain;
    }

    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(30);

    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        Task.FromResult(_sessions.IsOpen(authenticationState.User));

    protected override void Dispose(bool disposing)
    {
        _sessions.Ended -= LookAgain;
        base.Dispose(disposing);
    }

    private void LookAgain()
    {
        if (_state is { } state) SetAuthenticationState(StillOpenAsync(state));
    }

    private async Task<AuthenticationState> StillOpenAsync(Task<AuthenticationState> state) => await state is var known && _sessions.IsOpen(known.User) ? known : Nobody;
}
