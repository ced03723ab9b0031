using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Breakwater.Ingestion.Client;
using Breakwater.Ingestion.Demo;
using static Breakwater.Tests.Ingestion.ApiHost;

namespace Breakwater.Tests.Ingestion;

/// <summary>The routes of detection on real engines: weeks of business hours, and a key that changes hands.</summary>
public sealed class FraudRoutesTests(ApiHost api)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DateTimeOffset Today => new(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);

    [Fact]
    public async Task A_stolen_key_is_caught_by_its_hours_and_refused_once_it_is_suspended()
    {
        var victim = await StolenAsync(DemoAttack.Shift);
        var key = await api.KeyAsync(victim);
        var scored = await api.AdminAsync(HttpMethod.Post, "/v1/admin/fraud/score");
        Assert.True((int)scored["suspicions"]! >= 1);

        var check = await GetAsync(key, $"/v1/fraud/check?metric=api_calls&date={Today.AddDays(-1):yyyy-MM-dd}");
        Assert.True((bool)check["is_fraud"]!);
        Assert.Equal(("shifted_hours", "alert", 24), ((string)check["fraud_type"]!, (string)check["verdict"]!, (int)check["hours"]!));
        Assert.InRange((double)check["z_score"]!, -2, 2);
        Assert.InRange((double)check["similarity"]!, .2, .4);
        Assert.InRange((double)check["volume_change_percent"]!, -30, 30);
        Assert.Equal((24, 24), (check["current_vector"]!.AsArray().Count, check["baseline_vector"]!.AsArray().Count));
        Assert.Contains(check["reasons"]!.AsArray(), reason => ((string)reason!).Contains("moved by 12 h", StringComparison.Ordinal));
        var innocent = await GetAsync(key, $"/v1/fraud/check?metric=api_calls&date={Today.AddDays(-2):yyyy-MM-dd}");
        Assert.Equal((false, "normal"), ((bool)innocent["is_fraud"]!, (string)innocent["verdict"]!));

        var cases = (await api.AdminAsync(HttpMethod.Get, $"/v1/admin/fraud/cases?customer_id={victim}"))["cases"]!.AsArray();
        Assert.Equal("open", (string)Assert.Single(cases)!["state"]!);
        await api.AdminAsync(HttpMethod.Post, "/v1/admin/fraud/score");
        Assert.Single((await api.AdminAsync(HttpMethod.Get, $"/v1/admin/fraud/cases?customer_id={victim}"))["cases"]!.AsArray());

        var id = (string)(await api.AdminAsync(HttpMethod.Get, $"/v1/admin/keys?customer_id={victim}"))["keys"]![0]!["key_id"]!;
        await api.AdminAsync(HttpMethod.Post, "/v1/admin/keys/suspend", new { key_id = id, reason = "stolen" });
        using var refused = await api.PostAsync(key, Batch(Event("t-1", victim)));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        var audit = (await api.AdminAsync(HttpMethod.Get, $"/v1/admin/audit?search=subject:{id}"))["entries"]!.AsArray().Select(entry => (string)entry!["action"]!);
        Assert.Contains("key.suspended", audit);
    }

    [Theory]
    [InlineData(DemoAttack.Partial, "alert", true)]
    [InlineData(DemoAttack.Spike, "alert", true)]
    [InlineData(DemoAttack.Burst, "alert", true)]
    [InlineData(DemoAttack.Outage, "outage", false)]
    public async Task Each_family_gets_its_verdict(DemoAttack attack, string verdict, bool fraud)
    {
        var victim = await StolenAsync(attack);
        var check = await api.AdminAsync(HttpMethod.Get, $"/v1/fraud/check?customer_id={victim}&metric=api_calls&date={Today.AddDays(-1):yyyy-MM-dd}");
        Assert.Equal((verdict, fraud), ((string)check["verdict"]!, (bool)check["is_fraud"]!));
    }

    [Fact]
    public async Task Without_history_the_answer_says_so_and_is_no_suspicion()
    {
        var customer = NewCustomer();
        var key = await api.KeyAsync(customer);
        await api.AcceptAsync(key, Batch([.. Enumerable.Range(0, 5).Select(i => Event($"t-{i}", customer))]));
        await api.AdminAsync(HttpMethod.Post, "/v1/admin/fraud/score");
        var check = await GetAsync(key, "/v1/fraud/check?metric=api_calls");
        Assert.True(check.AsObject().ContainsKey("similarity"));
        Assert.Null(check["similarity"]);
        Assert.Null(check["baseline_vector"]);
        Assert.Equal((false, "no_baseline"), ((bool)check["is_fraud"]!, (string)check["verdict"]!));
        Assert.Contains("No baseline", (string)check["reasons"]![0]!, StringComparison.Ordinal);
        var built = await api.AdminAsync(HttpMethod.Post, "/v1/fraud/baselines/build", new { customer_id = customer, metric = "api_calls" });
        Assert.Equal(0, (int)built["days_processed"]!);
        var anomaly = await GetAsync(key, $"/v1/anomalies/check?metric=api_calls&current_start={Today.ToUnixTimeMilliseconds()}&current_end={Today.AddDays(1).ToUnixTimeMilliseconds()}");
        Assert.True(anomaly.AsObject().ContainsKey("z_score"));
        Assert.Null(anomaly["z_score"]);
        Assert.Equal(("insufficient_data", false), ((string)anomaly["severity"]!, (bool)anomaly["is_anomaly"]!));
    }

    [Fact]
    public async Task Only_the_admin_key_builds_a_baseline()
    {
        var victim = await StolenAsync(DemoAttack.Burst);
        var key = await api.KeyAsync(victim);
        using var own = await api.SendAsync(HttpMethod.Post, "/v1/fraud/baselines/build", JsonContent.Create(new { customer_id = victim, metric = "api_calls" }), ("X-API-Key", key));
        Assert.Equal(HttpStatusCode.Unauthorized, own.StatusCode);
        var built = await api.AdminAsync(HttpMethod.Post, "/v1/fraud/baselines/build", new { customer_id = victim, metric = "api_calls" });
        Assert.Equal(7, (int)built["weekdays_built"]!);
        // The attacked day is under suspicion: it teaches nothing.
        Assert.InRange((int)built["days_processed"]!, 28, 30);
        var audit = await api.AdminAsync(HttpMethod.Get, $"/v1/admin/audit?search=subject:customer:{victim}");
        Assert.Contains(audit["entries"]!.AsArray(), entry => (string)entry!["action"]! == "fraud.baseline-built");
    }

    [Fact]
    public async Task The_z_score_is_that_of_the_same_hours_of_the_days_before()
    {
        var customer = NewCustomer();
        var key = await api.KeyAsync(customer);
        int[] mornings = [3, 5, 4, 6, 5, 4, 5, 3, 6, 4];
        var events = new List<string>();
        for (var day = 0; day < mornings.Length; day++)
        {
            var start = Today.AddDays(day - mornings.Length);
            for (var i = 0; i < mornings[day]; i++) events.Add(Event($"m-{day}-{i}", customer, at: start.AddHours(3).AddMinutes(i).ToUnixTimeMilliseconds()));
            // The rest of the day is busy and must not count.
            for (var i = 0; i < 40; i++) events.Add(Event($"r-{day}-{i}", customer, at: start.AddHours(15).AddMinutes(i % 60).ToUnixTimeMilliseconds()));
        }

        await api.AcceptAsync(key, Batch([.. events]));
        var last = Today.AddDays(-1);
        var anomaly = await GetAsync(key, $"/v1/anomalies/check?metric=api_calls&current_start={last.ToUnixTimeMilliseconds()}&current_end={last.AddHours(12).ToUnixTimeMilliseconds()}&threshold=0.4");
        var earlier = mornings[..^1];
        var mean = earlier.Average();
        var deviation = Math.Sqrt(earlier.Sum(value => (value - mean) * (value - mean)) / (earlier.Length - 1));
        Assert.Equal(9, (int)anomaly["baseline"]!["sample_count"]!);
        Assert.Equal(mean, (double)anomaly["baseline"]!["mean"]!, 1e-9);
        Assert.Equal(deviation, (double)anomaly["baseline"]!["stddev"]!, 1e-9);
        Assert.Equal((mornings[^1] - mean) / deviation, (double)anomaly["z_score"]!, 1e-9);
        Assert.Equal(("warning", true, 4.0), ((string)anomaly["severity"]!, (bool)anomaly["is_anomaly"]!, (double)anomaly["current_value"]!));
    }

    [Fact]
    public async Task A_dashboard_gets_its_days_and_the_check_in_one_call()
    {
        var victim = await StolenAsync(DemoAttack.Shift);
        await api.AdminAsync(HttpMethod.Post, "/v1/admin/fraud/score");
        var data = await GetAsync(await api.KeyAsync(victim), "/v1/dashboard/data?metric=api_calls&days=7");
        var days = data["usage_history"]!.AsArray();
        Assert.Equal(7, days.Count);
        Assert.Equal($"{Today:yyyy-MM-dd}", (string)days[^1]!["date"]!);
        Assert.Equal(("shifted_hours", true), ((string)days[^2]!["anomaly_type"]!, (bool)days[^2]!["is_anomaly"]!));
        Assert.False((bool)days[^3]!["is_anomaly"]!);
        Assert.True((double)days[^3]!["total"]! > 100);
        Assert.Equal((24, 24), (data["current_pattern"]!.AsArray().Count, data["baseline_pattern"]!.AsArray().Count));
        Assert.Equal($"{Today:yyyy-MM-dd}", (string)data["latest_check"]!["date"]!);
    }

    [Fact]
    public async Task A_zone_moves_the_day_and_a_wrong_one_is_refused()
    {
        var victim = await StolenAsync(DemoAttack.Burst);
        var answer = await api.AdminAsync(HttpMethod.Put, $"/v1/admin/customers/{victim}/timezone", new { timezone = "Asia/Tokyo", reason = "They told us" });
        Assert.Equal("Asia/Tokyo", (string)answer["timezone"]!);
        var check = await api.AdminAsync(HttpMethod.Get, $"/v1/fraud/check?customer_id={victim}&metric=api_calls&date={Today.AddDays(-3):yyyy-MM-dd}");
        Assert.Equal("Asia/Tokyo", (string)check["timezone"]!);
        // Business from 8 to 18 UTC is 17 to 3 in Tokyo.
        var hours = check["current_vector"]!.AsArray().Select(value => (double)value!).ToArray();
        Assert.True(hours[20] > 2 * hours[10], string.Join(' ', hours));
        await RefusedAsync(HttpMethod.Put, $"/v1/admin/customers/{victim}/timezone", new { timezone = "Mars/Olympus" }, "timezone");
        await api.AdminAsync(HttpMethod.Put, $"/v1/admin/customers/{victim}/timezone", new { timezone = (string?)null });
    }

    [Fact]
    public async Task Thresholds_have_a_backtest_and_take_the_version_that_was_read()
    {
        await StolenAsync(DemoAttack.Shift);
        await api.AdminAsync(HttpMethod.Post, "/v1/admin/fraud/score");
        var backtest = await api.AdminAsync(HttpMethod.Get, "/v1/admin/fraud/thresholds?review=30&alert=40");
        Assert.True((long)backtest["days"]! > 20);
        Assert.True((int)backtest["current"]!["review"]! > (int)backtest["proposed"]!["review"]!);
        Assert.All(backtest["examples"]!.AsArray(), example => Assert.False((bool)example!["gained"]!));
        var version = (int)backtest["version"]!;
        await RefusedAsync(HttpMethod.Put, "/v1/admin/fraud/thresholds", new { review = 6.5, alert = 5, version, reason = "x" }, "alert");
        await RefusedAsync(HttpMethod.Put, "/v1/admin/fraud/thresholds", new { review = 6.5, alert = 11, version }, "reason");
        await RefusedAsync(HttpMethod.Put, "/v1/admin/fraud/thresholds", new { review = 6.5, alert = 11, version = version + 5, reason = "x" }, null, HttpStatusCode.Conflict);
        var published = backtest["current"]!["thresholds"]!;
        var saved = await api.AdminAsync(HttpMethod.Put, "/v1/admin/fraud/thresholds", new { review = (double)published["review"]!, alert = (double)published["alert"]!, version, reason = "As they were" });
        Assert.Equal(version + 1, (int)saved["version"]!);
    }

    [Theory]
    [InlineData("/v1/fraud/check?metric=nothing", 404, "metric")]
    [InlineData("/v1/fraud/check", 400, "metric")]
    [InlineData("/v1/fraud/check?metric=storage_peak", 400, "metric")]
    [InlineData("/v1/fraud/check?metric=api_calls&date=2999-01-01", 400, "date")]
    [InlineData("/v1/fraud/check?metric=api_calls&date=yesterday", 400, "date")]
    [InlineData("/v1/fraud/check?metric=api_calls&date=1900-01-01", 400, "date")]
    [InlineData("/v1/fraud/check?metric=api_calls&customer_id=somebody-else", 403, "customer_id")]
    [InlineData("/v1/fraud/check?metric=api_calls';DROP TABLE fraud_days;--", 404, "metric")]
    [InlineData("/v1/anomalies/check?metric=api_calls", 400, "current_start")]
    [InlineData("/v1/anomalies/check?metric=api_calls&current_start=2000&current_end=1000", 400, "current_end")]
    [InlineData("/v1/anomalies/check?metric=api_calls&current_start=0&current_end=9999999999999", 400, "current_end")]
    [InlineData("/v1/anomalies/check?metric=api_calls&current_start=0&current_end=1000&threshold=NaN", 400, "threshold")]
    [InlineData("/v1/anomalies/check?metric=api_calls&current_start=0&current_end=1000&threshold=-3", 400, "threshold")]
    [InlineData("/v1/anomalies/check?metric=api_calls&current_start=0&current_end=1000&baseline_days=3", 400, "baseline_days")]
    [InlineData("/v1/dashboard/data?metric=api_calls&days=100000", 400, "days")]
    public async Task Wrong_questions_name_the_field(string path, int status, string field)
    {
        using var answer = await api.SendAsync(HttpMethod.Get, path, null, ("X-API-Key", await api.KeyAsync(NewCustomer())));
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;
        Assert.Equal((status, field), ((int)answer.StatusCode, (string?)body["field"]));
        Assert.DoesNotContain("Exception", body.ToJsonString(), StringComparison.Ordinal);
    }

    private async Task<string> StolenAsync(DemoAttack attack)
    {
        var victim = DemoVictim.All.Single(one => one.Attack == attack) with { Id = NewCustomer() };
        await new DemoFraud(new ApiClient(api.Client, AdminKey, TimeProvider.System), TimeProvider.System).FillAsync(victim, 30, Ct);
        return victim.Id;
    }

    private async Task<JsonNode> GetAsync(string key, string path)
    {
        using var answer = await api.SendAsync(HttpMethod.Get, path, null, ("X-API-Key", key));
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    private async Task RefusedAsync(HttpMethod method, string path, object body, string? field, HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        using var answer = await api.SendAsync(method, path, JsonContent.Create(body), ("X-Admin-Key", AdminKey));
        Assert.Equal((status, field), (answer.StatusCode, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!["field"]));
    }
}
