using System.Security.Cryptography;
using System.Text;

namespace Breakwater.Engines.Redis;

/// <summary>The limiter's one atomic step, as Lua.</summary>
internal static class RateLimitScript
{
    /// <summary>
    /// KEYS: one sorted set per limit, scored by microseconds. ARGV: the instant in microseconds or 0 for the server's own
    /// clock, a member that nobody else uses, then each limit. Answers {allowed, now, and per limit: counted, oldest, free}
    /// where free is the score that must leave before a refused request can pass.
    /// </summary>
    public const string Text = """
        local now = tonumber(ARGV[1])
        if now == 0 then
          local time = redis.call('TIME')
          now = time[1] * 1000000 + time[2]
        end
        local cut = string.format('%.0f', now - 60000000)
        local at = string.format('%.0f', now)
        local counts = {}
        local allowed = 1
        for i = 1, #KEYS do
          redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', cut)
          counts[i] = redis.call('ZCARD', KEYS[i])
          if counts[i] >= tonumber(ARGV[i + 2]) then allowed = 0 end
        end
        local answer = { tostring(allowed), at }
        for i = 1, #KEYS do
          local limit = tonumber(ARGV[i + 2])
          local oldest = at
          local free = at
          if counts[i] > 0 then
            oldest = redis.call('ZRANGE', KEYS[i], 0, 0, 'WITHSCORES')[2]
            free = oldest
            if counts[i] > limit then
              local rank = math.min(counts[i] - limit, 1000)
              free = redis.call('ZRANGE', KEYS[i], rank, rank, 'WITHSCORES')[2]
            end
          end
          if allowed == 1 then
            redis.call('ZADD', KEYS[i], at, ARGV[2])
            redis.call('PEXPIRE', KEYS[i], 61000)
            counts[i] = counts[i] + 1
          end
          answer[#answer + 1] = tostring(counts[i])
          answer[#answer + 1] = oldest
          answer[#answer + 1] = free
        end
        return answer
        """;

    /// <summary>SHA-1 of the text: how servers name a script. It guards nothing.</summary>
#pragma warning disable CA5350
    public static byte[] Hash { get; } = SHA1.HashData(Encoding.UTF8.GetBytes(Text));
#pragma warning restore CA5350
}
