using System.Net;
using Breakwater.Ingestion.Client;

namespace Breakwater.Ingestion.Demo;

/// <summary>
/// Live traffic: every customer sends with its own key, at the pace of its present hour. Now and then a sender repeats a request
/// it thinks was lost, and now and then one sends something that is not valid, as real senders do.
/// </summary>
/// <param name="api">The host.</param>
/// <param name="keys">Customer id to secret.</param>
/// <param name="story">Whose pace is followed.</param>
/// <param name="pace">How lively.</param>
/// <param name="clock">The time.</param>
public sealed class DemoLive(ApiClient api, IReadOnlyDictionary<string, string> keys, DemoStory story, DemoPace pace, TimeProvider clock)
{
    private const int RepeatEvery = 37;
    private const int MistakeEvery = 53;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<string, string> _keys = keys.ToDictionary();
    private readonly HashSet<string> _known = [];
    private readonly DateTimeOffset _start = clock.GetUtcNow();
    private SplitMix _random = new((ulong)clock.GetUtcNow().Ticks);
    private long _sequence;
    private long _requests;

    /// <summary>Requests answered so far.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Sends until cancelled.</summary>
    /// <param name="renewKey">Issues a customer a new key where the one at hand was never accepted.</param>
    /// <param name="everySoOften">Called about twice a minute with the instant up to which everything was sent.</param>
    /// <param name="ct">Stops.</param>
    /// <exception cref="ApiException">The host refuses or does not answer.</exception>
    public async Task RunAsync(Func<string, CancellationToken, Task<string>> renewKey, Func<DateTimeOffset, CancellationToken, Task> everySoOften, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        var ticks = 0;
        while (await timer.WaitForNextTickAsync(ct))
        {
            var now = clock.GetUtcNow();
            foreach (var (customer, body) in Due(now))
            {
                if (!_keys.TryGetValue(customer, out var secret)) continue;
                try
                {
                    await SendAsync(body, secret, ct);
                    _known.Add(customer);
                }
                catch (ApiException refusal) when (refusal.Status == HttpStatusCode.Unauthorized)
                {
                    // Never accepted: a key of another store. Accepted before: somebody revoked it, and that has to have its effect.
                    if (_known.Contains(customer)) _keys.Remove(customer);
                    else _keys[customer] = await renewKey(customer, ct);
                }
            }

            if (++ticks % 60 == 0) await everySoOften(now, ct);
        }
    }

    private List<(string Customer, byte[] Body)> Due(DateTimeOffset now)
    {
        var paces = DemoCustomer.All.Select(customer => (Customer: customer, PerSecond: story.HourlyPace(customer, now) / 3600)).ToList();
        var factor = pace.Factor(paces.Sum(row => row.PerSecond), now - _start);
        var due = new List<(string, byte[])>();
        foreach (var (customer, perSecond) in paces)
        {
            var events = new List<OutgoingEvent>();
            for (var left = _random.Poisson(perSecond * factor * Tick.TotalSeconds); left > 0; left--)
            {
                var at = now.ToUnixTimeMilliseconds() - _random.Below((int)Tick.TotalMilliseconds);
                events.Add(DemoStory.Work(customer, NextId(), at, ref _random));
            }

            if (events.Count == 0) continue;
            if (_sequence % MistakeEvery < events.Count) events.Add(Mistake(customer, now));
            due.Add((customer.Id, OutgoingEvent.Body(events)));
        }

        return due;
    }

    private async Task SendAsync(byte[] body, string secret, CancellationToken ct)
    {
        await api.SendEventsAsync<BatchAnswer>(body, secret, ct);
        if (Interlocked.Increment(ref _requests) % RepeatEvery == 0) await api.SendEventsAsync<BatchAnswer>(body, secret, ct);
    }

    // Either a clock that runs an hour ahead, or a size that is a text.
    private OutgoingEvent Mistake(DemoCustomer customer, DateTimeOffset now) => _random.Below(2) == 0
        ? DemoStory.Work(customer, NextId(), now.AddHours(1).ToUnixTimeMilliseconds(), ref _random)
        : new OutgoingEvent(NextId(), customer.Id, "api_request", now.ToUnixTimeMilliseconds(),
            [OutgoingEvent.Text("endpoint", customer.Endpoints[0]), OutgoingEvent.Text("bytes", "unknown")]);

    private string NextId() => $"live-{_start.ToUnixTimeMilliseconds():x}-{++_sequence}";
}
