namespace Breakwater.Webhooks.Model;

/// <summary>Who sends payment webhooks.</summary>
public enum Provider
{
    /// <summary>Stripe.</summary>
    Stripe,

    /// <summary>App Store Server Notifications V2.</summary>
    Apple,

    /// <summary>Google Play real-time developer notifications over Pub/Sub push.</summary>
    Google,

    /// <summary>Anybody who signs by the Standard Webhooks specification; kept as history, never folded.</summary>
    Standard,
}

/// <summary>Names of providers as they stand in addresses, commands and keys.</summary>
public static class Providers
{
    private static readonly Dictionary<string, Provider> ByName = new(StringComparer.Ordinal)
    {
        ["stripe"] = Provider.Stripe, ["apple"] = Provider.Apple, ["google"] = Provider.Google, ["standard-webhooks"] = Provider.Standard,
    };

    /// <summary>All names.</summary>
    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <summary>The name of a provider.</summary>
    public static string Name(this Provider provider) => ByName.Single(pair => pair.Value == provider).Key;

    /// <summary>The provider of a name; null where there is none.</summary>
    public static Provider? Find(string name) => ByName.TryGetValue(name, out var provider) ? provider : null;
}
