using System.Text.Json;
using System.Text.Json.Serialization;
using CsCheck;

namespace Breakwater.Tests.Metering.Read;

/// <summary>
/// Whatever a screen asks, the embedded engine answers like a fold over the plain list of events: events that come late, twice and
/// in any order, voids, every aggregation, zones of all kinds and the days on which clocks change.
/// </summary>
public sealed class OracleTests() : MeteringHarness(Now, Catalog)
{
    // Eight days after the clocks went back in Berlin, a day after New York's, four weeks after Lord Howe's half hour.
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 12, 30, 0, TimeSpan.Zero);
    private static readonly string?[] Zones = [null, "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"];
    private static readonly Metric[] Catalog = [.. Enum.GetValues<Aggregation>().Select(kind => new Metric(
        new($"m_{kind.ToString().ToLowerInvariant()}"), $"{kind}", "api_request", kind, kind == Aggregation.Count ? null : "v", "units", ["region"], kind == Aggregation.Percentile ? 75 : null))];

    private sealed record Step(int Id, int Minute, int Customer, int Value, int Region, bool Other);

    private static readonly Gen<Step[]> History =
        Gen.Select(Gen.Int[0, 5_000], Gen.Int[0, 60 * 24 * 45], Gen.Int[0, 2], Gen.Int[-40, 200], Gen.Int[0, 3], Gen.Int[0, 9]).Select((id, minute, customer, value, region, other) =>
            new Step(id, minute, customer, value, region, other == 0)).Array[1, 120];

    [Fact]
    public Task Screens_say_what_a_fold_over_all_events_says() => Gen.Select(History, Gen.Int[0, 1_000_000]).SampleAsync(
        async (history, seed) =>
        {
            var random = new Random(seed);
            await StoreAsync(history);
            if (Sent.Count > 0 && random.Next(2) == 0) await VoidAsync(Sent[random.Next(Sent.Count)]);
            var (engine, oracle) = (Get<IUsageReader>(), new FoldReader(Sent));
            for (var question = 0; question < 6; question++)
            {
                var ask = Question(random);
                Assert.Equal(await ask(oracle), await ask(engine));
            }
        },
        iter: 60, threads: 1);

    private Func<IUsageReader, Task<string>> Question(Random random)
    {
        var catalog = Get<ICatalogSource>();
        var metric = Catalog[random.Next(Catalog.Length)].Code.Value;
        var customer = random.Next(4) is var n and < 3 ? $"c{n}" : null;
        var zone = Zones[random.Next(Zones.Length)];
        var from = Now.AddMinutes(-random.Next(1, 60 * 24 * 40));
        var usage = new UsageRequest(
            customer, metric, from, from.AddMinutes(random.Next(1, 60 * 24 * 20)), random.Next(5) switch { 0 => "region", 1 => "plan", 2 when customer is null => "customer_id", _ => null },
            random.Next(3) switch { 0 => "hour", 1 => "day", _ => null }, zone);
        var date = DateOnly.FromDateTime(Now.AddDays(-random.Next(40)).DateTime);
        return random.Next(5) switch
        {
            0 => async reader => Text(await new UsageHistory(reader, catalog, Time).GetAsync(customer, metric, 45, zone, Ct)),
            1 => async reader => Text(await new HourlyPattern(reader, catalog, Time).GetAsync(customer, metric, date, zone, Ct)),
            2 => async reader => Text(await new UsageHeatMap(reader, catalog, Time).GetAsync(customer, metric, 4, zone, Ct)),
            3 => async reader => Text(await new TopMovers(reader, catalog, Time).GetAsync(metric, 10, Ct)),
            _ => async reader => $"{usage}\n{Text(await new UsageQueries(reader, catalog, Time).GetAsync(usage, Ct))}",
        };
    }

    private async Task StoreAsync(Step[] history)
    {
        var known = Sent.ToDictionary(usage => (usage.CustomerId, usage.TransactionId));
        UsageEvent[] events = [.. history.Select(Make)];
        var results = await Get<IUsageLedger>().AppendAsync(new(events, Time.GetUtcNow(), "k_test", true), Ct);
        for (var i = 0; i < events.Length; i++)
        {
            var fresh = !_voided.Contains((events[i].CustomerId, events[i].TransactionId)) && known.TryAdd((events[i].CustomerId, events[i].TransactionId), events[i]);
            Assert.Equal(fresh, results[i].Status == EventStatus.Accepted);
            if (fresh) Sent.Add(events[i]);
        }
    }

    private async Task VoidAsync(UsageEvent usage)
    {
        Assert.NotNull(await Get<IUsageLedger>().VoidAsync(usage.CustomerId, usage.TransactionId, new(Time.GetUtcNow(), "a", "r"), Ct));
        _voided.Add((usage.CustomerId, usage.TransactionId));
        Sent.Remove(usage);
    }

    private readonly HashSet<(CustomerId, TransactionId)> _voided = [];

    private static UsageEvent Make(Step step)
    {
        List<Property> properties = [];
        if (step.Value >= 0) properties.Add(new("v", new(PropertyKind.Number, FormattableString.Invariant($"{step.Value / 8m}"), step.Value / 8m)));
        if (step.Region > 0) properties.Add(new("region", new(PropertyKind.Text, $"r{step.Region}", 0)));
        if (step.Value % 2 == 0) properties.Add(new("plan", new(PropertyKind.Text, "pro", 0)));
        return ArchivedEvent.Create(new($"c{step.Customer}"), new($"t{step.Id}"), step.Other ? "other" : "api_request", Now.AddMinutes(-step.Minute).ToUnixTimeMilliseconds(), [.. properties]);
    }

    private static readonly JsonSerializerOptions ByValue = new() { Converters = { new PlainNumbers() } };

    // 1.5 and 1.50 are one figure.
    private sealed class PlainNumbers : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDecimal();

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => writer.WriteNumberValue(value / 1.0000000000000000000000000000m);
    }

    private static string Text<T>(Outcome<T> outcome) => outcome.IsOk ? JsonSerializer.Serialize(outcome.Value, ByValue) : outcome.Problem!.ToString();
}
