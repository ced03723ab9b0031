using Microsoft.Extensions.Options;

namespace Breakwater.Ingestion;

/// <summary>Settings of the HTTP API, section <c>Ingestion</c>.</summary>
public sealed class IngestionOptions
{
    /// <summary>Largest request body after decompression, bytes, 1 KB to 100 MB.</summary>
    public int MaxBodyBytes { get; set; } = 10_000_000;

    /// <summary>Bodies held in memory at once, bytes; what would exceed it is answered 503. At least twice <see cref="MaxBodyBytes"/>.</summary>
    public long MaxBufferedBytes { get; set; } = 256_000_000;
}

/// <summary>Checks the settings of the API and names each wrong key.</summary>
internal sealed class IngestionOptionsValidator : IValidateOptions<IngestionOptions>
{
    public ValidateOptionsResult Validate(string? name, IngestionOptions options)
    {
        List<string> errors = [];
        if (options.MaxBodyBytes is < 1_000 or > 100_000_000)
        {
            errors.Add($"Ingestion:MaxBodyBytes must lie between 1,000 and 100,000,000; it is {options.MaxBodyBytes:N0}.");
        }

        if (options.MaxBufferedBytes < 2L * options.MaxBodyBytes)
        {
            errors.Add($"Ingestion:MaxBufferedBytes must be at least twice Ingestion:MaxBodyBytes ({2L * options.MaxBodyBytes:N0}); it is {options.MaxBufferedBytes:N0}.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
