using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Tests.Metering.Read;

public sealed class IngestCountersTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 30, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(Start);
    private readonly IngestCounters _counters;

    public IngestCountersTests() => _counters = new(_time);

    [Fact]
    public async Task What_many_threads_add_at_once_is_counted_once_in_totals_seconds_and_minutes()
    {
        using var stop = new CancellationTokenSource();
        // Sampled while it is added to, as in life: nothing falls between two samples.
        var sampling = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested) _counters.Sample();
        }, TestContext.Current.CancellationToken);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 5_000; i++) _counters.Add(new(3, 2, 1, 4, 0, 1));
            foreach (var reason in new ProblemKind?[] { ProblemKind.RateLimited, ProblemKind.Unauthenticated, ProblemKind.Forbidden, ProblemKind.Invalid, ProblemKind.TooLarge, ProblemKind.Unavailable, ProblemKind.Conflict, null }) _counters.AddRefused(reason);
        })));
        await stop.CancelAsync();
        await sampling;
        _counters.Sample();
        var all = new IngestCounts(120_000, 80_000, 40_000, 160_000, 64, 40_064, new(RateLimited: 8, Credentials: 16, Invalid: 16, Unavailable: 8));
        Assert.Equal(all, _counters.Totals);
        Assert.Equal(all, Assert.Single(_counters.Pending()).Counts);
    }

    [Fact]
    public void Seconds_come_in_order_and_only_the_last_fifteen_minutes_are_kept()
    {
        Assert.Empty(_counters.Recent(10));
        for (var second = 1; second <= 1_000; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _counters.Add(new(second, 0, 0, 0, 0, 1));
            _counters.Sample();
        }

        Assert.Equal([998L, 999, 1_000], _counters.Recent(3).Select(second => second.Counts.Accepted));
        var kept = _counters.Recent(5_000);
        Assert.Equal(IngestCounters.Seconds, kept.Count);
        Assert.Equal((Start.AddSeconds(101), Start.AddSeconds(1_000)), (kept[0].At, kept[^1].At));
    }

    [Fact]
    public void Minutes_are_taken_once_and_given_back_where_they_could_not_be_saved()
    {
        _counters.Add(new(5, 0, 0, 0, 0, 1));
        _counters.Sample();
        _time.Advance(TimeSpan.FromSeconds(40));
        _counters.Add(new(7, 0, 0, 0, 0, 1));
        _counters.Sample();
        var taken = _counters.TakePending();
        Assert.Equal([(Start.AddSeconds(-30), 5L), (Start.AddSeconds(30), 7L)], taken.Select(minute => (minute.Minute, minute.Counts.Accepted)));
        Assert.Empty(_counters.TakePending());

        _counters.Add(new(1, 0, 0, 0, 0, 1));
        _counters.Sample();
        _counters.Return(taken);
        Assert.Equal([5L, 8], _counters.TakePending().Select(minute => minute.Counts.Accepted));
    }

    [Fact]
    public void A_store_that_stays_away_costs_a_bounded_memory_and_the_oldest_minutes_go_first()
    {
        for (var minute = 0; minute < 1_500; minute++)
        {
            _counters.Add(new(1, 0, 0, 0, 0, 1));
            _counters.Sample();
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        var waiting = _counters.TakePending();
        Assert.Equal((1_440, Start.AddSeconds(-30).AddMinutes(60)), (waiting.Count, waiting[0].Minute));
    }
}
