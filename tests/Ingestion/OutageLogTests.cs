using Breakwater.Ingestion.Http;
using Breakwater.Kernel;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Tests.Ingestion;

/// <summary>An outage is told once with its cause, then in few lines, however many requests it refuses.</summary>
public sealed class OutageLogTests : ILogger<OutageLog>
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<(string Text, Exception? Cause)> _lines = [];
    private readonly OutageLog _log;

    public OutageLogTests() => _log = new(this, _time);

    [Fact]
    public void The_first_refusal_has_the_cause_and_the_rest_a_line_a_second_that_counts()
    {
        var cause = Refuse("Usage ledger", "r0");
        for (var i = 1; i <= 10_000; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            Refuse("Usage ledger", $"r{i}");
        }

        Assert.Equal(11, _lines.Count);
        Assert.Same(cause, _lines[0].Cause);
        Assert.Contains("request r0 ", _lines[0].Text, StringComparison.Ordinal);
        Assert.All(_lines[1..], line => Assert.Null(line.Cause));
        Assert.All(_lines[1..], line => Assert.EndsWith("(999 more since the last line)", line.Text, StringComparison.Ordinal));
        Assert.Contains("Usage ledger is still unavailable; request r1000 was answered 503: no room", _lines[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_refusal_of_a_slow_outage_has_its_line()
    {
        for (var i = 0; i < 5; i++)
        {
            Refuse("Rate limiter", $"r{i}");
            _time.Advance(TimeSpan.FromSeconds(50));
        }

        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"r{i}"), _lines.Select(line => line.Text.Split("request ")[1].Split(' ')[0]));
        Assert.Single(_lines, line => line.Cause is not null);
    }

    [Fact]
    public void Another_outage_and_another_engine_are_told_with_their_own_cause()
    {
        Refuse("Usage ledger", "r0");
        Refuse("Rate limiter", "r1");
        _time.Advance(OutageLog.Quiet);
        Refuse("Usage ledger", "r2");
        Assert.Equal(3, _lines.Count);
        Assert.All(_lines, line => Assert.NotNull(line.Cause));
    }

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Add((formatter(state, exception), exception));

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    private EngineUnavailableException Refuse(string engine, string correlationId)
    {
        var failure = new EngineUnavailableException(engine, "no room");
        _log.Refused(failure, correlationId);
        return failure;
    }
}
