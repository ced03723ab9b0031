using System.Diagnostics;
using System.Text.Json;

namespace Breakwater.Tests.EndToEnd;

/// <summary>Starts, refusals to start, stops: the host as an operator meets it.</summary>
public sealed class StartTests
{
    [Theory]
    [InlineData("--rolle", "all", "--rolle")]
    [InlineData("--role", "everything", "--role")]
    [InlineData("--data", "", "--data")]
    public async Task A_wrong_option_is_named(string option, string value, string named)
    {
        var (code, output) = await WrongSettingsTests.RunAsync([option, value]);
        Assert.Equal(2, code);
        Assert.Contains(named, output, StringComparison.Ordinal);
        Assert.Contains("Usage:", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_said_in_words()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        var (code, output) = await WrongSettingsTests.RunAsync(["--urls", $"http://127.0.0.1:{port}"]);
        WrongSettingsTests.AssertRefusedInWords(code, output, $"{port}");
    }

    [Theory]
    [InlineData("http://0.0.0.0:0", "all")]
    [InlineData("http://*:0", "dashboard")]
    [InlineData("http://0.0.0.0:0", "ingestion")]
    public async Task Local_mode_refuses_other_addresses(string url, string role)
    {
        var (code, output) = await WrongSettingsTests.RunAsync(["--urls", url, "--role", role]);
        Assert.NotEqual(0, code);
        Assert.Contains("urls:", output, StringComparison.Ordinal);
        Assert.DoesNotContain("is ready", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_demonstration_the_store_starts_empty_and_stops_cleanly_and_keeps_its_data()
    {
        var ct = TestContext.Current.CancellationToken;
        var data = Directory.CreateTempSubdirectory("breakwater-start-").FullName;
        try
        {
            string key;
            await using (var first = await HostProcess.StartAsync(data, ct: ct))
            {
                using var api = new Api(first.Address, first.AdminKey);
                key = await api.IssueKeyAsync("acme", 100, ct);
                await api.SendSurelyAsync(key, "acme", [("t1", 5), ("t2", 7), ("t1", 5)], ct);
                Assert.Equal(2, await api.UsageAsync(key, "acme", "api_calls", ct));
                Assert.Equal(0, await first.InterruptAsync(ct));
            }

            Assert.False(!OperatingSystem.IsWindows() && (File.GetUnixFileMode(Path.Combine(data, "admin.key")) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != 0, "The admin key is readable by others.");
            await using var second = await HostProcess.StartAsync(data, ["--role", "ingestion"], ct: ct);
            using var again = new Api(second.Address, second.AdminKey);
            Assert.Equal(2, await again.UsageAsync(key, "acme", "api_calls", ct));
            Assert.Equal(12, await again.UsageAsync(key, "acme", "bandwidth", ct));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task A_restart_signs_nobody_out()
    {
        var ct = TestContext.Current.CancellationToken;
        var data = Directory.CreateTempSubdirectory("breakwater-start-").FullName;
        try
        {
            using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
            var port = HostProcess.FreePort();
            await using (var first = await HostProcess.StartAsync(data, port: port, ct: ct))
            {
                var address = first.Address;
                var form = await browser.GetStringAsync(new Uri(address, "/sign-in"), ct);
                var token = System.Text.RegularExpressions.Regex.Match(form, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
                using var answer = await browser.PostAsync(
                    new Uri(address, "/session/start"), new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("user", "local:analyst"), new("returnUrl", "/usage")]), ct);
                Assert.Equal("/usage", answer.Headers.Location?.OriginalString);
            }

            await using var second = await HostProcess.StartAsync(data, port: port, ct: ct);
            using var page = await browser.GetAsync(new Uri(second.Address, "/usage"), ct);
            Assert.Equal(System.Net.HttpStatusCode.OK, page.StatusCode);
            var keys = Path.Combine(data, "sign-in-keys");
            Assert.Single(Directory.GetFiles(keys));
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(keys));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task The_sample_names_every_setting_with_its_default()
    {
        // The sample as the configuration of a start: every key is known and every value is valid.
        var sample = Path.Combine(HostProcess.Root, "appsettings.sample.json");
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(sample, TestContext.Current.CancellationToken));
        var settings = WrongSettingsTests.Flatten("", document.RootElement).Where(pair => pair.Key is not ("urls" or "Data:Path" or "Admin:ApiKey"))
            .Select(pair => $"--{pair.Key}={pair.Value}").Where(option => option.Contains(':', StringComparison.Ordinal)).ToList();
        Assert.True(settings.Count > 15);
        await using var host = await HostProcess.StartAsync(options: settings, ct: TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = host.Address };
        Assert.True((await http.GetAsync("/health/ready", TestContext.Current.CancellationToken)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_second_host_on_the_same_folder_is_told_who_holds_it()
    {
        await using var host = await HostProcess.StartAsync(options: ["--role", "ingestion"], ct: TestContext.Current.CancellationToken);
        var (code, output) = await WrongSettingsTests.RunAsync(["--data", host.Data]);
        Assert.NotEqual(0, code);
        Assert.Contains(host.Id.ToString(), output, StringComparison.Ordinal);
        Assert.Contains(host.Address.ToString().TrimEnd('/'), output, StringComparison.Ordinal);
    }
}
