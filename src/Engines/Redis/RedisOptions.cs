using Microsoft.Extensions.Options;

namespace Breakwater.Engines.Redis;

/// <summary>Settings of the Redis engine, section <c>Redis</c>.</summary>
public sealed class RedisOptions
{
    /// <summary>Connection string of a Redis server or cluster; empty for the embedded server.</summary>
    public string Configuration { get; set; } = "";

    /// <summary>Milliseconds that a limiter call may take, 50 to 10,000.</summary>
    public int TimeoutMs { get; set; } = 1_000;

    /// <summary>Claims that the embedded server remembers, 1,000 to 10,000,000; about 60 bytes each.</summary>
    public int ClaimWindow { get; set; } = 500_000;

    /// <summary>Prefix of every key, so that one server can serve several installations; at most 32 characters of <c>[A-Za-z0-9_.:-]</c>.</summary>
    public string KeyPrefix { get; set; } = "bw:";
}

/// <summary>Checks the settings of this engine and names each wrong key.</summary>
internal sealed class RedisOptionsValidator : IValidateOptions<RedisOptions>
{
    public ValidateOptionsResult Validate(string? name, RedisOptions options)
    {
        List<string> errors = [];
        if (options.Configuration.Length > 0 && !CanParse(options.Configuration)) errors.Add("Redis:Configuration is not a Redis connection string such as \"host:6379,password=...\".");
        if (options.TimeoutMs is < 50 or > 10_000) errors.Add($"Redis:TimeoutMs must lie between 50 and 10,000; it is {options.TimeoutMs:N0}.");
        if (options.ClaimWindow is < 1_000 or > 10_000_000) errors.Add($"Redis:ClaimWindow must lie between 1,000 and 10,000,000; it is {options.ClaimWindow:N0}.");
        if (options.KeyPrefix.Length > 32 || (options.KeyPrefix.Length > 0 && !Identifier.IsValid(options.KeyPrefix))) errors.Add("Redis:KeyPrefix must have at most 32 characters of A-Z a-z 0-9 _ . : -");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static bool CanParse(string configuration)
    {
        try
        {
            return StackExchange.Redis.ConfigurationOptions.Parse(configuration).EndPoints.Count > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
