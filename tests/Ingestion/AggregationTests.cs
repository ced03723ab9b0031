using System.Text.Json.Nodes;
using static Breakwater.Tests.Ingestion.ApiHost;

namespace Breakwater.Tests.Ingestion;

/// <summary>Every aggregation through HTTP: a metric is added, events come late and twice, figures are compared with ones computed here.</summary>
public sealed class AggregationTests(ApiHost api)
{
    private const string Zone = "America/Los_Angeles";

    private sealed record Sent(string Id, long At, string Region, decimal? Value, string? User);

    public static TheoryData<string, decimal?> Aggregations => new()
    {
        { "COUNT", null }, { "SUM", null }, { "MIN", null }, { "MAX", null }, { "AVG", null }, { "UNIQUE", null }, { "LATEST", null },
        { "PERCENTILE", 1m }, { "PERCENTILE", 50m }, { "PERCENTILE", 95m }, { "PERCENTILE", 99.9m }, { "PERCENTILE", 100m },
    };

    [Theory]
    [MemberData(nameof(Aggregations))]
    public async Task A_new_metric_answers_in_total_by_group_and_by_day_of_a_time_zone(string aggregation, decimal? percentile)
    {
        var (customer, other) = (NewCustomer(), NewCustomer());
        var (key, otherKey) = (await api.KeyAsync(customer), await api.KeyAsync(other));
        var mark = Guid.NewGuid().ToString("N")[..12];
        var (code, type) = ($"m_{mark}", $"type_{mark}");
        var property = aggregation switch { "COUNT" => null, "UNIQUE" => "user", _ => "value" };

        // Half of the events are stored before the metric exists, the other half after it, some of them late; each one twice.
        var events = Events(mark);
        await SendAsync(key, customer, type, events[..60]);
        await api.AdminAsync(HttpMethod.Post, "/v1/admin/metrics", new { code, name = "Test", event_type = type, aggregation, property, unit = "units", dimensions = new[] { "region" }, percentile, reason = "Test" });
        await SendAsync(key, customer, type, [.. events[60..], .. events[50..70]]);
        await SendAsync(otherKey, other, type, Events(mark)[..5]);
        await SendAsync(key, customer, type, events);

        // An hour boundary and an odd millisecond as ends: half-open on both sides.
        foreach (var (start, end) in ((long, long)[])[(events.Min(sent => sent.At), events.Max(sent => sent.At) + 1), (events[10].At, events[70].At), (events[70].At + 1, events[71].At)])
        {
            var (from, to) = (Math.Min(start, end), Math.Max(start, end));
            var inside = events.Where(sent => sent.At >= from && sent.At < to).ToList();
            var answer = await UsageAsync(key, $"customer_id={customer}&metric={code}&start={from}&end={to}&group_by=region&window=day&timezone={Zone}");
            Assert.Equal(Expected(aggregation, percentile, inside), (decimal?)answer["value"]);
            Assert.Equal("units", (string)answer["unit"]!);
            var used = inside.Where(sent => property is null || (property == "user" ? sent.User is not null : sent.Value is not null)).ToList();
            Assert.Equal((used.Count, inside.Count - used.Count), ((int)answer["events"]!, (int)answer["skipped"]!));

            var groups = used.GroupBy(sent => sent.Region).ToDictionary(group => group.Key, group => Expected(aggregation, percentile, [.. group]));
            Assert.Equal(groups.OrderBy(pair => pair.Key, StringComparer.Ordinal), Numbers(answer["breakdown"]!).OrderBy(pair => pair.Key, StringComparer.Ordinal));

            var zone = TimeZoneInfo.FindSystemTimeZoneById(Zone);
            string Day(long ms) => TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(ms), zone).ToString("yyyy-MM-dd");
            var series = answer["series"]!.AsArray();
            Assert.Equal(series.Select(point => ((string)point!["local"]!)[..10]).Distinct().Count(), series.Count);
            foreach (var point in series)
            {
                var day = ((string)point!["local"]!)[..10];
                Assert.Equal(Expected(aggregation, percentile, [.. inside.Where(sent => Day(sent.At) == day)]), (decimal?)point["value"]);
            }

            Assert.Empty(inside.Select(sent => Day(sent.At)).Except(series.Select(point => ((string)point!["local"]!)[..10])));
        }
    }

    // Spread over five days in no order, with ties, negative and long values, and some that lack the property.
    private static Sent[] Events(string seed)
    {
        var random = new Random(20_260_301);
        var noon = Now - Now % 3_600_000;
        return [.. Enumerable.Range(0, 120).Select(i => new Sent(
            $"{seed}-{i}", noon - random.NextInt64(5 * 86_400_000L), $"r{random.Next(4)}",
            i % 11 == 3 ? null : decimal.Round((decimal)(random.NextDouble() * 2_000 - 500), random.Next(4)), i % 13 == 5 ? null : $"u{random.Next(30)}"))];
    }

    private static decimal? Expected(string aggregation, decimal? percentile, IReadOnlyList<Sent> events)
    {
        var values = events.Where(sent => sent.Value is not null).Select(sent => sent.Value!.Value).Order().ToList();
        return aggregation switch
        {
            "COUNT" => events.Count,
            "SUM" => values.Sum(),
            "UNIQUE" => events.Select(sent => sent.User).OfType<string>().Distinct().Count(),
            _ when values.Count == 0 => null,
            "MIN" => values[0],
            "MAX" => values[^1],
            "AVG" => decimal.Round(values.Sum() / values.Count, 9),
            "LATEST" => events.Where(sent => sent.Value is not null).OrderBy(sent => sent.At).ThenBy(sent => sent.Id, StringComparer.Ordinal).Last().Value,
            _ => values.First(value => values.Count(other => other <= value) * 100m >= percentile!.Value * values.Count),
        };
    }

    private static IEnumerable<KeyValuePair<string, decimal?>> Numbers(JsonNode breakdown) => breakdown.AsObject().Select(pair => KeyValuePair.Create(pair.Key, (decimal?)pair.Value));

    private async Task SendAsync(string key, string customer, string type, IEnumerable<Sent> events) =>
        await api.AcceptAsync(key, Batch([.. events.Select(sent => Event(sent.Id, customer, type, sent.At, Properties(sent)))]));

    private static string Properties(Sent sent)
    {
        var properties = new JsonObject { ["region"] = sent.Region };
        if (sent.Value is { } value) properties["value"] = value;
        if (sent.User is { } user) properties["user"] = user;
        return properties.ToJsonString();
    }

    private async Task<JsonNode> UsageAsync(string key, string query)
    {
        using var answer = await api.SendAsync(HttpMethod.Get, $"/v1/usage?{query}", null, ("X-API-Key", key));
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }
}
