using Breakwater.Kernel;

namespace Breakwater.Dashboard.State;

/// <summary>Carries an expected refusal through a read that has no other way to say it; shown with its own words.</summary>
public sealed class ProblemException(Problem problem) : Exception(problem.Title)
{
    /// <summary>The refusal.</summary>
    public Problem Problem { get; } = problem;
}

/// <summary>Reads of tables answer with rows or throw; an <see cref="Outcome{T}"/> says both.</summary>
public static class OutcomeReads
{
    /// <summary>The value of the outcome.</summary>
    /// <exception cref="ProblemException">It was refused.</exception>
    public static T OrThrow<T>(this Outcome<T> outcome) => outcome.Problem is { } problem ? throw new ProblemException(problem) : outcome.Value;
}
