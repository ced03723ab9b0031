using Breakwater.Kernel;
using Breakwater.Metering.Model;
using Breakwater.Metering.Ports;
using Breakwater.Tests.Contracts.Metering;
using CsCheck;

namespace Breakwater.Tests.Embedded.Metering;

/// <summary>Random histories: whatever is asked equals a recomputation from the events that were accepted and not voided.</summary>
public sealed class RollupPropertyTests
{
    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"];

    private sealed record Step(int Kind, int Id, int Minute, int Customer, int Size, int Region, int Type);

    private static readonly Gen<Step> Steps =
        Gen.Select(Gen.Int[0, 99], Gen.Int[0, 400], Gen.Int[0, 60 * 24 * 20], Gen.Int[0, 3], Gen.Int[-3, 40], Gen.Int[0, 4], Gen.Int[0, 9],
            (kind, id, minute, customer, size, region, type) => new Step(kind, id, minute, customer, size, region, type));

    [Fact]
    public async Task Figures_equal_a_recomputation_over_random_histories()
    {
        var gen = Gen.Select(Steps.Array[200, 1_500], Gen.Int[1, 2], Gen.Int[0, 1_000_000]);
        await gen.SampleAsync(async (steps, lanes, seed) =>
        {
            var options = EmbeddedHarness.Small(lanes);
            options.FlushEvents = 1_000 - (seed % 900);
            await using var harness = await EmbeddedHarness.OpenAsync(Usage.Catalog, options);
            var model = new Dictionary<(string Customer, string Id), UsageEvent>();
            var voided = new HashSet<(string, string)>();
            var random = new Random(seed);
            for (var at = 0; at < steps.Length;)
            {
                var step = steps[at];
                if (step.Kind < 2)
                {
                    await harness.RestartAsync();
                    at++;
                }
                else if (step.Kind < 5)
                {
                    var usage = Make(step);
                    var known = model.ContainsKey(Key(usage));
                    var answer = await harness.Ledger.VoidAsync(usage.CustomerId, usage.TransactionId, new(Usage.Arrival, "a", "r"), CancellationToken.None);
                    Assert.Equal(known, answer is not null);
                    if (known) voided.Add(Key(usage));
                    at++;
                }
                else
                {
                    var take = Math.Min(random.Next(1, 120), steps.Length - at);
                    await Append(harness, model, [.. steps.Skip(at).Take(take).Select(Make)]);
                    at += take;
                }
            }

            var counted = model.Where(pair => !voided.Contains(pair.Key)).Select(pair => pair.Value).ToList();
            for (var question = 0; question < 25; question++) await Ask(harness, counted, random);
            for (var question = 0; question < 5; question++) await AskHours(harness, counted, random);
            var report = await harness.Ledger.VerifyAsync(null, CancellationToken.None);
            Assert.Empty(report.Differences);
            Assert.Equal((model.Count, counted.Count), ((int)report.ArchivedEvents, (int)report.CountedEvents));
        }, iter: 40, threads: 1);
    }

    private static async Task Append(EmbeddedHarness harness, Dictionary<(string, string), UsageEvent> model, UsageEvent[] events)
    {
        var results = await harness.Ledger.AppendAsync(Usage.Batch(events), CancellationToken.None);
        for (var i = 0; i < events.Length; i++)
        {
            var expected = !model.TryGetValue(Key(events[i]), out var known) ? EventStatus.Accepted
                : known.Content == events[i].Content ? EventStatus.Duplicate : EventStatus.Conflict;
            Assert.Equal(expected, results[i].Status);
            if (expected == EventStatus.Accepted) model.Add(Key(events[i]), events[i]);
        }
    }

    private static async Task Ask(EmbeddedHarness harness, List<UsageEvent> counted, Random random)
    {
        var metric = random.Next(10) switch { 0 => BuiltInMetrics.Events, 1 => BuiltInMetrics.Unmatched, _ => Usage.Catalog[random.Next(Usage.Catalog.Length)] };
        CustomerId? customer = random.Next(3) == 0 ? null : new($"c{random.Next(4)}");
        var groupBy = random.Next(6) switch { 0 => "region", 1 => "plan", 2 => "customer_id", 3 => "event_type", _ => null };
        var slices = Slices(random);
        var answer = await harness.Reader.ReadAsync(new(metric, customer, slices, groupBy), CancellationToken.None);
        var expected = new SortedDictionary<(int, string), Aggregate>(Comparer<(int, string)>.Create((a, b) => a.Item1 != b.Item1 ? a.Item1.CompareTo(b.Item1) : string.CompareOrdinal(a.Item2, b.Item2)));
        foreach (var usage in counted)
        {
            if (customer is { } one && usage.CustomerId != one) continue;
            if (metric.EventType == "*" ? metric == BuiltInMetrics.Unmatched && usage.EventType == "request" : usage.EventType != metric.EventType) continue;
            var slice = Enumerable.Range(0, slices.Count).FirstOrDefault(i => usage.Timestamp >= slices[i].StartMs && usage.Timestamp < slices[i].EndMs, -1);
            if (slice < 0) continue;
            var group = groupBy switch { null => "", "customer_id" => usage.CustomerId.Value, "event_type" => usage.EventType, _ => usage.Get(groupBy).Group };
            if (!expected.TryGetValue((slice, group), out var state)) expected[(slice, group)] = state = new();
            state.Add(metric, usage);
        }

        var what = $"{metric.Code} customer {customer} by {groupBy} over {slices.Count} slices";
        Assert.True(expected.Keys.SequenceEqual(answer.Select(slice => (slice.Slice, slice.Group))), $"{what}: {string.Join(", ", expected.Keys)} but got {string.Join(", ", answer.Select(slice => (slice.Slice, slice.Group)))}");
        foreach (var slice in answer)
        {
            var state = expected[(slice.Slice, slice.Group)];
            Assert.True((state.Count, state.Skipped, state.Figure(metric)) == (slice.State.Count, slice.State.Skipped, slice.State.Figure(metric)),
                $"{what}, slice {slice.Slice}, group {slice.Group}: expected {state.Count}/{state.Skipped}/{state.Figure(metric)}, got {slice.State.Count}/{slice.State.Skipped}/{slice.State.Figure(metric)}");
        }
    }

    private static async Task AskHours(EmbeddedHarness harness, List<UsageEvent> counted, Random random)
    {
        var metric = Usage.Metric(random.Next(2) == 0 ? "calls" : "bytes");
        CustomerId? customer = random.Next(3) > 0 ? null : new($"c{random.Next(4)}");
        var (first, hours) = (random.Next(-30, 20 * 24), random.Next(1, 300));
        var from = Usage.Start + (first * Usage.Hour);
        var expected = counted.Where(usage => usage.EventType == metric.EventType && (customer ?? usage.CustomerId) == usage.CustomerId && usage.Timestamp >= from && usage.Timestamp < from + (hours * Usage.Hour))
            .GroupBy(usage => (usage.CustomerId, Hour: (int)((usage.Timestamp - from) / Usage.Hour)))
            .ToDictionary(group => group.Key, group => metric.Code.Value == "calls" ? group.Count() : group.Sum(usage => usage.Get("size").Number));
        var seen = new HashSet<CustomerId>();
        await foreach (var (id, figures) in harness.Reader.HoursAsync(new(metric, customer, DateTimeOffset.FromUnixTimeMilliseconds(from), hours), CancellationToken.None))
        {
            Assert.True(seen.Add(id), $"{id} came twice");
            Assert.Equal(figures.OrderBy(figure => figure.Hour), figures);
            foreach (var (hour, figure) in figures)
            {
                expected.Remove((id, hour), out var sum);
                Assert.Equal(sum, figure);
            }
        }

        Assert.DoesNotContain(expected, left => left.Value != 0);
    }

    private static List<TimeRange> Slices(Random random)
    {
        var from = Usage.Start + (random.Next(0, 20 * 24) * Usage.Hour);
        switch (random.Next(4))
        {
            case 0:
                return [Usage.Range(from, from + (random.Next(1, 300) * Usage.Hour))];
            case 1:
                return [Usage.Range(from + random.Next(3_600_000), from + (random.Next(1, 300) * Usage.Hour) + random.Next(3_600_000))];
            case 2:
                var slices = new List<TimeRange>();
                for (var at = from + random.Next(3_600_000); slices.Count < 40;)
                {
                    var next = at + random.Next(0, 9_000_000);
                    slices.Add(Usage.Range(at, next));
                    at = next + (random.Next(3) == 0 ? random.Next(5_000_000) : 0);
                }

                return slices;
            default:
                // Days of a zone; the history lies around the change of clocks in March 2026.
                var zone = TimeZoneInfo.FindSystemTimeZoneById(Zones[random.Next(Zones.Length)]);
                var day = new DateTime(2026, 3, 2 + random.Next(5));
                return [.. Enumerable.Range(0, 18).Select(i => new TimeRange(Midnight(day.AddDays(i)), Midnight(day.AddDays(i + 1))))];

                DateTimeOffset Midnight(DateTime date) => new(date, zone.GetUtcOffset(date));
        }
    }

    private static (string, string) Key(UsageEvent usage) => (usage.CustomerId.Value, usage.TransactionId.Value);

    private static UsageEvent Make(Step step) => Usage.Event(
        $"t{step.Id}", Usage.Start + (step.Minute * 60_000L), new($"c{step.Customer}"), step.Type == 0 ? "ping" : "request",
        step.Size < 0 ? null : step.Size / 4m, step.Region switch { 0 => null, 1 => "eu", 2 => "us", _ => "ap" }, step.Size % 3 == 0 ? "pro" : null);
}
