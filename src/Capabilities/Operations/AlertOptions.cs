using Microsoft.Extensions.Options;

namespace Breakwater.Operations;

/// <summary>Settings of outgoing alerts, section <c>Alerts</c>.</summary>
public sealed class AlertOptions
{
    /// <summary>True to send to private networks too (10/8, 172.16/12, 192.168/16, 100.64/10, fc00::/7).</summary>
    public bool AllowPrivateNetworks { get; set; }

    /// <summary>Requests under way at a time, 1 to 64; one endpoint gets one at a time.</summary>
    public int MaxConcurrent { get; set; } = 8;

    /// <summary>True in local mode: no identity provider is configured.</summary>
    internal bool LocalMode { get; set; } = true;

    /// <summary>What may be reached.</summary>
    public AlertReach Reach => new(LocalMode, AllowPrivateNetworks);
}

/// <summary>Checks the settings and names each wrong key.</summary>
internal sealed class AlertOptionsValidator : IValidateOptions<AlertOptions>
{
    public ValidateOptionsResult Validate(string? name, AlertOptions options) => options.MaxConcurrent is >= 1 and <= 64
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail($"Alerts:MaxConcurrent must lie between 1 and 64; it is {options.MaxConcurrent}.");
}
