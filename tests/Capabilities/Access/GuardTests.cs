using Breakwater.Access;
using Breakwater.Access.Read;
using Breakwater.Engines.Embedded.Control;
using Breakwater.Kernel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Breakwater.Tests.Access;

/// <summary>Guessing, the admin key and the settings.</summary>
public sealed class GuardTests : IAsyncDisposable
{
    private readonly AccessHarness _access = new();

    public ValueTask DisposeAsync() => _access.DisposeAsync();

    [Fact]
    public async Task Guessing_is_slowed_down_by_address_and_valid_keys_still_pass()
    {
        var issued = await _access.IssueAsync();
        for (var guess = 0; guess < 5; guess++) Assert.Equal(ProblemKind.Unauthenticated, (await _access.RecogniseAsync($"bw_{guess}")).Problem!.Kind);
        var slowed = (await _access.RecogniseAsync("bw_6")).Problem!;
        Assert.Equal(ProblemKind.RateLimited, slowed.Kind);
        Assert.InRange(slowed.RetryAfter!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        Assert.Equal(ProblemKind.Unauthenticated, (await _access.RecogniseAsync("bw_7", "192.0.2.2")).Problem!.Kind);
        Assert.True((await _access.RecogniseAsync(issued.Secret)).IsOk);
        Assert.Null(_access.Get<Authenticator>().Admin(AccessHarness.AdminKey, "192.0.2.1"));

        _access.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(ProblemKind.Unauthenticated, (await _access.RecogniseAsync("bw_8")).Problem!.Kind);
    }

    [Fact]
    public void The_admin_key_cannot_be_guessed_without_end()
    {
        var door = _access.Get<Authenticator>();
        Assert.Null(door.Admin(AccessHarness.AdminKey, "192.0.2.9"));
        for (var guess = 0; guess < 5; guess++) Assert.Equal("admin-key-required", door.Admin(guess == 0 ? null : $"guess-number-{guess}", "192.0.2.9")!.Type);
        Assert.Equal(ProblemKind.RateLimited, door.Admin("guess-number-6", "192.0.2.9")!.Kind);
        Assert.Equal(ProblemKind.RateLimited, door.Admin(AccessHarness.AdminKey, "192.0.2.9")!.Kind);
        Assert.Null(door.Admin(AccessHarness.AdminKey, "192.0.2.10"));
    }

    [Fact]
    public async Task Without_an_admin_key_the_door_stays_shut()
    {
        await using var services = new ServiceCollection().AddLogging().AddEmbeddedControl(_ => new ControlOptions(_access.Folder))
            .AddAccess(new ConfigurationBuilder().Build()).BuildServiceProvider();
        foreach (var key in new[] { null, "", " ", "anything-at-all-here" })
        {
            Assert.NotNull(services.GetRequiredService<Authenticator>().Admin(key, "192.0.2.1"));
        }
    }

    [Fact]
    public void Local_mode_makes_one_admin_key_that_only_its_owner_can_read()
    {
        var folder = Path.Combine(_access.Folder, "local");
        var options = Options(("Data:Path", folder));
        Assert.Equal(Path.Combine(folder, "admin.key"), options.AdminKeyPath);
        Assert.True(options.AdminKey.Length >= AdminKeyFile.MinLength);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(options.AdminKeyPath!));
        Assert.Equal(options.AdminKey, Options(("Data:Path", folder)).AdminKey);
        Assert.Null(Options(("Data:Path", folder), ("Admin:ApiKey", "configured-admin-key")).AdminKeyPath);
        Assert.Equal("", Options(("Data:Path", folder), ("Authentication:Oidc:Authority", "https://id.example")).AdminKey);
    }

    [Theory]
    [InlineData("Admin:ApiKey", "short")]
    [InlineData("Access:KeyCacheSeconds", "0")]
    [InlineData("Access:MaxCachedKeys", "1")]
    [InlineData("Access:FailedAttemptsPerMinute", "0")]
    public void A_wrong_setting_is_named(string key, string value) =>
        Assert.Contains(key, Assert.Single(Assert.Throws<OptionsValidationException>(() => Options((key, value))).Failures), StringComparison.Ordinal);

    private static AccessOptions Options(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
        using var services = new ServiceCollection().AddLogging().AddAccess(configuration).BuildServiceProvider();
        return services.GetRequiredService<IOptions<AccessOptions>>().Value;
    }
}
