using Breakwater.Access.Model;
using Breakwater.Access.Read;
using Breakwater.Dashboard.State;
using Breakwater.Kernel;
using MudBlazor;

namespace Breakwater.Dashboard.Pages.Keys;

/// <summary>Keys in words.</summary>
internal static class KeyWords
{
    public static string Word(KeyState state) => state switch
    {
        KeyState.Active => "Active",
        KeyState.Retiring => "Retiring",
        KeyState.Expired => "Expired",
        KeyState.Suspended => "Suspended",
        _ => "Revoked",
    };

    public static string Tone(KeyState state) => state switch { KeyState.Active => "ok", KeyState.Retiring or KeyState.Suspended => "warning", _ => "" };

    public static string? Picture(KeyState state) => state switch
    {
        KeyState.Retiring => Icons.Material.Filled.HourglassBottom,
        KeyState.Expired => Icons.Material.Filled.TimerOff,
        KeyState.Revoked => Icons.Material.Filled.Block,
        KeyState.Suspended => Icons.Material.Filled.PauseCircle,
        _ => null,
    };

    /// <summary>What the state means for whoever uses the key.</summary>
    public static string Sentence(KeyRow row, TimeZoneInfo zone) => (row.State, row.Key) switch
    {
        (KeyState.Active, { ExpiresAt: { } end }) => $"Accepted until it expires on {Format.Minute(end, zone)}.",
        (KeyState.Active, _) => "Accepted; it does not expire.",
        (KeyState.Retiring, { RevokedAt: { } end }) => $"Accepted until {Format.Minute(end, zone)}, then only its successor works.",
        (KeyState.Expired, { ExpiresAt: { } end }) => $"Refused since it expired on {Format.Minute(end, zone)}.",
        (KeyState.Suspended, { SuspendedAt: { } since }) => $"Refused since it was suspended on {Format.Minute(since, zone)}, until it is resumed.",
        (_, { ReplacedBy: not null, RevokedAt: { } end }) => $"Refused since {Format.Minute(end, zone)}: its successor took its place.",
        (_, { RevokedAt: { } end }) => $"Refused since it was revoked on {Format.Minute(end, zone)}.",
        _ => "Refused.",
    };

    public static bool Works(KeyState state) => state is KeyState.Active or KeyState.Retiring;

    public static string Limit(int perMinute) => $"{Format.Count(perMinute)} requests per 60 s";

    public static string Scope(string scope) => scope switch
    {
        KeyScopes.Ingest => "send usage",
        KeyScopes.Read => "read usage",
        _ => scope,
    };

    public static string Scopes(IEnumerable<string> scopes) => string.Join(", ", scopes.Select(Scope));

    /// <summary>A length of time that people choose from.</summary>
    public static string Overlap(int hours) => hours switch
    {
        0 => "none: the old key ends at once",
        1 => "1 hour",
        < 24 => $"{hours} hours",
        24 => "1 day",
        _ => $"{hours / 24} days",
    };
}
