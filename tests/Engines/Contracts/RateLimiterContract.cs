using Breakwater.Access.Ports;
using CsCheck;

namespace Breakwater.Tests.Contracts;

/// <summary>What every limiter must do: never let more through than the limit in any 60 seconds, and never less.</summary>
public abstract class RateLimiterContract
{
    private static int _scopes;

    /// <summary>The limiter, on the clock that <see cref="Advance"/> moves.</summary>
    protected abstract IRateLimiter Limiter { get; }

    /// <summary>Moves the limiter's clock.</summary>
    protected abstract void Advance(TimeSpan by);

    [Fact]
    public async Task Exactly_the_limit_passes_and_then_waits_for_the_oldest()
    {
        var limit = Fresh(3);
        for (var left = 2; left >= 0; left--)
        {
            var passed = await AskAsync(limit);
            Assert.True(passed.Allowed);
            Assert.Equal((3, left), (passed.Limit, passed.Remaining));
            Assert.Equal(TimeSpan.Zero, passed.RetryAfter);
            Advance(TimeSpan.FromSeconds(10));
        }

        var refused = await AskAsync(limit);
        Assert.False(refused.Allowed);
        Assert.Equal(0, refused.Remaining);
        Assert.Equal(TimeSpan.FromSeconds(30), refused.RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(30), refused.Reset);
    }

    [Fact]
    public async Task The_first_request_has_the_whole_window_before_it() =>
        Assert.Equal(IRateLimiter.Window, (await AskAsync(Fresh(100))).Reset);

    [Fact]
    public async Task Refused_requests_do_not_prolong_the_wait()
    {
        var limit = Fresh(1);
        Assert.True((await AskAsync(limit)).Allowed);
        for (var second = 1; second < 60; second++)
        {
            Advance(TimeSpan.FromSeconds(1));
            Assert.False((await AskAsync(limit)).Allowed);
        }

        Advance(TimeSpan.FromSeconds(1));
        Assert.True((await AskAsync(limit)).Allowed);
    }

    [Fact]
    public async Task The_window_ends_to_the_millisecond()
    {
        var limit = Fresh(1);
        await AskAsync(limit);
        Advance(TimeSpan.FromMilliseconds(59_999));
        var refused = await AskAsync(limit);
        Assert.Equal((false, TimeSpan.FromMilliseconds(1)), (refused.Allowed, refused.RetryAfter));
        Advance(refused.RetryAfter);
        Assert.True((await AskAsync(limit)).Allowed);
    }

    [Fact]
    public async Task Any_history_is_answered_as_the_definition_says() =>
        await Gen.Select(Gen.Int[1, 6], Gen.Select(Gen.Int[0, 25_000], Gen.Int[1, 4]).Array[1, 25]).SampleAsync(
            async sample =>
            {
                var (limit, steps) = (Fresh(sample.Item1), sample.Item2);
                var now = TimeSpan.Zero;
                var passed = new List<TimeSpan>();
                foreach (var (pause, requests) in steps)
                {
                    Advance(TimeSpan.FromMilliseconds(pause));
                    now += TimeSpan.FromMilliseconds(pause);
                    for (var request = 0; request < requests; request++)
                    {
                        var inside = passed.Where(at => at > now - IRateLimiter.Window).ToList();
                        var expected = inside.Count < limit.Limit;
                        var answer = await AskAsync(limit);
                        Assert.Equal(expected, answer.Allowed);
                        if (expected) passed.Add(now);
                        else Assert.Equal(inside[0] + IRateLimiter.Window - now, answer.RetryAfter);
                    }
                }
            }, iter: 60, threads: 1);

    [Fact]
    public async Task Many_at_once_get_exactly_the_limit()
    {
        var limit = Fresh(70);
        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => Task.Run(() => AskAsync(limit))));
        Assert.Equal(70, answers.Count(answer => answer.Allowed));
        Assert.Equal(Enumerable.Range(0, 70), answers.Where(answer => answer.Allowed).Select(answer => answer.Remaining).Order());
    }

    [Fact]
    public async Task Bursts_of_callers_at_once_fill_every_window_and_never_more() =>
        await Gen.Select(Gen.Int[1, 12], Gen.Select(Gen.Int[0, 40_000], Gen.Int[1, 30]).Array[1, 12]).SampleAsync(
            async sample =>
            {
                var (limit, bursts) = (Fresh(sample.Item1), sample.Item2);
                var now = TimeSpan.Zero;
                var passed = new List<TimeSpan>();
                foreach (var (pause, callers) in bursts)
                {
                    Advance(TimeSpan.FromMilliseconds(pause));
                    now += TimeSpan.FromMilliseconds(pause);
                    var free = limit.Limit - passed.Count(at => at > now - IRateLimiter.Window);
                    var answers = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => AskAsync(limit))));
                    // As many as there is room for: one more would break the limit, one less would starve somebody.
                    Assert.Equal(Math.Min(free, callers), answers.Count(answer => answer.Allowed));
                    passed.AddRange(answers.Where(answer => answer.Allowed).Select(_ => now));
                }

                Assert.All(passed, end => Assert.InRange(passed.Count(at => at <= end && at > end - IRateLimiter.Window), 1, limit.Limit));
            }, iter: 40, threads: 1);

    [Fact]
    public async Task Two_limits_count_together_or_not_at_all()
    {
        var customer = Fresh(3);
        var (one, other) = (customer with { Scope = "key:1", Limit = 10 }, customer with { Scope = "key:2", Limit = 2 });
        Assert.True((await AskAsync(other, customer)).Allowed);
        Assert.True((await AskAsync(other, customer)).Allowed);

        var refusedByKey = await AskAsync(other, customer);
        Assert.Equal((false, 2), (refusedByKey.Allowed, refusedByKey.Limit));

        // The refusal by the key has not eaten the customer's third request.
        var last = await AskAsync(one, customer);
        Assert.Equal((true, 3, 0), (last.Allowed, last.Limit, last.Remaining));
        var refusedByCustomer = await AskAsync(one, customer);
        Assert.Equal((false, 3), (refusedByCustomer.Allowed, refusedByCustomer.Limit));

        // Nor has the refusal by the customer counted for the key.
        Assert.Equal(8, (await AskAsync(one)).Remaining);
    }

    [Fact]
    public async Task A_lowered_limit_waits_until_enough_have_left()
    {
        var limit = Fresh(5);
        for (var request = 0; request < 5; request++)
        {
            await AskAsync(limit);
            Advance(TimeSpan.FromSeconds(1));
        }

        var lowered = limit with { Limit = 2 };
        var refused = await AskAsync(lowered);
        Assert.Equal((false, TimeSpan.FromSeconds(58)), (refused.Allowed, refused.RetryAfter));
        Advance(refused.RetryAfter - TimeSpan.FromMilliseconds(1));
        Assert.False((await AskAsync(lowered)).Allowed);
        Advance(TimeSpan.FromMilliseconds(1));
        Assert.True((await AskAsync(lowered)).Allowed);
    }

    [Fact]
    public async Task Owners_and_scopes_are_apart()
    {
        var limit = Fresh(1);
        Assert.True((await AskAsync(limit)).Allowed);
        Assert.True((await AskAsync(limit with { Scope = "other" })).Allowed);
        Assert.True((await AskAsync(Fresh(1))).Allowed);
        Assert.False((await AskAsync(limit)).Allowed);
    }

    private static RateLimit Fresh(int limit) => new($"owner-{Guid.NewGuid():N}-{Interlocked.Increment(ref _scopes)}", "key:k_1", limit);

    private async Task<RateDecision> AskAsync(params RateLimit[] limits) => await Limiter.TryAcquireAsync(limits, TestContext.Current.CancellationToken);
}
