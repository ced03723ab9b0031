using Breakwater.Access;
using Breakwater.Engines.Embedded.Control;
using Breakwater.Fraud;
using Breakwater.Fraud.Ingest;
using Breakwater.Tests.Contracts.Fraud;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.Tests.Cli.EndToEnd;

/// <summary>A case in a store, as scoring would open it; a host may have the store open at the same time.</summary>
internal static class StoredCase
{
    public static async Task<string> OpenAsync(string data)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Admin:ApiKey", "an-admin-key-for-tests")]).Build();
        await using var services = new ServiceCollection().AddLogging().AddEmbeddedControl(_ => new ControlOptions(data)).AddAccess(configuration).AddFraud(configuration).BuildServiceProvider();
        var opened = await services.GetRequiredService<RecordFindings>().RunAsync([SomeCases.Of($"customer-{Guid.NewGuid():N}", SomeCases.Finding())], TestContext.Current.CancellationToken);
        return Assert.Single(opened.Value).Value;
    }
}
