using System.Security.Claims;
using Breakwater.Kernel;
using Microsoft.AspNetCore.Components.Authorization;

namespace Breakwater.Dashboard.Security;

/// <summary>The claims that a session carries; the same names that an identity provider sends.</summary>
public static class SessionClaims
{
    /// <summary>Stable id of the person.</summary>
    public const string Subject = "sub";

    /// <summary>Name for screens.</summary>
    public const string Name = "name";

    /// <summary>One claim per role.</summary>
    public const string Role = "roles";

    /// <summary>Id of the session, so that signing out ends it on every screen.</summary>
    public const string Session = "sid";

    /// <summary>When the session was opened, in Unix seconds.</summary>
    public const string Opened = "auth_time";
}

/// <summary>Turns a signed-in person into the actor that commands ask for permission.</summary>
public static class Actors
{
    /// <summary>Nobody: holds no role and may do nothing.</summary>
    public static Actor Nobody { get; } = new("nobody", "Nobody", new HashSet<Role>());

    /// <summary>The actor of a principal; roles that the product does not know give nothing.</summary>
    public static Actor From(ClaimsPrincipal? principal)
    {
        if (principal?.Identity is not { IsAuthenticated: true } || principal.FindFirstValue(SessionClaims.Subject) is not { Length: > 0 } id) return Nobody;
        var roles = principal.FindAll(SessionClaims.Role)
            .Select(claim => Enum.TryParse<Role>(claim.Value, out var role) && Enum.IsDefined(role) && !char.IsAsciiDigit(claim.Value[0]) ? role : (Role?)null)
            .OfType<Role>().ToHashSet();
        return new Actor(id, principal.FindFirstValue(SessionClaims.Name) ?? id, roles);
    }

    private static string? FindFirstValue(this ClaimsPrincipal principal, string type) => principal.FindFirst(type)?.Value;
}

/// <summary>Who sits in front of this circuit. Ask again for every command: a session may have ended meanwhile.</summary>
public interface ICurrentActor
{
    /// <summary>The signed-in person, or <see cref="Actors.Nobody"/>.</summary>
    ValueTask<Actor> GetAsync();
}

/// <summary>The person of the circuit, as long as the session is open: what the circuit remembers may be older than a sign-out.</summary>
internal sealed class CurrentActor(AuthenticationStateProvider state, Sessions sessions) : ICurrentActor
{
    public async ValueTask<Actor> GetAsync() => (await state.GetAuthenticationStateAsync()).User is var user && sessions.IsOpen(user) ? Actors.From(user) : Actors.Nobody;
}
