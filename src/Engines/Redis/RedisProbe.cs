using System.Diagnostics;

namespace Breakwater.Engines.Redis;

/// <summary>Asks a server for a write, which is what the limiter needs.</summary>
internal sealed class RedisProbe(RedisConnection connection, string technology, string prefix, bool required) : IEngineProbe
{
    public async Task<EngineHealth> ProbeAsync(CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            await connection.RunAsync(database => database.StringSetAsync($"{prefix}probe", "1", TimeSpan.FromMinutes(1)), ct).ConfigureAwait(false);
            return Health(EngineState.Healthy, "Answers writes.");
        }
        catch (EngineUnavailableException failure)
        {
            return Health(EngineState.Down, failure.Message);
        }

        EngineHealth Health(EngineState state, string detail) =>
            new(connection.Engine, technology, state, detail, watch.Elapsed, required, new Dictionary<string, string>());
    }
}
