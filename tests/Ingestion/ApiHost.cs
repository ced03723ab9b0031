using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Breakwater.Access;
using Breakwater.Engines.Embedded.Backup;
using Breakwater.Engines.Embedded.Control;
using Breakwater.Engines.Embedded.Garnet;
using Breakwater.Engines.Embedded.Metering;
using Breakwater.Engines.Embedded.Storage;
using Breakwater.Engines.Redis;
using Breakwater.Fraud;
using Breakwater.Ingestion;
using Breakwater.Kernel;
using Breakwater.Kernel.Ports;
using Breakwater.Metering;
using Breakwater.Metering.Model;
using Breakwater.Metering.Ports;
using Breakwater.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(Breakwater.Tests.Ingestion.ApiHost))]

namespace Breakwater.Tests.Ingestion;

/// <summary>The API with its real engines behind a real Kestrel on a free port. Tests share it and use customers of their own.</summary>
public sealed class ApiHost : IAsyncLifetime
{
    public const string AdminKey = "an-admin-key-for-tests";
    private readonly string _folder = Directory.CreateTempSubdirectory("bw-api-").FullName;
    private WebApplication? _app;

    private readonly RedisAddress? _servers;

    public ApiHost()
    {
    }

    /// <summary>A host with other servers than the embedded ones.</summary>
    internal ApiHost(RedisAddress servers) => _servers = servers;

    public HttpClient Client { get; private set; } = null!;

    public IServiceProvider Services => _app!.Services;

    private ErrorLog Errors { get; } = new();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["Admin:ApiKey"] = AdminKey;
        builder.Configuration["Access:FailedAttemptsPerMinute"] = "10000";
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(Errors);
        builder.Services.AddSingleton(provider => DataFolder.Open(_folder, provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddEmbeddedControl(provider => new ControlOptions(provider.GetRequiredService<DataFolder>().Root));
        builder.Services.AddMetering(builder.Configuration).AddAccess(builder.Configuration).AddFraud(builder.Configuration).AddOperations(builder.Configuration);
        builder.Services.AddEmbeddedMetering();
        builder.Services.AddEmbeddedBackups();
        if (_servers is not null) builder.Services.AddSingleton(_servers);
        else builder.Services.AddEmbeddedGarnet(provider => new GarnetOptions(provider.GetRequiredService<DataFolder>().Subfolder("garnet")));
        builder.Services.AddRedisEngine(builder.Configuration).AddIngestion(builder.Configuration);
        _app = builder.Build();
        _app.MapIngestion();
        await _app.StartAsync();
        Client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()), Timeout = TimeSpan.FromSeconds(30) };
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app!.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        Assert.Empty(Errors.Lines.Where(line => line.Contains("correlation id", StringComparison.Ordinal)));
    }

    public static string NewCustomer() => $"c-{Guid.NewGuid():N}";

    /// <summary>Issues a key.</summary>
    public async Task<string> KeyAsync(string customer, int limit = 1_000_000, string[]? scopes = null, long? expiresAt = null)
    {
        var issued = await AdminAsync(HttpMethod.Post, "/v1/admin/keys", new { customer_id = customer, name = "test", rate_limit = limit, scopes, expires_at = expiresAt });
        return (string)issued["api_key"]!;
    }

    /// <summary>Calls an admin route and expects success.</summary>
    public async Task<JsonNode> AdminAsync(HttpMethod method, string path, object? body = null)
    {
        using var answer = await SendAsync(method, path, body is null ? null : JsonContent.Create(body), ("X-Admin-Key", AdminKey));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>Sends a request as it is.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Posts a body of events.</summary>
    public Task<HttpResponseMessage> PostAsync(string key, string json, string type = "application/json", string path = "/v1/events") =>
        SendAsync(HttpMethod.Post, path, Text(json, type), ("X-API-Key", key));

    /// <summary>Posts a body of events and expects 200.</summary>
    public async Task<JsonNode> AcceptAsync(string key, string json, string type = "application/json")
    {
        using var answer = await PostAsync(key, json, type);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>Events stored and not voided of a customer, counted by the reader.</summary>
    public async Task<long> StoredAsync(string customer)
    {
        var now = TimeProvider.System.GetUtcNow().AddHours(1);
        var slices = await Services.GetRequiredService<IUsageReader>().ReadAsync(
            new(BuiltInMetrics.Events, new CustomerId(customer), [new TimeRange(now.AddDays(-500), now)]), TestContext.Current.CancellationToken);
        return slices.Sum(slice => slice.State.Count);
    }

    public static StringContent Text(string json, string type = "application/json")
    {
        var content = new StringContent(json, Encoding.UTF8);
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
        return content;
    }

    /// <summary>One event as JSON.</summary>
    public static string Event(string id, string customer, string type = "api_request", long? at = null, string properties = """{"endpoint":"/users","bytes":100}""") =>
        $$"""{"transaction_id":"{{id}}","customer_id":"{{customer}}","event_type":"{{type}}","timestamp":{{at ?? Now}},"properties":{{properties}}}""";

    public static string Batch(params string[] events) => $$"""{"events":[{{string.Join(',', events)}}]}""";

    public static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed class ErrorLog : ILoggerProvider, ILogger
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

        public IReadOnlyList<string> Lines => [.. _lines];

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) _lines.Enqueue($"{formatter(state, exception)} {exception}");
        }
    }
}
