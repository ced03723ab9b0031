using System.Net;
using System.Text;
using System.Text.Json;
using CsCheck;

namespace Breakwater.Tests.Operations.Alerts;

/// <summary>The rules of alerts without anything around them.</summary>
public sealed class AlertModelTests
{
    private static readonly AlertReach Local = new(Loopback: true, PrivateNetworks: false);
    private static readonly AlertReach Server = new(Loopback: false, PrivateNetworks: false);
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    // The vector of the Standard Webhooks specification's own libraries.
    [Fact]
    public void Signatures_match_the_published_vector() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        StandardWebhooks.Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", DateTimeOffset.FromUnixTimeSeconds(1614265330), """{"test": 2432232314}""", [new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]));

    [Fact]
    public void Signatures_match_an_independent_computation() => Gen.Select(Gen.Byte.Array[24, 64], Gen.String, Gen.Int[0, int.MaxValue]).Sample((key, body, seconds) =>
    {
        var text = body.Replace("\ud800", "", StringComparison.Ordinal);
        var header = StandardWebhooks.Sign("msg_1", DateTimeOffset.FromUnixTimeSeconds(seconds), text, [new("whsec_" + Convert.ToBase64String(key))]);
        // RFC 2104 by hand: H((K ^ opad) || H((K ^ ipad) || text)), with the 64-byte block of SHA-256.
        var block = new byte[64];
        key.CopyTo(block, 0);
        var inner = System.Security.Cryptography.SHA256.HashData([.. block.Select(b => (byte)(b ^ 0x36)), .. Encoding.UTF8.GetBytes($"msg_1.{seconds}.{text}")]);
        var outer = System.Security.Cryptography.SHA256.HashData([.. block.Select(b => (byte)(b ^ 0x5c)), .. inner]);
        return header == "v1," + Convert.ToBase64String(outer);
    });

    [Fact]
    public void Two_secrets_make_two_signatures_and_no_secret_shows_itself()
    {
        var (one, two) = (WebhookSecret.New(), WebhookSecret.New());
        Assert.Matches("^whsec_[A-Za-z0-9+/]{43}=$", one.Value);
        Assert.NotEqual(one, two);
        var both = StandardWebhooks.Sign("m", Now, "{}", [one, two]).Split(' ');
        Assert.Equal([StandardWebhooks.Sign("m", Now, "{}", [one]), StandardWebhooks.Sign("m", Now, "{}", [two])], both);
        Assert.DoesNotContain(one.Value, new AlertSecrets(one, two, Now).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Waits_never_shrink_and_stay_within_their_bounds() => Gen.Select(Gen.Double[0, 0.999999].Array[9], Gen.Int[-5, 1_000_000].Nullable()).Sample((jitter, seconds) =>
    {
        TimeSpan? asked = seconds is { } s ? TimeSpan.FromSeconds(s) : null;
        var waits = Enumerable.Range(1, 9).Select(tries => AlertSchedule.After(tries, jitter[tries - 1], null)!.Value).ToList();
        Assert.Equal(waits.Order(), waits);
        Assert.InRange(waits.Aggregate((a, b) => a + b), TimeSpan.FromDays(3.1), TimeSpan.FromDays(3.9));
        for (var tries = 1; tries <= 9; tries++)
        {
            var wait = AlertSchedule.After(tries, jitter[tries - 1], asked)!.Value;
            Assert.InRange(wait, waits[tries - 1], waits[tries - 1] > AlertSchedule.MaxRetryAfter ? waits[tries - 1] : AlertSchedule.MaxRetryAfter);
            if (asked > waits[tries - 1] && asked <= AlertSchedule.MaxRetryAfter) Assert.Equal(asked, wait);
        }

        Assert.Null(AlertSchedule.After(10, 0, asked));
    });

    [Theory]
    [InlineData("https://hooks.example.com/a?token=1", true)]
    [InlineData("https://8.8.8.8/", true)]
    [InlineData("http://127.0.0.1:9/", true)]
    [InlineData("http://localhost:9/", true)]
    [InlineData("https://[::1]/", true)]
    [InlineData("http://hooks.example.com/", false)]
    [InlineData("http://8.8.8.8/", false)]
    [InlineData("ftp://hooks.example.com/", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("/relative", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("https://user:secret@hooks.example.com/", false)]
    [InlineData("https://hooks.example.com/#x", false)]
    [InlineData("https://hooks.example.com/\n", false)]
    [InlineData("https://169.254.169.254/latest/meta-data/", false)]
    [InlineData("https://10.1.2.3/", false)]
    [InlineData("https://[::ffff:10.1.2.3]/", false)]
    [InlineData("https://[::ffff:a9fe:a9fe]/", false)]
    [InlineData("https://2852039166/", false)]
    [InlineData("https://0xa9fea9fe/", false)]
    [InlineData("https://0251.0376.0251.0376/", false)]
    [InlineData("https://10.1/", false)]
    [InlineData("https://0/", false)]
    [InlineData("https://[fd00:ec2::254]/", false)]
    [InlineData("https://[fe80::1]/", false)]
    [InlineData("https://[64:ff9b::a9fe:a9fe]/", false)]
    [InlineData("https://[2002:0a01:0203::1]/", false)]
    public void Addresses_are_taken_or_refused(string? url, bool taken) => Assert.Equal(taken, AlertUrl.Check(url, Local) is null);

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("https://localhost/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://127.1/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:127.0.0.1]/")]
    public void Outside_local_mode_this_machine_is_no_target(string url) => Assert.NotNull(AlertUrl.Check(url, Server));

    [Theory]
    [InlineData("10.0.0.1", true)]
    [InlineData("172.31.255.255", true)]
    [InlineData("192.168.1.1", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("fd12::1", true)]
    [InlineData("169.254.169.254", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("fe80::1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    public void The_setting_takes_private_networks_and_never_link_local_or_metadata(string address, bool taken)
    {
        Assert.NotNull(AlertReach.Refusal(IPAddress.Parse(address), Server));
        Assert.Equal(taken, AlertReach.Refusal(IPAddress.Parse(address), Server with { PrivateNetworks = true }) is null);
    }

    [Fact]
    public void Whatever_a_notification_holds_the_body_is_json_within_its_bound() => Gen.Select(Gen.String[0, 20_000], Gen.String[0, 2_000], Gen.String[0, 700]).Sample(
        (text, title, key) =>
        {
            var body = AlertMessage.Of(null, new(key, Severity.Critical, title, text, "/" + text, Now), Now)!.Body;
            Assert.InRange(Encoding.UTF8.GetByteCount(body), 1, AlertMessage.MaxBodyBytes);
            using var json = JsonDocument.Parse(body);
            Assert.Equal("critical", json.RootElement.GetProperty("data").GetProperty("severity").GetString());
        },
        iter: 300);

    [Fact]
    public void A_body_says_what_changed()
    {
        var condition = new Notification("fraud-case:7", Severity.Critical, "A key \"moved\"", "Look <b>now</b>", "/cases/7", Now.AddMinutes(-1));
        Assert.Equal(
            """{"type":"notification.raised","timestamp":"2026-03-01T12:00:00.000Z","data":{"key":"fraud-case:7","severity":"critical","title":"A key \"moved\"","body":"Look <b>now</b>","link":"/cases/7","seen_at":"2026-03-01T11:59:00.000Z"}}""",
            AlertMessage.Of(null, condition, Now)!.Body);
        var end = AlertMessage.Of(condition, condition with { ResolvedAt = Now }, Now)!;
        Assert.Equal("notification.resolved", end.Type);
        Assert.Contains("\"resolved_at\":\"2026-03-01T12:00:00.000Z\"", end.Body, StringComparison.Ordinal);
        Assert.Null(AlertMessage.Of(condition with { ResolvedAt = Now }, condition with { ResolvedAt = Now }, Now));
    }
}
