using Breakwater.Dashboard.Components.Usage;
using Breakwater.Dashboard.Layout;
using Breakwater.Dashboard.Pages.FraudRisk;
using Breakwater.Dashboard.Pages.Operations;
using Breakwater.Dashboard.Pages.Overview;
using Breakwater.Dashboard.Security;
using Breakwater.Dashboard.State;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using MudBlazor;
using MudBlazor.Services;

namespace Breakwater.Dashboard;

/// <summary>The only registration of the dashboard.</summary>
public static class DashboardCapability
{
    /// <summary>Paths that machines call: they give their own errors and ask for their own keys.</summary>
    private static readonly string[] MachinePaths = ["/v1", "/health", "/openapi", "/docs", "/_blazor", "/_framework", "/_content", "/session"];

    /// <summary>Registers pages, components, sign-in and what they need. The host adds <c>WebHost.UseStaticWebAssets()</c>, so that an unpublished build serves its files in every environment.</summary>
    public static IServiceCollection AddDashboard(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddLoopbackGate(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddRazorComponents().AddInteractiveServerComponents();
        AddSignIn(services, configuration);
        return services.AddScreens();
    }

    /// <summary>Registers what pages and components are made of, without the server around them.</summary>
    public static IServiceCollection AddScreens(this IServiceCollection services)
    {
        services.AddMudServices(options => options.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomRight);
        services.AddSingleton<SharedLoads>();
        services.AddScoped<LiveUpdates>();
        services.AddScoped<ViewSettings>();
        services.AddScoped<Announcer>();
        services.AddScoped<Browser>();
        services.AddScoped<ISearchSource, PageSearch>();
        services.AddScoped<ISearchSource, CustomerSearch>();
        services.AddScoped<ISearchSource, MetricSearch>();
        services.AddScoped<ISearchSource, KeySearch>();
        services.AddScoped<ISearchSource, CaseSearch>();
        services.AddScoped<ISearchSource, EventSearch>();
        foreach (var item in Pages()) services.AddSingleton(item);
        services.AddSingleton<ILiveSource, UsageLive>();
        services.AddSingleton<ILiveSource, ClockLive>();
        services.AddSingleton<HistoryReads>();
        services.AddSingleton<UsageRisk>();
        services.AddSingleton<CircuitCount>();
        services.AddSingleton<CircuitHandler>(provider => provider.GetRequiredService<CircuitCount>());
        services.AddSingleton<INavBadge, OpenNotifications>();
        services.AddSingleton<INavBadge, OpenCases>();
        services.AddOverview();
        return services;
    }

    /// <summary>Maps pages, files and sign-in, behind the gate of local mode and the security headers.</summary>
    public static WebApplication MapDashboard(this WebApplication app)
    {
        var mode = app.Services.GetRequiredService<IdentityMode>();
        app.UseLoopbackGate(mode);
        app.UseSecurityHeaders();
        app.UseOwnOrigin();
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.Use((context, next) =>
        {
            // Machines get their own errors, not our pages.
            if (!IsPage(context) && context.Features.Get<IStatusCodePagesFeature>() is { } pages) pages.Enabled = false;
            return next(context);
        });
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapStaticAssets().ExcludeFromDescription();
        app.MapSessions(mode);
        app.MapRazorComponents<App>()
            // The policy above names frame-ancestors already; two headers would both apply, and the wider one says 'self'.
            .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null)
            .RequireAuthorization()
            .ExcludeFromDescription();
        return app;
    }

    private static void AddSignIn(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SignInOptions>().BindConfiguration("SignIn").ValidateOnStart();
        services.AddSingleton<IValidateOptions<SignInOptions>, IdentityValidator>();
        services.AddSingleton<Sessions>();
        services.AddSignInKeys(configuration);
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "bw-form";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.SuppressXFrameOptionsHeader = true; // SecurityHeaders says DENY for everything
        });
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        services.AddOptions<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme)
            .Configure<IOptions<SignInOptions>, Sessions>((cookie, options, sessions) =>
            {
                cookie.Cookie.Name = "bw-session";
                cookie.Cookie.HttpOnly = true;
                cookie.Cookie.SameSite = SameSiteMode.Strict;
                cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                cookie.ExpireTimeSpan = options.Value.Lifetime;
                cookie.SlidingExpiration = false;
                cookie.LoginPath = SessionEndpoints.SignInPath;
                cookie.AccessDeniedPath = "/denied";
                cookie.Events.OnValidatePrincipal = context =>
                {
                    if (context.Principal is null || !sessions.IsOpen(context.Principal)) context.RejectPrincipal();
                    return Task.CompletedTask;
                };
            });
        services.AddAuthorizationBuilder();
        services.Configure<Microsoft.AspNetCore.Authorization.AuthorizationOptions>(Policies.Add);
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, SessionStateProvider>();
        services.AddScoped<ICurrentActor, CurrentActor>();
    }

    private static bool IsPage(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        && !MachinePaths.Any(path => context.Request.Path.StartsWithSegments(path))
        && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<NavItem> Pages() =>
    [
        new("", "Overview", "/", Icons.Material.Outlined.SpaceDashboard, 'o', 0),
        new("Metering", "Usage", "/usage", Icons.Material.Outlined.BarChart, 'u', 100),
        new("Metering", "Catalog", "/catalog", Icons.Material.Outlined.Category, 'c', 110),
        new("Access", "Keys", "/keys", Icons.Material.Outlined.VpnKey, 'k', 200),
        new("Fraud", "Triage", "/fraud", Icons.Material.Outlined.GppMaybe, 'f', 150),
        new("Fraud", "Detection", "/fraud/detection", Icons.Material.Outlined.Radar, 'd', 160),
        new("Running it", "Operations", "/operations", Icons.Material.Outlined.MonitorHeart, 'p', 900),
        new("Running it", "Alerts", "/alerts", Icons.Material.Outlined.NotificationsActive, 'l', 905),
        new("Running it", "Audit", "/audit", Icons.Material.Outlined.FactCheck, 'a', 910),
    ];
}
