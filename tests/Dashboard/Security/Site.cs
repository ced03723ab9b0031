using System.Net;
using System.Text.RegularExpressions;
using Breakwater.Dashboard;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Breakwater.Tests.Dashboard.Security;

/// <summary>The dashboard alone on a real server, with one machine route and one that fails.</summary>
public sealed class Site : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Site(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public static async Task<Site> StartAsync(CancellationToken ct, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production", ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(settings.Append(("urls", "http://127.0.0.1:0")).DistinctBy(pair => pair.Item1)
            .Select(pair => KeyValuePair.Create<string, string?>(pair.Item1, pair.Item2)));
        builder.WebHost.UseStaticWebAssets();
        builder.Logging.ClearProviders();
        builder.Services.AddDashboard(builder.Configuration);
        var app = builder.Build();
        app.MapDashboard();
        app.MapGet("/v1/ping", () => "pong");
        app.MapGet("/boom", (HttpContext _) => { throw new InvalidOperationException("secret"); });
        var site = new Site(app);
        try
        {
            await app.StartAsync(ct);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return site;
    }

    /// <summary>A browser with a jar for cookies that follows nothing by itself.</summary>
    public HttpClient Browser()
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = Address };
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        return client;
    }

    public static async Task<HttpResponseMessage> SignInAsync(HttpClient browser, string user, string returnUrl, CancellationToken ct)
    {
        var page = await browser.GetStringAsync(new Uri($"/sign-in?ReturnUrl={Uri.EscapeDataString(returnUrl)}", UriKind.Relative), ct);
        return await PostAsync(browser, "/session/start", page, ct, ("user", user), ("returnUrl", WebUtility.HtmlDecode(Value(page, "returnUrl"))));
    }

    public static Task<HttpResponseMessage> PostAsync(HttpClient browser, string path, string page, CancellationToken ct, params (string Name, string Value)[] fields) =>
        browser.PostAsync(new Uri(path, UriKind.Relative), new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", Value(page, "__RequestVerificationToken")))
            .Select(field => KeyValuePair.Create(field.Item1, field.Item2))), ct);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static string Value(string page, string name) => Regex.Match(page, $"name=\"{name}\" value=\"([^\"]*)\"").Groups[1].Value;
}
