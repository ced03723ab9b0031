using System.Globalization;
using System.Text.Json;
using Breakwater.Access;
using Breakwater.Dashboard.Security;
using Breakwater.Engines.Embedded;
using Breakwater.Engines.Embedded.Metering;
using Breakwater.Engines.Redis;
using Breakwater.Ingestion;
using Breakwater.Ingestion.Demo;
using Breakwater.Ingestion.Jobs;
using Breakwater.Metering;
using Breakwater.Operations;
using Microsoft.AspNetCore.Http;

namespace Breakwater.Host;

/// <summary>
/// Reads every setting once before anything is built on it. What is wrong is noted and gives way to its default, so that the rest is
/// checked too; the notes then stop the start together with what the validators of the options find.
/// </summary>
internal sealed class Settings
{
    // Every class that a section is bound to. A section may feed several.
    private static readonly (string Section, Type Options)[] Bound =
    [
        ("Access", typeof(AccessOptions)),
        ("Alerts", typeof(AlertOptions)),
        ("Demo", typeof(DemoOptions)),
        ("Ingestion", typeof(IngestionOptions)),
        ("Jobs", typeof(JobOptions)),
        ("Metering", typeof(MeteringOptions)),
        ("Metering", typeof(EmbeddedMeteringOptions)),
        ("Redis", typeof(RedisOptions)),
        ("SignIn", typeof(SignInOptions)),
    ];

    /// <summary>Everything that is wrong, each with its key.</summary>
    public static IReadOnlyList<string> Check(ConfigurationManager configuration) =>
        [.. Kinds(configuration), .. LogLevels(configuration), .. Role(configuration), .. Urls(configuration), .. Folder(configuration)];

    /// <summary>Why a settings file could not be read: the place in it, where the reason has one.</summary>
    public static string Unreadable(InvalidDataException failure)
    {
        var reason = failure.GetBaseException();
        return reason is JsonException { LineNumber: { } line, BytePositionInLine: { } position }
            ? $"{failure.Message.TrimEnd('.')}, line {line + 1}, position {position + 1}: {reason.Message.Split(" LineNumber:")[0].Split(" Path:")[0]}"
            : $"{failure.Message} {(reason == failure ? "" : reason.Message)}".TrimEnd();
    }

    private static IEnumerable<string> Kinds(ConfigurationManager configuration)
    {
        foreach (var section in Bound.GroupBy(bound => bound.Section, bound => bound.Options))
        {
            var known = section.SelectMany(options => options.GetProperties()).Where(property => property.SetMethod is { IsPublic: true })
                .ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);
            foreach (var setting in configuration.GetSection(section.Key).GetChildren().ToList())
            {
                if (!known.TryGetValue(setting.Key, out var property)) yield return $"{setting.Path} is no setting; appsettings.sample.json names them all.";
                else if (!IsOf(property.PropertyType, setting))
                {
                    yield return $"{setting.Path} is '{setting.Value}'; it must be {InWords(property.PropertyType)}.";
                    setting.Value = Convert.ToString(property.GetValue(Activator.CreateInstance(property.DeclaringType!)), CultureInfo.InvariantCulture);
                }
            }
        }
    }

    // The binder's own conversion decides, so that what passes here does bind.
    private static bool IsOf(Type type, IConfigurationSection setting)
    {
        try
        {
            return setting.Value is not null && setting.Get(type) is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string InWords(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => "true or false",
        TypeCode.Int32 or TypeCode.Int64 => "a whole number",
        TypeCode.Double or TypeCode.Decimal => "a number",
        TypeCode.String => "one text",
        _ => "a time span such as 00:05:00 or 1.12:00:00",
    };

    private static IEnumerable<string> LogLevels(ConfigurationManager configuration)
    {
        foreach (var (key, level) in configuration.GetSection("Logging").AsEnumerable().ToList())
        {
            if (level is not { Length: > 0 } || !key.Contains("LogLevel:", StringComparison.OrdinalIgnoreCase) || Enum.TryParse<LogLevel>(level, ignoreCase: true, out _)) continue;
            yield return $"{key} is '{level}'; it must be one of {string.Join(", ", Enum.GetNames<LogLevel>())}.";
            configuration[key] = nameof(LogLevel.Warning);
        }
    }

    private static IEnumerable<string> Role(ConfigurationManager configuration)
    {
        if (configuration["Role"] is { } role && HostArguments.Roles.Contains(role)) yield break;
        yield return $"Role is '{configuration["Role"]}'; it must be one of {string.Join(", ", HostArguments.Roles)}.";
        configuration["Role"] = HostArguments.Roles[0];
    }

    private static IEnumerable<string> Urls(ConfigurationManager configuration)
    {
        var urls = (configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToLookup(IsAddress);
        foreach (var url in urls[false]) yield return $"urls: '{url}' is no address. Write an address as {HostSetup.Url}, with a port from 0 to 65535.";
        if (urls.Count == 0) yield return $"urls names no address. Write an address as {HostSetup.Url}.";
        if (LoopbackGate.Refusal(urls[true], IdentityMode.From(configuration)) is { } refusal) yield return refusal;
    }

    private static bool IsAddress(string url)
    {
        try
        {
            return BindingAddress.Parse(url) is { Scheme: "http" or "https", Host.Length: > 0, Port: >= 0 and <= 65_535 };
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static IEnumerable<string> Folder(ConfigurationManager configuration)
    {
        if (FolderFault(configuration[EmbeddedEngines.PathKey]) is not { } fault) yield break;
        yield return $"{EmbeddedEngines.PathKey}: {fault} Choose a folder that this user may write with --data.";
        configuration[EmbeddedEngines.PathKey] = "";
    }

    // Made and written to, because nothing else tells for certain whether that is possible.
    private static string? FolderFault(string? folder)
    {
        if (string.IsNullOrWhiteSpace(folder)) return "no folder is named.";
        if (File.Exists(folder)) return $"'{folder}' is a file.";
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
            else if (!Directory.Exists(folder)) Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.Create(Path.Combine(folder, Path.GetRandomFileName()), 1, FileOptions.DeleteOnClose).Dispose();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }
}
