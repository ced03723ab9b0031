using StackExchange.Redis;

namespace Breakwater.Engines.Redis;

/// <summary>One connection, made at first use, that mends itself. Its failures are always <see cref="EngineUnavailableException"/>.</summary>
internal sealed class RedisConnection(string engine, Func<CancellationToken, Task<string>> address, int timeoutMs) : IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private ConnectionMultiplexer? _connection;

    /// <summary>Name for screens and failures.</summary>
    public string Engine => engine;

    /// <summary>True where the server can be reached now.</summary>
    public bool IsConnected => _connection?.IsConnected == true;

    /// <summary>Runs a command.</summary>
    /// <exception cref="EngineUnavailableException">The server does not answer, or not in time.</exception>
    public async ValueTask<T> RunAsync<T>(Func<IDatabase, Task<T>> command, CancellationToken ct)
    {
        try
        {
            var connection = _connection ?? await ConnectAsync(ct).ConfigureAwait(false);
            return await command(connection.GetDatabase()).WaitAsync(ct).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException or ObjectDisposedException)
        {
            throw new EngineUnavailableException(engine, $"{engine} does not answer: {failure.GetType().Name}.", failure) { RetryAfter = TimeSpan.FromSeconds(2) };
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection) await connection.DisposeAsync().ConfigureAwait(false);
        _one.Dispose();
    }

    private async Task<ConnectionMultiplexer> ConnectAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (_connection is { } made) return made;
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            patience.CancelAfter(TimeSpan.FromSeconds(5));
            string where;
            try
            {
                where = await address(patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                throw new TimeoutException("The embedded server has not started yet.");
            }

            var options = ConfigurationOptions.Parse(where);
            options.AbortOnConnectFail = false;
            options.ConnectTimeout = 2_000;
            options.AsyncTimeout = timeoutMs;
            options.SyncTimeout = timeoutMs;
            options.ReconnectRetryPolicy = new LinearRetry(500);

            // Waiting in a hidden backlog would answer late instead of at once.
            options.BacklogPolicy = BacklogPolicy.FailFast;
            options.ClientName = "breakwater";
            return _connection = await ConnectionMultiplexer.ConnectAsync(options).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }
}
