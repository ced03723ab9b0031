using Breakwater.Dashboard;
using Breakwater.Engines.Embedded.Garnet;
using Breakwater.Engines.Embedded.Metering;
using Breakwater.Engines.Embedded.Storage;
using Breakwater.Engines.Redis;
using Breakwater.Fraud;
using Breakwater.Metering;
using Breakwater.Metering.Ingest;
using Breakwater.Metering.Model;
using Breakwater.Operations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Breakwater.Tests.Dashboard.Pages;

/// <summary>A page over usage: the real ledger, catalog and commands in a folder of their own. The clock stands at Monday, 2 March 2026, 09:30 UTC.</summary>
public abstract class MeteredPage : PageTests
{
    protected MeteredPage()
    {
        var configuration = new ConfigurationBuilder().Build();
        Services.AddScreens().AddMetering(configuration).AddOperations(configuration);
        Services.AddSingleton(_ => DataFolder.Open(Path.Combine(Folder, "usage"), TimeProvider.System));
        Services.AddEmbeddedMetering();
        Services.AddFraud(new ConfigurationBuilder().Build());
        Services.AddEmbeddedGarnet(_ => new GarnetOptions(Path.Combine(Folder, "garnet")) { LimitsMemory = "64m", ClaimsMemory = "64m" });
        Services.AddRedisEngine(new ConfigurationBuilder().Build());
    }

    /// <summary>Opens the ledger and fills the catalog, as the host does.</summary>
    protected async Task StartAsync()
    {
        foreach (var service in Services.GetServices<IHostedService>().OfType<IHostedLifecycleService>()) await service.StartingAsync(Ct);
        await Services.GetServices<IHostedService>().OfType<SeedCatalog>().Single().StartAsync(Ct);
    }

    /// <summary>Closes the ledger: to the product, an engine that does not answer.</summary>
    protected async Task StopLedgerAsync()
    {
        foreach (var service in Services.GetServices<IHostedService>().OfType<IHostedLifecycleService>()) await service.StoppedAsync(Ct);
    }

    /// <summary>Sends events through the command that the API uses.</summary>
    protected async Task SendAsync(params UsageEvent[] events)
    {
        foreach (var chunk in events.Chunk(10_000))
        {
            var receipt = await Get<AcceptUsage>().RunAsync([.. chunk.Select(one => new UsageCandidate(one, one.TransactionId.Value, null))], "k_test", backfill: true, Ct);
            Assert.Equal(chunk.Length, receipt.Counts.Accepted);
        }
    }

    /// <summary>Waits for what a page will show; long enough for a busy machine.</summary>
    protected static void Eventually(IRenderedComponent<Frame> page, Action assertion) => page.WaitForAssertion(assertion, TimeSpan.FromSeconds(20));

    /// <summary>
    /// Repeats a step of the outside world until a page shows what it leads to. The step runs beside the renderer: time that
    /// is moved on while the page is drawn makes it draw again at once, and answers never get their turn.
    /// </summary>
    protected static async Task EventuallyAsync(IRenderedComponent<Frame> page, Action step, Action assertion)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while (true)
        {
            step();
            await Task.Delay(20, Ct);
            try
            {
                await page.InvokeAsync(assertion);
                return;
            }
            catch (Exception unmet) when (unmet is Xunit.Sdk.XunitException or ElementNotFoundException && !patience.IsCancellationRequested)
            {
                // Not yet.
            }
        }
    }

    /// <summary>Clicks what is shown at that moment; returns when the page has answered the click.</summary>
    protected static Task ClickAsync(IRenderedComponent<Frame> page, Func<AngleSharp.Dom.IElement> find) => page.InvokeAsync(() => find().ClickAsync(new()));

    /// <summary>The text of an element with plain blanks.</summary>
    protected static string Plain(AngleSharp.Dom.IElement element) =>
        string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>An API request; properties that are null are left out.</summary>
    protected UsageEvent Call(string id, string customer = "acme", double hoursAgo = 1, int? bytes = 1_000, string? region = "eu", string type = "api_request", string? note = null)
    {
        var properties = new List<Property>();
        if (bytes is { } size) properties.Add(new("bytes", new(PropertyKind.Number, $"{size}", size)));
        if (region is not null) properties.Add(new("region", new(PropertyKind.Text, region, 0)));
        if (note is not null) properties.Add(new("note", new(PropertyKind.Text, note, 0)));
        var at = Time.GetUtcNow().AddHours(-hoursAgo).ToUnixTimeMilliseconds();
        var json = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new
        {
            transaction_id = id, customer_id = customer, event_type = type, timestamp = at,
            properties = properties.ToDictionary(one => one.Name, one => one.Value.Kind == PropertyKind.Number ? (object)one.Value.Number : one.Value.Text!),
        });
        return new()
        {
            CustomerId = new(customer), TransactionId = new(id), EventType = type, Timestamp = at, Properties = [.. properties], Json = json,
            Content = ContentHash.Of(type, at, [.. properties]),
        };
    }
}
