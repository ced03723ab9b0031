namespace Breakwater.Access.Ports;

/// <summary>Sliding-window limiter: in any 60 seconds exactly the limit passes; refused calls do not extend the block.</summary>
public interface IRateLimiter
{
    /// <summary>Asks for one request under all the given limits at once: it passes and counts in every one, or in none.</summary>
    /// <exception cref="EngineUnavailableException">The engine does not answer.</exception>
    ValueTask<RateDecision> TryAcquireAsync(IReadOnlyList<RateLimit> limits, CancellationToken ct);

    /// <summary>Window of every limit.</summary>
    static readonly TimeSpan Window = TimeSpan.FromSeconds(60);
}

/// <summary>One limit.</summary>
/// <param name="Owner">The customer that it belongs to; limits asked together have one owner, so that one server decides on them.</param>
/// <param name="Scope">What it limits, unique within the owner, e.g. <c>key:k_1a2b</c> or <c>customer</c>.</param>
/// <param name="Limit">Requests per 60 seconds, 1 to 1,000,000.</param>
public readonly record struct RateLimit(string Owner, string Scope, int Limit);

/// <summary>The limiter's answer, for the limit that is closest to its end.</summary>
/// <param name="Allowed">True where the request passes.</param>
/// <param name="Limit">The limit.</param>
/// <param name="Remaining">Requests left in the window.</param>
/// <param name="Reset">Until the oldest counted request leaves the window (a whole window where none is counted).</param>
/// <param name="RetryAfter">Until a request can pass again; zero where it passed.</param>
public readonly record struct RateDecision(bool Allowed, int Limit, int Remaining, TimeSpan Reset, TimeSpan RetryAfter);
