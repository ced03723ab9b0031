using Breakwater.Access;
using Breakwater.Ingestion.Client;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Breakwater.Ingestion.Demo;

/// <summary>Runs the demonstration inside the host, over the host's own HTTP routes; the host is ready before it begins.</summary>
internal sealed class DemoTraffic(
    IServer server, IHostApplicationLifetime lifetime, IConfiguration configuration, IOptions<DemoOptions> options, TimeProvider clock,
    ILogger<DemoTraffic> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using (lifetime.ApplicationStarted.Register(started.SetResult)) await started.Task.WaitAsync(stoppingToken);
            await RunUntilStoppedAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Ctrl-C: whatever was acknowledged is stored, the next start goes on from there.
        }
    }

    private async Task RunUntilStoppedAsync(CancellationToken ct)
    {
        var folder = options.Value.DataFolder;
        var adminKey = configuration["Admin:ApiKey"] is { Length: > 0 } configured ? configured : AdminKeyFile.Ensure(folder).Key;
        using var http = new HttpClient { BaseAddress = OwnAddress() };
        var api = new ApiClient(http, adminKey, clock);
        var reported = "";
        while (true)
        {
            try
            {
                await RunOnceAsync(api, new CustomerKeyFile(Path.Combine(folder, CustomerKeyFile.Name)), ct);
            }
            catch (Exception cause) when (cause is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                // The demonstration is a guest: whatever it meets, the host goes on, and one line a reason is enough.
                if (reported != cause.Message) log.LogWarning("The demonstration pauses: {Reason} It tries again every {Seconds} s; nothing is lost.", cause.Message, Pause.TotalSeconds);
                reported = cause.Message;
                await Task.Delay(Pause, clock, ct);
            }
        }
    }

    private async Task RunOnceAsync(ApiClient api, CustomerKeyFile file, CancellationToken ct)
    {
        var history = new DemoHistory(api, clock);
        var filled = await history.FillAsync(options.Value.Days, progress: null, ct);
        log.LogDebug("Demonstration: {Accepted} events of history in {Elapsed}.", filled.Accepted, filled.Elapsed);
        var fraud = new DemoFraud(api, clock);
        foreach (var victim in DemoVictim.All) await fraud.FillAsync(victim, DemoFraud.Days, ct);
        await api.PostAsync<System.Text.Json.JsonElement>("v1/admin/fraud/score", new { }, ct);
        var keys = new DemoKeys(api, file);
        var live = new DemoLive(api, await keys.EnsureAsync(ct), new DemoStory(filled.Anchor), new DemoPace(options.Value.LiveEventsPerSecond), clock);
        await live.RunAsync(keys.IssueAsync, (until, stop) => history.RememberAsync(filled.Anchor, until, stop), ct);
    }

    private Uri OwnAddress()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()!.Addresses;
        var address = addresses.FirstOrDefault(candidate => candidate.StartsWith("http:", StringComparison.OrdinalIgnoreCase)) ?? addresses.First();
        return new UriBuilder(address.Replace("://+", "://127.0.0.1", StringComparison.Ordinal).Replace("://*", "://127.0.0.1", StringComparison.Ordinal)
            .Replace("://0.0.0.0", "://127.0.0.1", StringComparison.Ordinal).Replace("://[::]", "://[::1]", StringComparison.Ordinal)) { Path = "/" }.Uri;
    }
}
