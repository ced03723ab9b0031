using Breakwater.Access;
using Breakwater.Engines.Embedded.Storage;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Breakwater.Host;

/// <summary>Says where the product answers, after everything else has started.</summary>
internal sealed class Announcement(IServer server, IHostApplicationLifetime lifetime, DataFolder data, IOptions<AccessOptions> access) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() =>
        {
            var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
            data.Announce(addresses.FirstOrDefault());
            Console.WriteLine($"Store: {data.Root}");
            if (access.Value.AdminKeyPath is { } path) Console.WriteLine($"Admin key: in {path}, readable by its owner only");
            Console.WriteLine($"Breakwater is ready at {string.Join(" and ", addresses)}");
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
