using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Breakwater.Host;

/// <summary>Says where the product answers, after everything else has started.</summary>
internal sealed class Announcement(IServer server, IHostApplicationLifetime lifetime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() =>
            Console.WriteLine($"Breakwater is ready at {string.Join(" and ", server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])}"));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
