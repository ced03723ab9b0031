namespace Breakwater.Operations.Read;

/// <summary>Turns an engine that does not answer into an outcome that a page or the API can show.</summary>
internal static class Guarded
{
    public static async Task<Outcome<T>> RunAsync<T>(Func<Task<Outcome<T>>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (EngineUnavailableException fault)
        {
            return new Problem(
                ProblemKind.Unavailable, "engine-unavailable", $"{fault.Engine} does not answer right now.",
                "Nothing was changed by half. Try again in a moment.", RetryAfter: fault.RetryAfter);
        }
    }
}
