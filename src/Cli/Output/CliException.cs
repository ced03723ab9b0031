namespace Breakwater.Cli.Output;

/// <summary>A command cannot do what it was asked; the message says why, the fix what to do.</summary>
internal sealed class CliException(int exitCode, string message, string? fix = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>One of <see cref="ExitCodes"/>.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>What to do about it.</summary>
    public string? Fix { get; } = fix;
}

/// <summary>What the exit code says; shown by <c>breakwater --help</c>.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Done, but a check found a difference, or rows or events were left out.</summary>
    public const int Difference = 1;

    /// <summary>The command line, or the file it names, is wrong.</summary>
    public const int Usage = 2;

    /// <summary>No host answers, or the store cannot be opened.</summary>
    public const int Unreachable = 3;

    /// <summary>The admin key is missing or refused.</summary>
    public const int Refused = 4;

    /// <summary>The host answered with another error.</summary>
    public const int Failed = 5;

    /// <summary>Interrupted with Ctrl-C.</summary>
    public const int Interrupted = 130;

    /// <summary>Name of a code in JSON errors that the host did not name itself.</summary>
    public static string Name(int code) => code switch
    {
        Difference => "difference",
        Usage => "usage",
        Unreachable => "unreachable",
        Refused => "refused",
        Interrupted => "interrupted",
        _ => "failed",
    };

    /// <summary>The codes in words.</summary>
    public const string InWords =
        "Exit codes: 0 done; 1 done, but a check found a difference or rows were left out; 2 wrong command line or file; " +
        "3 no host answers or the store cannot be opened; 4 admin key missing or refused; 5 any other error; 130 interrupted.";
}
