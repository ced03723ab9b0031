using System.Net;

namespace Breakwater.Operations.Model;

/// <summary>Which addresses alerts may be sent to. Names are judged here only as far as they are addresses; the rest when they are resolved.</summary>
public static class AlertUrl
{
    /// <summary>Longest address, characters.</summary>
    public const int MaxLength = 2_000;

    /// <summary>Null where the address may be used.</summary>
    public static Problem? Check(string? url, AlertReach reach)
    {
        if (string.IsNullOrWhiteSpace(url)) return Wrong("An endpoint needs an address.");
        if (url.Length > MaxLength) return Wrong($"The address may have at most {MaxLength:N0} characters.");
        if (url.Any(char.IsControl) || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http")) return Wrong("The address must begin with https:// and name a host.");
        if (uri.UserInfo.Length > 0) return Wrong("The address may not hold a user or password: the signature says who sends.");
        if (uri.Fragment.Length > 0) return Wrong("The address may not have a fragment (#): it would not be sent.");
        if (uri.Scheme == "http" && !uri.IsLoopback) return Wrong("The address must begin with https://; http:// is taken for this machine only.");
        // The parser has turned decimal, octal and hexadecimal spellings into plain addresses.
        if (IPAddress.TryParse(uri.DnsSafeHost, out var address)) return AlertReach.Refusal(address, reach) is { } why ? Wrong(why) : null;
        return uri.IsLoopback && !reach.Loopback ? Wrong(AlertReach.LoopbackRefused) : null;

        static Problem Wrong(string title) => Problem.Invalid("url", title);
    }

    /// <summary>The address without its query's values, which may be secrets.</summary>
    public static string Shown(string url)
    {
        var query = url.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? url : url[..query] + "?…";
    }
}

/// <summary>What this process may reach with alerts.</summary>
/// <param name="Loopback">True in local mode, where whoever could listen on this machine may do everything anyway.</param>
/// <param name="PrivateNetworks">True where the setting <c>Alerts:AllowPrivateNetworks</c> is on.</param>
public sealed record AlertReach(bool Loopback, bool PrivateNetworks)
{
    internal const string LoopbackRefused = "Addresses of this machine are taken in local mode only.";

    // RFC 6890 and the IANA registries of special addresses; none of them is a receiver in the internet.
    private static readonly IPNetwork[] Private = Networks("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7");
    private static readonly IPNetwork[] Never = Networks(
        "0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
        "::/96", "100::/64", "2001::/32", "2001:db8::/32", "64:ff9b:1::/48", "fe80::/10", "fec0::/10", "ff00::/8", "fd00:ec2::254/128");

    // The last four bytes, or those behind the first two, of these are an IPv4 address that the packet ends at.
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    /// <summary>Why an address is not connected to; null where it may be.</summary>
    public static string? Refusal(IPAddress address, AlertReach reach)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (Translated.Contains(address)) address = new(address.GetAddressBytes().AsSpan(12, 4));
        else if (SixToFour.Contains(address)) address = new(address.GetAddressBytes().AsSpan(2, 4));
        if (IPAddress.IsLoopback(address)) return reach.Loopback ? null : LoopbackRefused;
        if (Never.Any(network => network.Contains(address))) return $"{address} is a link-local, metadata or reserved address; alerts are never sent there.";
        return !reach.PrivateNetworks && Private.Any(network => network.Contains(address))
            ? $"{address} is an address of a private network; the setting Alerts:AllowPrivateNetworks takes them."
            : null;
    }

    private static IPNetwork[] Networks(params string[] networks) => [.. networks.Select(network => IPNetwork.Parse(network))];
}
