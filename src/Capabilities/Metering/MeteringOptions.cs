using Microsoft.Extensions.Options;

namespace Breakwater.Metering;

/// <summary>Settings of usage metering, section <c>Metering</c>.</summary>
public sealed class MeteringOptions
{
    /// <summary>How far ahead of its arrival an event may lie, minutes, 0 to 1,440.</summary>
    public int MaxFutureMinutes { get; set; } = 5;

    /// <summary>How old an event may be on arrival, days, 1 to 400.</summary>
    public int MaxAgeDays { get; set; } = 30;

    /// <summary>How old an event may be on the audited backfill route, days, 1 to 400 (as long as ids are remembered).</summary>
    public int BackfillDays { get; set; } = 400;

    /// <summary>True where claims are asked for in front of the ledger. The ledger decides either way.</summary>
    public bool Claims { get; set; } = true;

    /// <summary>How long a claim is held, days, 1 to 400; the embedded server's bounded window may forget it earlier.</summary>
    public int ClaimDays { get; set; } = 30;

    /// <summary>How long a request waits for its claims before it goes on without them, milliseconds, 1 to 5,000.</summary>
    public int ClaimPatienceMs { get; set; } = 50;
}

/// <summary>Checks the settings of this capability and names each wrong key.</summary>
internal sealed class MeteringOptionsValidator : IValidateOptions<MeteringOptions>
{
    public ValidateOptionsResult Validate(string? name, MeteringOptions options)
    {
        List<string> errors = [];
        Check(errors, "Metering:MaxFutureMinutes", options.MaxFutureMinutes, 0, 1_440);
        Check(errors, "Metering:MaxAgeDays", options.MaxAgeDays, 1, 400);
        Check(errors, "Metering:BackfillDays", options.BackfillDays, 1, 400);
        Check(errors, "Metering:ClaimDays", options.ClaimDays, 1, 400);
        Check(errors, "Metering:ClaimPatienceMs", options.ClaimPatienceMs, 1, 5_000);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void Check(List<string> errors, string key, int value, int min, int max)
    {
        if (value < min || value > max) errors.Add($"{key} must lie between {min:N0} and {max:N0}; it is {value:N0}.");
    }
}
