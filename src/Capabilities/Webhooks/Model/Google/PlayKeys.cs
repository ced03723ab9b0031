using System.Security.Cryptography;
using System.Text;

namespace Breakwater.Webhooks.Model;

/// <summary>Keys of purchases at Google Play. A purchase token opens the purchase to whoever holds it, so only its hash is ever kept.</summary>
internal static class PlayKeys
{
    /// <summary>Begins the key of a token that belongs to a subscription.</summary>
    public const string Token = "token/";

    /// <summary>Begins the key of how a token's snapshots say it stands.</summary>
    public const string Standing = FactKeys.Standing + "/";

    /// <summary>Begins the key of what a notification hints about a token's status.</summary>
    public const string Hint = "hint/";

    /// <summary>Begins the key of a hint that a token is over.</summary>
    public const string EndHint = "hintended/";

    /// <summary>Begins the key of a hint whether a token renews.</summary>
    public const string RenewHint = "hintrenew/";

    /// <summary>Begins the key of which older token one took the place of.</summary>
    public const string Linked = "linked/";

    /// <summary>SHA-256 of a purchase token in lower-case hex.</summary>
    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>The key of a hash, or of what has no token.</summary>
    public static string Of(string package, string hash) => $"google:{package}:{hash}";
}
