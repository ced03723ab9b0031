using Breakwater.Dashboard.Layout;
using Breakwater.Dashboard.Security;
using Breakwater.Fraud.Read;
using Breakwater.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.Dashboard.Pages.FraudRisk;

/// <summary>The number beside Fraud in the rail: open cases. None where this process keeps no cases.</summary>
internal sealed class OpenCases(IServiceProvider services) : INavBadge
{
    public string Href => "/fraud";

    // The rail is drawn for people who are signed in, all of whom may read; it counts without asking again who they are.
    public async ValueTask<int> CountAsync(CancellationToken ct) =>
        services.GetService<CaseQueries>() is { } queries && await queries.CountAsync(Actor.System, ct) is { IsOk: true } counts ? counts.Value.Open : 0;
}
