using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Breakwater.Access;

/// <summary>Says at the start where the admin key of local mode is; the key itself is never printed.</summary>
internal sealed class AdminKeyNotice(IOptions<AccessOptions> options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.AdminKeyPath is { } path) Console.WriteLine($"The admin key is in {path}");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
