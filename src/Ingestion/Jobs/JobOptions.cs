using Microsoft.Extensions.Options;

namespace Breakwater.Ingestion.Jobs;

/// <summary>Settings of the scheduled jobs, section <c>Jobs</c>.</summary>
public sealed class JobOptions
{
    /// <summary>True to copy the store every night.</summary>
    public bool DailyBackup { get; set; }

    /// <summary>How many nightly copies are kept, 1 to 365.</summary>
    public int KeepBackups { get; set; } = 7;
}

/// <summary>Checks the settings and names each wrong key.</summary>
internal sealed class JobOptionsValidator : IValidateOptions<JobOptions>
{
    public ValidateOptionsResult Validate(string? name, JobOptions options) => options.KeepBackups is >= 1 and <= 365
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail($"Jobs:KeepBackups must lie between 1 and 365; it is {options.KeepBackups}.");
}
