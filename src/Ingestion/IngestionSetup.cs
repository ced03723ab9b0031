using Breakwater.Ingestion.Alerts;
using Breakwater.Ingestion.Http;
using Breakwater.Ingestion.Jobs;
using Breakwater.Ingestion.OpenApi;
using Breakwater.Operations.Ports;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Breakwater.Ingestion;

/// <summary>Registers and maps the HTTP API.</summary>
public static class IngestionSetup
{
    /// <summary>Adds the API. It needs the capabilities Access, Metering, Fraud and Operations.</summary>
    public static IServiceCollection AddIngestion(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<IngestionOptions>().Bind(configuration.GetSection("Ingestion")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<IngestionOptions>, IngestionOptionsValidator>();
        services.AddSingleton<OutageLog>();
        services.AddSingleton<RequestBody>();
        services.AddSingleton<Gate>();
        services.AddSingleton<EventEndpoints>();
        services.AddSingleton<UsageEndpoints>();
        services.AddSingleton<KeyEndpoints>();
        services.AddSingleton<MetricEndpoints>();
        services.AddSingleton<CaseActions>();
        services.AddSingleton<CaseEndpoints>();
        services.AddSingleton<OperationsEndpoints>();
        services.AddSingleton<BackupEndpoints>();
        services.AddSingleton<ImportEndpoints>();
        services.AddSingleton<FraudEndpoints>();
        services.AddSingleton<AlertEndpoints>();
        services.AddScheduledJobs(configuration);
        services.AddAlertDelivery();
        return services;
    }

    /// <summary>Maps every route of the API.</summary>
    public static WebApplication MapIngestion(this WebApplication app)
    {
        app.UseUnknownRoutes();
        app.MapApi<EventEndpoints>("POST", "/v1/events", static (handler, context) => handler.PostAsync(context));
        app.MapApi<EventEndpoints>("POST", "/v1/events/backfill", static (handler, context) => handler.BackfillAsync(context));
        app.MapApi<UsageEndpoints>("GET", "/v1/usage", static (handler, context) => handler.UsageAsync(context));
        app.MapApi<UsageEndpoints>("GET", "/v1/metrics", static (handler, context) => handler.MetricsAsync(context));
        app.MapApi<UsageEndpoints>("GET", "/v1/events/{transaction_id}", static (handler, context) => handler.FindAsync(context));
        app.MapApi<UsageEndpoints>("POST", "/v1/events/{transaction_id}/void", static (handler, context) => handler.VoidAsync(context));
        app.MapApi<KeyEndpoints>("POST", "/v1/admin/keys", static (handler, context) => handler.IssueAsync(context));
        app.MapApi<KeyEndpoints>("GET", "/v1/admin/keys", static (handler, context) => handler.ListAsync(context));
        app.MapApi<KeyEndpoints>("POST", "/v1/admin/keys/revoke", static (handler, context) => handler.RevokeAsync(context));
        app.MapApi<KeyEndpoints>("POST", "/v1/admin/keys/suspend", static (handler, context) => handler.SuspendAsync(context));
        app.MapApi<KeyEndpoints>("POST", "/v1/admin/keys/resume", static (handler, context) => handler.ResumeAsync(context));
        app.MapApi<KeyEndpoints>("POST", "/v1/admin/keys/rotate", static (handler, context) => handler.RotateAsync(context));
        app.MapApi<KeyEndpoints>("POST", "/v1/admin/keys/limit", static (handler, context) => handler.LimitAsync(context));
        app.MapApi<KeyEndpoints>("POST", "/v1/admin/customers/limit", static (handler, context) => handler.CustomerLimitAsync(context));
        app.MapApi<MetricEndpoints>("GET", "/v1/admin/metrics", static (handler, context) => handler.ListAsync(context));
        app.MapApi<MetricEndpoints>("POST", "/v1/admin/metrics", static (handler, context) => handler.AddAsync(context));
        app.MapApi<MetricEndpoints>("PUT", "/v1/admin/metrics/{code}", static (handler, context) => handler.ChangeAsync(context));
        app.MapApi<CaseEndpoints>("GET", "/v1/admin/fraud/cases", static (handler, context) => handler.ListAsync(context));
        app.MapApi<CaseEndpoints>("GET", "/v1/admin/fraud/cases/{id}", static (handler, context) => handler.GetAsync(context));
        app.MapApi<CaseEndpoints>("POST", "/v1/admin/fraud/cases/{id}/{action}", static (handler, context) => handler.ActAsync(context));
        app.MapApi<OperationsEndpoints>("GET", "/health", static (_, context) => OperationsEndpoints.HealthAsync(context));
        app.MapApi<OperationsEndpoints>("GET", "/health/ready", static (handler, context) => handler.ReadyAsync(context));
        app.MapApi<OperationsEndpoints>("GET", "/v1/admin/status", static (handler, context) => handler.StatusAsync(context));
        app.MapApi<OperationsEndpoints>("GET", "/v1/admin/verify", static (handler, context) => handler.VerifyAsync(context));
        app.MapApi<OperationsEndpoints>("GET", "/v1/admin/audit", static (handler, context) => handler.AuditAsync(context));
        app.MapApi<OperationsEndpoints>("GET", "/v1/admin/audit/verify", static (handler, context) => handler.VerifyAuditAsync(context));
        app.MapAlerts();
        app.MapApi<ImportEndpoints>("GET", "/v1/admin/imports", static (handler, context) => handler.ListAsync(context));
        app.MapApi<ImportEndpoints>("GET", "/v1/admin/imports/{id}", static (handler, context) => handler.GetAsync(context));
        app.MapApi<ImportEndpoints>("PUT", "/v1/admin/imports/{id}", static (handler, context) => handler.PutAsync(context));
        app.MapApi<FraudEndpoints>("GET", "/v1/anomalies/check", static (handler, context) => handler.AnomalyAsync(context));
        app.MapApi<FraudEndpoints>("GET", "/v1/fraud/check", static (handler, context) => handler.CheckAsync(context));
        app.MapApi<FraudEndpoints>("POST", "/v1/fraud/baselines/build", static (handler, context) => handler.BuildAsync(context));
        app.MapApi<FraudEndpoints>("GET", "/v1/dashboard/data", static (handler, context) => handler.DashboardAsync(context));
        app.MapApi<FraudEndpoints>("POST", "/v1/admin/fraud/score", static (handler, context) => handler.ScoreAsync(context));
        app.MapApi<FraudEndpoints>("GET", "/v1/admin/fraud/thresholds", static (handler, context) => handler.BacktestAsync(context));
        app.MapApi<FraudEndpoints>("PUT", "/v1/admin/fraud/thresholds", static (handler, context) => handler.SetThresholdsAsync(context));
        app.MapApi<FraudEndpoints>("PUT", "/v1/admin/customers/{customer_id}/timezone", static (handler, context) => handler.SetZoneAsync(context));
        if (app.Services.GetRequiredService<IServiceProviderIsService>().IsService(typeof(IBackups)))
        {
            app.MapApi<BackupEndpoints>("GET", "/v1/admin/backups", static (handler, context) => handler.ListAsync(context));
            app.MapApi<BackupEndpoints>("POST", "/v1/admin/backups", static (handler, context) => handler.CreateAsync(context));
        }

        app.MapApiDescription();
        return app;
    }

    private static void MapAlerts(this WebApplication app)
    {
        app.MapApi<AlertEndpoints>("GET", "/v1/admin/alerts/endpoints", static (handler, context) => handler.ListAsync(context));
        app.MapApi<AlertEndpoints>("POST", "/v1/admin/alerts/endpoints", static (handler, context) => handler.AddAsync(context));
        app.MapApi<AlertEndpoints>("PUT", "/v1/admin/alerts/endpoints/{id}", static (handler, context) => handler.ChangeAsync(context));
        app.MapApi<AlertEndpoints>("DELETE", "/v1/admin/alerts/endpoints/{id}", static (handler, context) => handler.RemoveAsync(context));
        app.MapApi<AlertEndpoints>("POST", "/v1/admin/alerts/endpoints/{id}/rotate", static (handler, context) => handler.RotateAsync(context));
        app.MapApi<AlertEndpoints>("POST", "/v1/admin/alerts/endpoints/{id}/test", static (handler, context) => handler.TestAsync(context));
        app.MapApi<AlertEndpoints>("GET", "/v1/admin/alerts/deliveries", static (handler, context) => handler.DeliveriesAsync(context));
        app.MapApi<AlertEndpoints>("GET", "/v1/admin/alerts/deliveries/{id}", static (handler, context) => handler.DeliveryAsync(context));
        app.MapApi<AlertEndpoints>("POST", "/v1/admin/alerts/deliveries/{id}/redeliver", static (handler, context) => handler.RedeliverAsync(context));
    }
}
