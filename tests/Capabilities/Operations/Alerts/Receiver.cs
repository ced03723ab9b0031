using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Breakwater.Tests.Alerts;

/// <summary>A receiver of webhooks on a free loopback port: keeps what arrives and answers as it is told to.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Receiver(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public Uri Url => new(_app.Urls.First());

    /// <summary>What arrived, in order.</summary>
    public ConcurrentQueue<Received> Requests { get; } = new();

    /// <summary>How it answers; 204 unless told.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = context =>
    {
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    };

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            receiver.Requests.Enqueue(new(
                context.Request.Path, context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                await reader.ReadToEndAsync(context.RequestAborted)));
            await receiver.Answer(context);
        });
        await app.StartAsync();
        return receiver;
    }

    /// <summary>Waits until so many requests have arrived.</summary>
    public async Task<IReadOnlyList<Received>> WaitAsync(int count, TimeSpan patience, CancellationToken ct)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct);
        both.CancelAfter(patience);
        while (Requests.Count < count) await Task.Delay(20, both.Token);
        return [.. Requests];
    }

    /// <summary>Lets every answer be a status with a body.</summary>
    public void Says(int status, string body = "", params (string Name, string Value)[] headers) => Answer = async context =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers) context.Response.Headers[name] = value;
        if (body.Length > 0) await context.Response.WriteAsync(body, context.RequestAborted);
    };

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }
}

/// <summary>A request as it arrived.</summary>
public sealed record Received(string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>The header <c>webhook-id</c>.</summary>
    public string Id => Headers["webhook-id"];

    /// <summary>True where one of the signatures is this secret's; computed here from the specification, not by the product.</summary>
    public bool IsSignedBy(string secret)
    {
        var signed = System.Text.Encoding.UTF8.GetBytes($"{Id}.{Headers["webhook-timestamp"]}.{Body}");
        using var hmac = System.Security.Cryptography.IncrementalHash.CreateHMAC(System.Security.Cryptography.HashAlgorithmName.SHA256, Convert.FromBase64String(secret[6..]));
        hmac.AppendData(signed);
        return Headers["webhook-signature"].Split(' ').Contains("v1," + Convert.ToBase64String(hmac.GetHashAndReset()));
    }
}
