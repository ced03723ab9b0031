namespace Breakwater.Kernel;

/// <summary>Why something was not done. Shown to people and sent to machines, so it never carries an exception's text.</summary>
/// <param name="Kind">The class of failure; decides the HTTP status.</param>
/// <param name="Type">Stable, kebab-case name of the failure, e.g. <c>unknown-metric</c>.</param>
/// <param name="Title">What happened, in one sentence.</param>
/// <param name="Detail">What was not lost and what to do about it.</param>
/// <param name="Field">The input at fault, e.g. <c>events[3].timestamp</c>.</param>
/// <param name="RetryAfter">When to try again, where waiting helps.</param>
public sealed record Problem(
    ProblemKind Kind, string Type, string Title, string? Detail = null, string? Field = null, TimeSpan? RetryAfter = null)
{
    /// <summary>The input does not follow the contract.</summary>
    public static Problem Invalid(string field, string title, string? detail = null) =>
        new(ProblemKind.Invalid, "invalid-input", title, detail, field);

    /// <summary>Nothing has that name.</summary>
    public static Problem NotFound(string what, string title) => new(ProblemKind.NotFound, $"unknown-{what}", title);

    /// <summary>The person may not do this.</summary>
    public static Problem Forbidden(string title) => new(ProblemKind.Forbidden, "forbidden", title);

    /// <summary>An engine does not answer.</summary>
    public static Problem Unavailable(string title, TimeSpan retryAfter) =>
        new(ProblemKind.Unavailable, "engine-unavailable", title, "Nothing was stored by half; send the same request again.", RetryAfter: retryAfter);
}

/// <summary>Classes of failure.</summary>
public enum ProblemKind
{
    /// <summary>The input does not follow the contract (400).</summary>
    Invalid,

    /// <summary>Nobody could be recognised (401).</summary>
    Unauthenticated,

    /// <summary>Recognised, but without the right (403).</summary>
    Forbidden,

    /// <summary>Nothing has that name (404).</summary>
    NotFound,

    /// <summary>The state does not allow it (409).</summary>
    Conflict,

    /// <summary>Over a size limit (413).</summary>
    TooLarge,

    /// <summary>Over a rate limit (429).</summary>
    RateLimited,

    /// <summary>An engine or queue cannot take it now (503).</summary>
    Unavailable,
}

/// <summary>Either a value or the reason why there is none.</summary>
public readonly record struct Outcome<T>
{
    private readonly T? _value;

    private Outcome(T? value, Problem? problem) => (_value, Problem) = (value, problem);

    /// <summary>The reason, where there is no value.</summary>
    public Problem? Problem { get; }

    /// <summary>True where there is a value.</summary>
    public bool IsOk => Problem is null;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is none; see <see cref="Problem"/>.</exception>
    public T Value => Problem is null ? _value! : throw new InvalidOperationException(Problem.Title);

    /// <summary>A success.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>A failure.</summary>
    public static implicit operator Outcome<T>(Problem problem) => new(default, problem);

    /// <summary>Turns either side into one result.</summary>
    public TResult Match<TResult>(Func<T, TResult> ok, Func<Problem, TResult> failed) =>
        Problem is null ? ok(_value!) : failed(Problem);
}

/// <summary>The value of an outcome that has nothing else to say.</summary>
public readonly record struct Done;

/// <summary>An engine cannot take or give data now: disk full, process gone, time over. Becomes 503 with Retry-After at the edge.</summary>
public sealed class EngineUnavailableException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="engine">The engine's name as Operations shows it.</param>
    /// <param name="message">What happened, for the log.</param>
    /// <param name="inner">The cause.</param>
    public EngineUnavailableException(string engine, string message, Exception? inner = null)
        : base(message, inner) => Engine = engine;

    /// <summary>The engine's name as Operations shows it.</summary>
    public string Engine { get; }

    /// <summary>When to try again.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(5);
}
