using System.Security.Cryptography;
using Breakwater.Kernel;

namespace Breakwater.Dashboard.State;

/// <summary>A failure as a screen shows it; never an exception's text.</summary>
/// <param name="Title">What happened, in one sentence.</param>
/// <param name="Detail">What was not lost and what to do.</param>
/// <param name="At">When.</param>
/// <param name="CorrelationId">Finds the log entry; short enough to read out.</param>
/// <param name="RetryAfter">When trying again makes sense.</param>
public sealed record Failure(string Title, string? Detail, DateTimeOffset At, string CorrelationId, TimeSpan? RetryAfter = null)
{
    /// <summary>The failure behind an expected refusal.</summary>
    public static Failure From(Problem problem, DateTimeOffset at) =>
        new(problem.Title, problem.Detail, at, NewId(), problem.RetryAfter);

    /// <summary>The failure behind an exception; log the exception together with <see cref="CorrelationId"/>.</summary>
    public static Failure From(Exception error, DateTimeOffset at) => error switch
    {
        ProblemException refused => From(refused.Problem, at),
        EngineUnavailableException engine => new($"{engine.Engine} does not answer.",
            "Nothing is lost: what was accepted stays stored. Try again in a moment, or see Operations.", at, NewId(), engine.RetryAfter),
        TimeoutException or OperationCanceledException => new("The answer took too long.",
            "Nothing is lost. Try again, or choose a shorter range.", at, NewId()),
        _ => new("This part could not be shown.",
            "Nothing is lost and the rest of the page works. Try again; if it stays, give the id below to whoever runs Breakwater.", at, NewId()),
    };

    private static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
}
