using System.Collections.Concurrent;
using System.Net;

namespace Breakwater.Tests.EndToEnd;

/// <summary>The limiter through HTTP, in real time.</summary>
public sealed class LimitTests
{
    private const int Limit = 150;
    private const int Connections = 64;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Exactly_the_limit_passes_in_any_minute_under_64_connections_and_refused_calls_do_not_extend_the_block()
    {
        // Patient with the limiter: a request that a busy machine leaves unanswered there is a 503, which is another test's matter.
        await using var host = await HostProcess.StartAsync(options: ["--role", "ingestion", "--Redis:TimeoutMs=10000"], ct: Ct);
        using var api = new Api(host.Address, host.AdminKey);
        var key = await api.IssueKeyAsync("acme", Limit, Ct);
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        TimeSpan Since() => time.GetElapsedTime(began);
        var passed = new ConcurrentBag<(TimeSpan Sent, TimeSpan Answered)>();
        var refused = 0;

        async Task CallAsync(int connection)
        {
            using var http = new HttpClient { BaseAddress = host.Address };
            http.DefaultRequestHeaders.Add("X-API-Key", key);
            for (var call = 0; Since() < Window + TimeSpan.FromSeconds(5); call++)
            {
                var sent = Since();
                using var answer = await http.GetAsync("/v1/usage?metric=api_calls&start=0&end=1", Ct);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    passed.Add((sent, Since()));
                }
                else
                {
                    Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
                    Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), Window);
                    Interlocked.Increment(ref refused);
                }

                // All at once at first, then steadily: nobody waits for the time that was asked for.
                if (call > 20) await Task.Delay(400 + connection, Ct);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Connections).Select(CallAsync));

        var calls = passed.OrderBy(call => call.Sent).ToList();
        Assert.Equal(Limit, calls.Count(call => call.Sent < Window - TimeSpan.FromSeconds(1)));
        Assert.True(refused > Connections * 20, "The limit was really pushed.");
        // Between any call and the one that follows it by the limit, a minute goes by.
        var answered = calls.Select(call => call.Answered).Order().ToList();
        for (var i = 0; i + Limit < calls.Count; i++) Assert.True(answered[i + Limit] - calls[i].Sent >= Window, $"More than {Limit} passed within a minute.");
        // The first burst has left the window after a minute, however often the callers asked in between.
        Assert.InRange(calls.Count, Limit + 1, 2 * Limit);
    }
}
