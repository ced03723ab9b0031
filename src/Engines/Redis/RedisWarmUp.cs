using Microsoft.Extensions.Hosting;

namespace Breakwater.Engines.Redis;

/// <summary>Connects at the start, so that the first request does not wait for it. A server that is not there stops nothing.</summary>
internal sealed class RedisWarmUp(IReadOnlyList<RedisConnection> connections) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var connection in connections)
        {
            try
            {
                await connection.RunAsync(database => database.PingAsync(), cancellationToken).ConfigureAwait(false);
            }
            catch (EngineUnavailableException)
            {
                // Its probe says so, and requests that need it are answered 503.
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
