using Breakwater.Ingestion.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Breakwater.Ingestion;

/// <summary>Registers and maps the HTTP API.</summary>
public static class IngestionSetup
{
    /// <summary>Adds the API. It needs the capabilities Access, Metering and Operations.</summary>
    public static IServiceCollection AddIngestion(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<IngestionOptions>().Bind(configuration.GetSection("Ingestion")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<IngestionOptions>, IngestionOptionsValidator>();
        services.AddSingleton<RequestBody>();
        services.AddSingleton<Gate>();
        services.AddSingleton<EventEndpoints>();
        services.AddSingleton<KeyEndpoints>();
        services.AddSingleton<ImportEndpoints>();
        return services;
    }

    /// <summary>Maps every route of the API.</summary>
    public static WebApplication MapIngestion(this WebApplication app)
    {
        app.MapApi<EventEndpoints>("POST", "/v1/events", static (handler, context) => handler.PostAsync(context));
        app.MapApi<EventEndpoints>("POST", "/v1/events/backfill", static (handler, context) => handler.BackfillAsync(context));
        app.MapApi<KeyEndpoints>("POST", "/v1/admin/keys", static (handler, context) => handler.IssueAsync(context));
        app.MapApi<KeyEndpoints>("GET", "/v1/admin/keys", static (handler, context) => handler.ListAsync(context));
        app.MapApi<KeyEndpoints>("POST", "/v1/admin/keys/revoke", static (handler, context) => handler.RevokeAsync(context));
        app.MapApi<KeyEndpoints>("POST", "/v1/admin/keys/rotate", static (handler, context) => handler.RotateAsync(context));
        app.MapApi<KeyEndpoints>("POST", "/v1/admin/keys/limit", static (handler, context) => handler.LimitAsync(context));
        app.MapApi<KeyEndpoints>("POST", "/v1/admin/customers/limit", static (handler, context) => handler.CustomerLimitAsync(context));
        app.MapApi<ImportEndpoints>("GET", "/v1/admin/imports", static (handler, context) => handler.ListAsync(context));
        app.MapApi<ImportEndpoints>("GET", "/v1/admin/imports/{id}", static (handler, context) => handler.GetAsync(context));
        app.MapApi<ImportEndpoints>("PUT", "/v1/admin/imports/{id}", static (handler, context) => handler.PutAsync(context));
        return app;
    }
}
