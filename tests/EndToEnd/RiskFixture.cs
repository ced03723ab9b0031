using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Breakwater.Tests.Alerts;
using Microsoft.Data.Sqlite;

namespace Breakwater.Tests.EndToEnd;

/// <summary>What a store must still say of detection and alerts.</summary>
/// <param name="Case">Id of a decided case.</param>
/// <param name="Score">Its score.</param>
/// <param name="Findings">Its findings, each a metric and a day.</param>
/// <param name="Steps">Steps of its timeline.</param>
/// <param name="Days">Finished days that were scored.</param>
/// <param name="Scores">The sum of their scores.</param>
/// <param name="Review">The threshold of reviews, which somebody changed.</param>
/// <param name="Endpoint">Id of an endpoint of alerts.</param>
/// <param name="Message">Id of the message that it took.</param>
internal sealed record RiskFacts(string Case, double Score, IReadOnlyList<string> Findings, long Steps, long Days, double Scores, double Review, string Endpoint, string Message);

/// <summary>The part of a fixture that detection and alerts write: a stolen key is found, decided and told of.</summary>
internal static class RiskFixture
{
    /// <summary>The customer whose key changes hands.</summary>
    public const string Customer = "umbra";

    private const int History = 42;

    /// <summary>Rows of an hourly trace: business hours for six weeks, then the same volume twelve hours later.</summary>
    public static List<string> Trace(DateTimeOffset now)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var rows = new List<string>();
        for (var hour = today.AddDays(-History - 1); hour < now.AddHours(-1); hour = hour.AddHours(1))
        {
            var usual = hour >= today.AddDays(-1) ? hour.AddHours(-12) : hour;
            var pace = usual.Hour is >= 8 and < 18 ? 70 : 10;
            var share = usual.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 3 : 1;
            // Small even noise, the same in every run.
            var noise = (int)((uint)(hour.ToUnixTimeSeconds() / 3_600 * 2_654_435_761) >> 16) % 9;
            rows.Add($"{Customer},m,{hour.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)},{(pace + noise) / share}");
        }

        return rows;
    }

    /// <summary>Finds, decides and tells, on a host that has taken the trace.</summary>
    public static async Task<RiskFacts> MakeAsync(HttpClient http, string data, CancellationToken ct)
    {
        async Task<JsonElement> CallAsync(HttpMethod method, string path, object? body = null)
        {
            using var answer = await http.SendAsync(new(method, path) { Content = body is null ? null : JsonContent.Create(body) }, ct);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(ct));
            return await answer.Content.ReadFromJsonAsync<JsonElement>(ct);
        }

        await using var receiver = await Receiver.StartAsync();
        var endpoint = (await CallAsync(HttpMethod.Post, "/v1/admin/alerts/endpoints", new { url = receiver.Url, key_prefixes = new[] { "none:" }, reason = "For the fixture" })).GetProperty("id").GetString()!;
        await CallAsync(HttpMethod.Post, $"/v1/admin/alerts/endpoints/{endpoint}/test", new { reason = "For the fixture" });
        await receiver.WaitAsync(1, TimeSpan.FromSeconds(30), ct);
        JsonElement delivery;
        do
        {
            delivery = (await CallAsync(HttpMethod.Get, "/v1/admin/alerts/deliveries")).GetProperty("deliveries")[0];
        }
        while (delivery.GetProperty("state").GetString() == "waiting");

        await CallAsync(HttpMethod.Put, "/v1/admin/customers/globex/timezone", new { timezone = "Asia/Kolkata", reason = "For the fixture" });
        await CallAsync(HttpMethod.Post, "/v1/admin/fraud/score", new { });
        var found = (await CallAsync(HttpMethod.Get, $"/v1/admin/fraud/cases?customer_id={Customer}&state=open")).GetProperty("cases");
        Assert.True(found.GetArrayLength() == 1, $"Detection found nothing, or too much: {found}");
        var id = found[0].GetProperty("case_id").GetString()!;
        await CallAsync(HttpMethod.Post, $"/v1/admin/fraud/cases/{id}/comment", new { words = "Nights instead of days" });
        await CallAsync(HttpMethod.Post, $"/v1/admin/fraud/cases/{id}/decide", new { ruling = "stolen_key", words = "The customer confirmed it" });
        var version = (await CallAsync(HttpMethod.Get, "/v1/admin/fraud/thresholds")).GetProperty("version").GetInt32();
        await CallAsync(HttpMethod.Put, "/v1/admin/fraud/thresholds", new { review = 6.5, alert = 11, version, reason = "For the fixture" });

        var file = await CallAsync(HttpMethod.Get, $"/v1/admin/fraud/cases/{id}");
        var (days, scores) = Scores(data);
        Assert.True(days > 10, $"Only {days} finished days were scored.");
        return new(
            id, file.GetProperty("case").GetProperty("score").GetDouble(), Findings(file), file.GetProperty("steps_total").GetInt64(), days, scores, 6.5, endpoint,
            delivery.GetProperty("message_id").GetString()!);
    }

    /// <summary>Asks a host for what has to be there.</summary>
    public static async Task HoldsAsync(RiskFacts facts, Func<string, Task<JsonElement>> getAsync)
    {
        var file = await getAsync($"/v1/admin/fraud/cases/{facts.Case}");
        var found = file.GetProperty("case");
        Assert.Equal(
            (Customer, "confirmed", "stolen_key", "The customer confirmed it", facts.Score),
            (found.GetProperty("customer_id").GetString(), found.GetProperty("state").GetString(), found.GetProperty("ruling").GetString(), found.GetProperty("words").GetString(), found.GetProperty("score").GetDouble()));
        Assert.Equal(facts.Findings, Findings(file));
        Assert.Equal(facts.Steps, file.GetProperty("steps_total").GetInt64());
        Assert.Contains(file.GetProperty("steps").EnumerateArray(), step => step.GetProperty("words").GetString() == "Nights instead of days");
        Assert.Equal(facts.Review, (await getAsync("/v1/admin/fraud/thresholds")).GetProperty("current").GetProperty("thresholds").GetProperty("review").GetDouble());
        var endpoint = Assert.Single((await getAsync("/v1/admin/alerts/endpoints")).GetProperty("endpoints").EnumerateArray());
        Assert.Equal(facts.Endpoint, endpoint.GetProperty("id").GetString());
    }

    /// <summary>Looks into a closed store: routes give scores of the last months only, and a host clears away old deliveries.</summary>
    public static void Holds(RiskFacts facts, string data)
    {
        var (days, scores) = Scores(data);
        Assert.Equal((facts.Days, facts.Scores), (days, scores));
        Assert.Equal(1L, Ask(data, "SELECT count(*) FROM alert_messages WHERE id = $id", facts.Message));
    }

    private static List<string> Findings(JsonElement file) =>
        [.. file.GetProperty("findings").EnumerateArray().Select(finding => $"{finding.GetProperty("metric").GetString()} {finding.GetProperty("date").GetString()}").Order(StringComparer.Ordinal)];

    private static (long Days, double Scores) Scores(string data) =>
        ((long)Ask(data, "SELECT count(*) FROM fraud_days"), (double)Ask(data, "SELECT round(total(score), 6) FROM fraud_days"));

    private static object Ask(string data, string sql, string id = "")
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(data, "control.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$id", id);
        return command.ExecuteScalar()!;
    }
}
