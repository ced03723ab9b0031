using System.Globalization;
using Breakwater.Access.Ports;
using StackExchange.Redis;

namespace Breakwater.Engines.Redis;

/// <summary>The sliding-window limiter over sorted sets, one Lua call per request.</summary>
/// <param name="connection">The server.</param>
/// <param name="prefix">Prefix of every key.</param>
/// <param name="clock">
/// Null for the server's clock, which all hosts share: with their own they would disagree about the window. Tests pass theirs.
/// </param>
internal sealed class RedisRateLimiter(RedisConnection connection, string prefix, TimeProvider? clock = null) : IRateLimiter
{
    private const double WindowMicroseconds = 60_000_000;
    private static readonly string Instance = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(5)) + ":";
    private static long _requests;

    public async ValueTask<RateDecision> TryAcquireAsync(IReadOnlyList<RateLimit> limits, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfZero(limits.Count);
        var keys = new RedisKey[limits.Count];
        var arguments = new RedisValue[limits.Count + 2];
        arguments[0] = clock is null ? 0 : clock.GetUtcNow().ToUnixTimeMilliseconds() * 1_000;
        arguments[1] = Instance + Interlocked.Increment(ref _requests).ToString("x", CultureInfo.InvariantCulture);
        for (var i = 0; i < limits.Count; i++)
        {
            // The braces keep a cluster from spreading one request's limits over several servers.
            keys[i] = $"{prefix}limit:{{{limits[i].Owner}}}:{limits[i].Scope}";
            arguments[i + 2] = limits[i].Limit;
        }

        var answer = await connection.RunAsync(database => EvaluateAsync(database, keys, arguments), ct).ConfigureAwait(false);
        return Read(limits, (RedisResult[])answer!);
    }

    private static async Task<RedisResult> EvaluateAsync(IDatabase database, RedisKey[] keys, RedisValue[] arguments)
    {
        try
        {
            return await database.ScriptEvaluateAsync(RateLimitScript.Hash, keys, arguments).ConfigureAwait(false);
        }
        catch (RedisServerException unknown) when (unknown.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // A server that was just started: sending the text once teaches it.
            return await database.ScriptEvaluateAsync(RateLimitScript.Text, keys, arguments).ConfigureAwait(false);
        }
    }

    // Of several limits the one with the least left is told; where none passes, the longest wait.
    private static RateDecision Read(IReadOnlyList<RateLimit> limits, RedisResult[] answer)
    {
        var allowed = (int)answer[0] == 1;
        var now = Score(answer[1]);
        var (told, least, wait) = (0, int.MaxValue, 0d);
        for (var i = 0; i < limits.Count; i++)
        {
            var counted = (int)answer[2 + (i * 3)];
            var left = Math.Max(0, limits[i].Limit - counted);
            if (counted >= limits[i].Limit) wait = Math.Max(wait, Score(answer[4 + (i * 3)]) + WindowMicroseconds - now);
            if (left >= least) continue;
            (told, least) = (i, left);
        }

        var reset = Math.Clamp(Score(answer[3 + (told * 3)]) + WindowMicroseconds - now, 0, WindowMicroseconds);
        return new(allowed, limits[told].Limit, least, Span(reset), allowed ? TimeSpan.Zero : Span(Math.Max(wait, 1)));
    }

    private static double Score(RedisResult value) => double.Parse((string)value!, CultureInfo.InvariantCulture);

    private static TimeSpan Span(double microseconds) => TimeSpan.FromTicks((long)(microseconds * TimeSpan.TicksPerMicrosecond));
}
