namespace Breakwater.Fraud.Read;

/// <summary>Turns an engine that does not answer into an outcome that a page or the API can show.</summary>
internal static class Guarded
{
    public static async Task<Outcome<T>> RunAsync<T>(Func<Task<Outcome<T>>> query)
    {
        try
        {
            return await query().ConfigureAwait(false);
        }
        catch (EngineUnavailableException fault)
        {
            return new Problem(
                ProblemKind.Unavailable, "engine-unavailable", $"{fault.Engine} does not answer right now.",
                "Nothing is lost: scores are computed again from usage. Try again in a moment.", RetryAfter: fault.RetryAfter);
        }
    }
}
