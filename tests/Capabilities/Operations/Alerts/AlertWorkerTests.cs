using Breakwater.Engines.Embedded.Control;
using Breakwater.Ingestion.Alerts;
using Breakwater.Operations;
using Breakwater.Tests.Alerts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Breakwater.Tests.Operations.Alerts;

/// <summary>The worker as the host runs it: bounded, never held up by one endpoint, gone when it is told to stop.</summary>
public sealed class AlertWorkerTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("breakwater-worker-").FullName;
    private Receiver _receiver = null!;
    private ServiceProvider _services = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private AlertWorker Worker => _services.GetServices<IHostedService>().OfType<AlertWorker>().Single();

    public async ValueTask InitializeAsync()
    {
        _receiver = await Receiver.StartAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Alerts:MaxConcurrent", "3")]).Build();
        _services = new ServiceCollection().AddSingleton(TimeProvider.System).AddLogging().AddEmbeddedControl(_ => new ControlOptions(_folder)).AddOperations(configuration).AddAlertDelivery().BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _receiver.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task No_more_requests_are_under_way_than_the_setting_says_and_one_per_endpoint()
    {
        var (now, most, perEndpoint) = (0, 0, new System.Collections.Concurrent.ConcurrentDictionary<string, int>());
        var twice = false;
        _receiver.Answer = async context =>
        {
            twice |= perEndpoint.AddOrUpdate(context.Request.Path, 1, (_, count) => count + 1) > 1;
            InterlockedMax(ref most, Interlocked.Increment(ref now));
            await Task.Delay(40, context.RequestAborted);
            Interlocked.Decrement(ref now);
            perEndpoint.AddOrUpdate(context.Request.Path, 0, (_, count) => count - 1);
            context.Response.StatusCode = 204;
        };
        for (var i = 0; i < 6; i++) await AddAsync($"e{i}");
        for (var i = 0; i < 4; i++) await RaiseAsync($"gap:{i}");
        await Worker.StartAsync(Ct);
        var requests = await _receiver.WaitAsync(24, TimeSpan.FromSeconds(30), Ct);
        await Worker.StopAsync(Ct);
        Assert.Equal((24, 3, false), (requests.Select(request => (request.Path, request.Id)).Distinct().Count(), most, twice));
        Assert.All(requests.GroupBy(request => request.Path), path => Assert.Equal(4, path.Count()));
    }

    [Fact]
    public async Task A_receiver_that_hangs_holds_nobody_else_up_and_stopping_does_not_wait_for_it()
    {
        _receiver.Answer = context => context.Request.Path == "/hangs" ? Task.Delay(Timeout.Infinite, context.RequestAborted) : Task.CompletedTask;
        await AddAsync("hangs");
        await AddAsync("works");
        for (var i = 0; i < 5; i++) await RaiseAsync($"gap:{i}");
        await Worker.StartAsync(Ct);
        await _receiver.WaitAsync(6, TimeSpan.FromSeconds(10), Ct);
        Assert.Equal(5, _receiver.Requests.Count(request => request.Path == "/works"));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await Worker.StopAsync(Ct);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"Stopping took {clock.Elapsed}.");
        var hanging = (await _services.GetRequiredService<AlertQueries>().DeliveriesAsync(new(State: AlertDeliveryState.Waiting), new(), Ct)).Value;
        Assert.Equal((5, 0), (hanging.Total, hanging.Items.Sum(item => item.Attempts)));
    }

    [Fact]
    public void A_wrong_setting_names_its_key()
    {
        var services = new ServiceCollection().AddOperations(new ConfigurationBuilder().AddInMemoryCollection([new("Alerts:MaxConcurrent", "0")]).Build()).BuildServiceProvider();
        Assert.Contains("Alerts:MaxConcurrent", Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<AlertOptions>>().Value).Message, StringComparison.Ordinal);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = target; value > seen; seen = target)
        {
            if (Interlocked.CompareExchange(ref target, value, seen) == seen) return;
        }
    }

    private async Task AddAsync(string path) =>
        Assert.True((await _services.GetRequiredService<AddAlertEndpoint>().RunAsync(Actor.System, new(new Uri(_receiver.Url, path).ToString(), path), "Test", Ct)).IsOk);

    private Task RaiseAsync(string key) => _services.GetRequiredService<INotifications>().RaiseAsync(new(key, Severity.Warning, "t", "b", "/", TimeProvider.System.GetUtcNow()), Ct);
}
