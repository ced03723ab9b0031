using System.Net;
using Breakwater.Ingestion.Alerts;
using Breakwater.Tests.Alerts;
using Microsoft.AspNetCore.Http;

namespace Breakwater.Tests.Operations.Alerts;

/// <summary>The sender against receivers that do everything wrong.</summary>
public sealed class HttpAlertSenderTests : IAsyncLifetime
{
    private static readonly AlertReach Local = new(Loopback: true, PrivateNetworks: false);
    private static readonly WebhookSecret Secret = WebhookSecret.New();
    private Receiver _receiver = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _receiver = await Receiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public async Task What_arrives_is_what_was_signed()
    {
        using var sender = new HttpAlertSender(Local, TimeProvider.System);
        var reply = await SendAsync(sender, new Uri(_receiver.Url, "/hook?a=1"));
        Assert.Equal(new AlertReply(204), reply);
        var got = Assert.Single(_receiver.Requests);
        Assert.True(got.IsSignedBy(Secret.Value));
        Assert.False(got.IsSignedBy(WebhookSecret.New().Value));
        Assert.Equal(("/hook", "application/json", "Breakwater-Alerts/1"), (got.Path, got.Headers["content-type"], got.Headers["user-agent"]));
        Assert.DoesNotContain("traceparent", got.Headers.Keys);
    }

    [Theory]
    [InlineData(500, "It answered 500.")]
    [InlineData(404, "It answered 404.")]
    [InlineData(410, "It answered 410 Gone")]
    [InlineData(429, "too many requests")]
    public async Task Other_answers_than_2xx_are_failures_in_words(int status, string words)
    {
        _receiver.Says(status, "no\u0007 way\u001b[31m", ("Retry-After", "120"));
        using var sender = new HttpAlertSender(Local, TimeProvider.System);
        var reply = await SendAsync(sender, _receiver.Url);
        Assert.Equal((status, "no· way·[31m", TimeSpan.FromSeconds(120)), (reply.Status, reply.Response, reply.RetryAfter));
        Assert.Contains(words, reply.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirects_are_not_followed()
    {
        _receiver.Says(307, "", ("Location", new Uri(_receiver.Url, "/elsewhere").ToString()));
        using var sender = new HttpAlertSender(Local, TimeProvider.System);
        Assert.Contains("redirect", (await SendAsync(sender, _receiver.Url)).Error, StringComparison.Ordinal);
        Assert.Equal("/", Assert.Single(_receiver.Requests).Path);
    }

    [Fact]
    public async Task Of_an_endless_answer_1024_bytes_are_kept()
    {
        _receiver.Answer = async context =>
        {
            var block = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("xä€", 10_000)));
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(block, context.RequestAborted);
        };
        using var sender = new HttpAlertSender(Local, TimeProvider.System);
        var reply = await SendAsync(sender, _receiver.Url);
        Assert.Null(reply.Error);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(reply.Response!), 1_020, 1_024);
        Assert.DoesNotContain('\uFFFD', reply.Response!);
    }

    [Fact]
    public async Task An_answer_that_never_comes_ends_at_the_timeout_and_one_that_trickles_counts_by_its_status()
    {
        _receiver.Answer = context => Task.Delay(System.Threading.Timeout.Infinite, context.RequestAborted);
        using var sender = new HttpAlertSender(Local, TimeProvider.System, TimeSpan.FromMilliseconds(500));
        Assert.Equal(new AlertReply(null, "No answer within 0.5 s."), await SendAsync(sender, _receiver.Url));
        _receiver.Answer = async context =>
        {
            await context.Response.WriteAsync("first", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(System.Threading.Timeout.Infinite, context.RequestAborted);
        };
        Assert.Equal(new AlertReply(200, null, "first"), await SendAsync(sender, _receiver.Url));
    }

    [Fact]
    public async Task Nobody_there_a_broken_answer_and_a_server_without_tls_are_told_apart()
    {
        using var sender = new HttpAlertSender(Local, TimeProvider.System);
        Assert.Equal("Nothing answers at 127.0.0.1:1.", (await SendAsync(sender, new("http://127.0.0.1:1/"))).Error);
        Assert.Contains("No secure connection", (await SendAsync(sender, new UriBuilder(_receiver.Url) { Scheme = "https" }.Uri)).Error, StringComparison.Ordinal);
        _receiver.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        Assert.Contains("ended before", (await SendAsync(sender, _receiver.Url)).Error, StringComparison.Ordinal);
    }

    // The name is harmless when it is added; what it resolves to is judged when it is connected to.
    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("10.0.0.5")]
    [InlineData("::ffff:192.168.0.1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("0.0.0.0")]
    public async Task A_name_that_resolves_to_a_forbidden_address_is_not_connected_to(string address)
    {
        using var sender = new HttpAlertSender(Local, TimeProvider.System, resolve: (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]));
        var reply = await SendAsync(sender, new("https://hooks.example.com/"));
        Assert.Null(reply.Status);
        Assert.Contains("address", reply.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing answers", reply.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outside_local_mode_this_machine_is_not_reached_by_any_name()
    {
        using var sender = new HttpAlertSender(new(Loopback: false, PrivateNetworks: true), TimeProvider.System, resolve: (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        foreach (var host in new[] { "hooks.example.com", "localhost", "127.0.0.1" })
        {
            Assert.Contains("local mode only", (await SendAsync(sender, new UriBuilder(_receiver.Url) { Host = host }.Uri)).Error, StringComparison.Ordinal);
        }

        Assert.Empty(_receiver.Requests);
    }

    [Fact]
    public async Task Among_several_addresses_only_the_allowed_ones_are_tried()
    {
        using var sender = new HttpAlertSender(Local, TimeProvider.System, resolve: (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("10.0.0.5"), IPAddress.Loopback]));
        Assert.Equal(204, (await SendAsync(sender, new UriBuilder(_receiver.Url) { Host = "localhost" }.Uri)).Status);
    }

    [Fact]
    public async Task A_cancelled_request_throws_and_tells_nothing()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        _receiver.Answer = async context =>
        {
            await stop.CancelAsync();
            await Task.Delay(System.Threading.Timeout.Infinite, context.RequestAborted);
        };
        using var sender = new HttpAlertSender(Local, TimeProvider.System);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sender.SendAsync(Request(_receiver.Url), stop.Token));
    }

    private static AlertRequest Request(Uri url)
    {
        var at = TimeProvider.System.GetUtcNow();
        const string body = """{"type":"notification.test","data":{"title":"ä€"}}""";
        return new(url, "msg_1", at, StandardWebhooks.Sign("msg_1", at, body, [Secret]), body);
    }

    private static Task<AlertReply> SendAsync(HttpAlertSender sender, Uri url) => sender.SendAsync(Request(url), Ct);
}
