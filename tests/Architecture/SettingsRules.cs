using System.Text.Json;
using Microsoft.Extensions.Options;
using Assembly = System.Reflection.Assembly;

namespace Breakwater.Tests.Architecture;

/// <summary>The sample is what people copy, and the host checks settings by a list of options: neither may lack one.</summary>
public sealed class SettingsRules
{
    private static readonly Type[] Options =
        [.. new[] { "Metering", "Access", "Operations", "Fraud", "Ingestion", "Dashboard", "Engines.Embedded", "Engines.Redis" }
            .SelectMany(name => Assembly.Load($"Breakwater.{name}").GetTypes()).SelectMany(type => type.GetInterfaces())
            .Where(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IValidateOptions<>)).Select(face => face.GenericTypeArguments[0]).Distinct()];

    [Fact]
    public void The_sample_names_every_setting_with_its_default()
    {
        using var sample = JsonDocument.Parse(Repository.Read("appsettings.sample.json"));
        var told = sample.RootElement.EnumerateObject().Where(section => section.Value.ValueKind == JsonValueKind.Object)
            .SelectMany(section => section.Value.EnumerateObject()).ToLookup(setting => setting.Name, setting => setting.Value);
        Assert.True(Options.Length >= 7, "The rule must see the options.");
        var missing = from options in Options
                      from property in options.GetProperties()
                      where property.SetMethod is { IsPublic: true }
                      let value = property.GetValue(Activator.CreateInstance(options))
                      where !told[property.Name].Any(setting => JsonSerializer.Serialize(value) == setting.GetRawText())
                      select $"{options.Name}.{property.Name} = {value}";
        Assert.Empty(missing);
    }

    [Fact]
    public void The_host_checks_every_options_class()
    {
        var list = Repository.Read("src/Host/Settings.cs");
        Assert.Empty(Options.Where(options => !list.Contains($"typeof({options.Name})", StringComparison.Ordinal)).Select(options => options.Name));
    }
}
