using Microsoft.Extensions.Logging;

namespace Breakwater.Ingestion.Http;

/// <summary>
/// Tells of requests that were refused because an engine is away. An outage refuses thousands of them: its first one is told with the cause and
/// its stack, the others as one line each, at most one in <see cref="Pace"/>, with how many went by in silence.
/// </summary>
internal sealed partial class OutageLog(ILogger<OutageLog> log, TimeProvider time)
{
    /// <summary>The shortest time between two lines of one engine.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>An engine that refused nothing for so long has been back; what follows is another outage.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Outage> _outages = new(StringComparer.Ordinal);

    /// <summary>Notes a refused request.</summary>
    /// <param name="failure">Which engine, and why.</param>
    /// <param name="correlationId">Names the request.</param>
    public void Refused(EngineUnavailableException failure, string correlationId)
    {
        var now = time.GetTimestamp();
        long silent;
        bool first;
        lock (_outages)
        {
            var known = _outages.GetValueOrDefault(failure.Engine);
            first = known is null || time.GetElapsedTime(known.Refused, now) >= Quiet;
            if (!first && time.GetElapsedTime(known!.Told, now) < Pace)
            {
                _outages[failure.Engine] = known with { Refused = now, Silent = known.Silent + 1 };
                return;
            }

            silent = first ? 0 : known!.Silent;
            _outages[failure.Engine] = new(now, now, 0);
        }

        if (first) LogBegin(log, failure, failure.Engine, correlationId);
        else LogGoesOn(log, failure.Engine, correlationId, failure.Message, silent);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Engine} is unavailable; request {CorrelationId} was answered 503. As long as this lasts, further requests are told in a line a second")]
    private static partial void LogBegin(ILogger log, Exception failure, string engine, string correlationId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Engine} is still unavailable; request {CorrelationId} was answered 503: {Reason} ({Silent} more since the last line)")]
    private static partial void LogGoesOn(ILogger log, string engine, string correlationId, string reason, long silent);

    /// <summary>When the last request was refused, when the last line was written, and how many requests were refused after it.</summary>
    private sealed record Outage(long Refused, long Told, long Silent);
}
