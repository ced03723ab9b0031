using Breakwater.Dashboard.Layout;
using Breakwater.Dashboard.Security;
using Breakwater.Fraud.Read;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.Dashboard.Pages.Fraud;

/// <summary>The number beside Triage in the rail: open cases. None where this process keeps no cases.</summary>
internal sealed class OpenCases(IServiceProvider services, ICurrentActor current) : INavBadge
{
    public string Href => "/fraud";

    public async ValueTask<int> CountAsync(CancellationToken ct) =>
        services.GetService<CaseQueries>() is { } queries && await queries.CountAsync(await current.GetAsync(), ct) is { IsOk: true } counts ? counts.Value.Open : 0;
}
