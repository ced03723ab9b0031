using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Breakwater.Host;

/// <summary>Where the host shall listen: the setting <c>urls</c>, checked together with every other one, before the server would stumble over it.</summary>
internal sealed class Addresses
{
    /// <summary>The addresses, separated by semicolons.</summary>
    public string Urls { get; set; } = HostSetup.Url;
}

/// <summary>Names each address that is none.</summary>
internal sealed class AddressesValidator : IValidateOptions<Addresses>
{
    public ValidateOptionsResult Validate(string? name, Addresses options)
    {
        List<string> wrong = [.. options.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(url => !IsAddress(url))];
        return wrong.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(wrong.Select(url => $"urls: '{url}' is no address. Write an address as {HostSetup.Url}, with a port from 0 to 65535."));
    }

    private static bool IsAddress(string url)
    {
        try
        {
            return BindingAddress.Parse(url) is { Scheme: "http" or "https", Host.Length: > 0, Port: >= 0 and <= 65_535 };
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
