using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Breakwater.Tests.Dashboard.Security;

public sealed class SignInTests : IAsyncLifetime
{
    private Site _site = default!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _site = await Site.StartAsync(Ct);

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Theory]
    [InlineData("/")]
    [InlineData("/keys")]
    [InlineData("/audit?actor=local%3Aadmin")]
    public async Task Pages_ask_for_a_sign_in_and_come_back(string path)
    {
        using var browser = _site.Browser();
        using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal($"/sign-in?ReturnUrl={Uri.EscapeDataString(path)}", answer.Headers.Location!.PathAndQuery);
    }

    [Theory]
    [InlineData("/_blazor/negotiate?negotiateVersion=1", "POST")]
    [InlineData("/_blazor", "GET")]
    public async Task Circuits_ask_for_a_sign_in_too(string path, string method)
    {
        using var browser = _site.Browser();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await browser.SendAsync(request, Ct);
        Assert.True(answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Redirect, $"{answer.StatusCode}");
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/denied")]
    [InlineData("/css/tokens.css")]
    [InlineData("/vendor/apexcharts/apexcharts.esm.js")]
    [InlineData("/vendor/inter/inter-latin-wght-normal.woff2")]
    [InlineData("/_content/MudBlazor/MudBlazor.min.css")]
    [InlineData("/v1/ping")]
    public async Task What_needs_no_sign_in_is_served_with_content(string path)
    {
        using var browser = _site.Browser();
        using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotEmpty(await answer.Content.ReadAsByteArrayAsync(Ct));
    }

    [Fact]
    public async Task Five_users_are_offered_and_each_can_sign_in()
    {
        Assert.Equal(Enum.GetValues<Role>().Order(), LocalUsers.All.Select(user => user.Role).Order());
        foreach (var user in LocalUsers.All)
        {
            using var browser = _site.Browser();
            using var answer = await Site.SignInAsync(browser, user.Id, "/audit", Ct);
            Assert.Equal((HttpStatusCode.Redirect, "/audit"), (answer.StatusCode, answer.Headers.Location!.ToString()));
            var cookie = answer.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("bw-session=", StringComparison.Ordinal));
            Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(new Uri("/", UriKind.Relative), Ct)).StatusCode);
        }
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/sign-in?ReturnUrl=/sign-in")]
    [InlineData("/session/end")]
    [InlineData("")]
    public async Task A_sign_in_never_leads_elsewhere(string returnUrl)
    {
        using var browser = _site.Browser();
        using var answer = await Site.SignInAsync(browser, "local:analyst", returnUrl, Ct);
        Assert.Equal("/", answer.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Unknown_users_and_forms_without_their_token_are_refused()
    {
        using var browser = _site.Browser();
        using var unknown = await Site.SignInAsync(browser, "local:root", "/", Ct);
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        using var form = new FormUrlEncodedContent([new("user", "local:admin"), new("returnUrl", "/")]);
        using var forged = await browser.PostAsync(new Uri("/session/start", UriKind.Relative), form, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        Assert.DoesNotContain(forged.Headers, header => header.Key == "Set-Cookie" && header.Value.Any(value => value.StartsWith("bw-session=", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Signing_out_ends_the_session_also_for_a_copied_cookie()
    {
        using var browser = _site.Browser();
        using var signedIn = await Site.SignInAsync(browser, "local:admin", "/", Ct);
        var copied = signedIn.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("bw-session=", StringComparison.Ordinal)).Split(';')[0];
        var page = await browser.GetStringAsync(new Uri("/", UriKind.Relative), Ct);
        using var forged = await browser.PostAsync(new Uri("/session/end", UriKind.Relative), new FormUrlEncodedContent([new("reason", "x")]), Ct);
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(copied));
        using var ended = await Site.PostAsync(browser, "/session/end", page, Ct, ("reason", "menu"));
        Assert.Equal("/sign-in", ended.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(copied));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync(new Uri("/", UriKind.Relative), Ct)).StatusCode);

        async Task<HttpStatusCode> StatusAsync(string cookie)
        {
            using var other = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = _site.Address };
            other.DefaultRequestHeaders.Add("Cookie", cookie);
            return (await other.GetAsync(new Uri("/", UriKind.Relative), Ct)).StatusCode;
        }
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/v1/ping")]
    [InlineData("/css/tokens.css")]
    public async Task Foreign_host_names_are_refused_everywhere(string path)
    {
        using var browser = _site.Browser();
        foreach (var host in new[] { "evil.example", "evil.example:5080", "127.0.0.1.evil.example", "10.0.0.7" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };
            using var answer = await browser.SendAsync(request, Ct);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.StartsWith("Breakwater runs in local mode", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        }

        using var proxied = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "X-Forwarded-For", "203.0.113.9" } } };
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.SendAsync(proxied, Ct)).StatusCode);
        using var local = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = $"localhost:{_site.Address.Port}" } };
        Assert.Equal(HttpStatusCode.OK, (await browser.SendAsync(local, Ct)).StatusCode);
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/nothing-here")]
    [InlineData("/boom")]
    [InlineData("/v1/ping")]
    public async Task Every_answer_carries_the_security_headers_once(string path)
    {
        using var browser = _site.Browser();
        using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative), Ct);
        Assert.Equal(SecurityHeaders.ContentPolicy, Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
    }

    [Fact]
    public void The_policy_allows_no_script_but_files_of_ours() =>
        Assert.Contains("script-src 'self';", SecurityHeaders.ContentPolicy, StringComparison.Ordinal);

    [Fact]
    public async Task People_get_a_page_for_what_is_not_there_and_machines_do_not()
    {
        using var browser = _site.Browser();
        using var page = await browser.GetAsync(new Uri("/nothing-here", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.Contains("There is no such page", await page.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        using var machine = await browser.GetAsync(new Uri("/v1/nothing-here", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.NotFound, machine.StatusCode);
        Assert.Empty(await machine.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task A_fault_shows_an_id_and_never_its_text()
    {
        using var browser = _site.Browser();
        using var answer = await browser.GetAsync(new Uri("/boom", UriKind.Relative), Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains("This page could not be made", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperationException", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_theme_cookie_is_right_from_the_first_byte()
    {
        using var browser = _site.Browser();
        browser.DefaultRequestHeaders.Add("Cookie", "bw-theme=dark");
        browser.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        Assert.Contains("data-theme=\"dark\"", await browser.GetStringAsync(new Uri("/sign-in", UriKind.Relative), Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Authentication:Entra:ClientId")]
    [InlineData("Authentication:Oidc:Authority")]
    public async Task A_provider_that_cannot_be_used_stops_the_start_and_is_named(string key)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => Site.StartAsync(Ct, (key, "x")));
        Assert.Contains(key[..key.LastIndexOf(':')], error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    public async Task An_address_that_others_reach_stops_the_start(string urls)
    {
        if (!Socket.OSSupportsIPv4) return;
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Site.StartAsync(Ct, ("urls", urls)));
        Assert.Contains("local mode refuses to run on", error.Message, StringComparison.Ordinal);
    }
}
