using Breakwater.Operations;
using Breakwater.Operations.Ingest;
using Breakwater.Operations.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Breakwater.Ingestion.Alerts;

/// <summary>Registers the sending of alerts.</summary>
public static class AlertRegistration
{
    /// <summary>Adds the sender and its worker. It needs the capability Operations and its engine.</summary>
    public static IServiceCollection AddAlertDelivery(this IServiceCollection services)
    {
        services.AddSingleton<IAlertSender>(provider => new HttpAlertSender(provider.GetRequiredService<IOptions<AlertOptions>>().Value.Reach, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<DeliverAlerts>();
        return services.AddHostedService<AlertWorker>();
    }
}
