using Breakwater.Dashboard.Layout;
using Breakwater.Operations.Read;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.Dashboard.Pages.Operations;

/// <summary>The number beside Operations in the rail: conditions that are open. None where this process keeps no notifications.</summary>
internal sealed class OpenNotifications(IServiceProvider services) : INavBadge
{
    public string Href => "/operations";

    public async ValueTask<int> CountAsync(CancellationToken ct) =>
        services.GetService<NotificationQueries>() is { } queries && await queries.OpenAsync(ct) is { IsOk: true } open ? open.Value : 0;
}
