namespace Breakwater.Host;

/// <summary>The host's command line: flags and options in any order, every mistake named at once.</summary>
internal sealed record HostArguments(IReadOnlyDictionary<string, string?> Settings, IReadOnlyList<string> Errors, bool Help)
{
    public const string Usage = """
        Usage: dotnet run --project src/Host -- [options]

          --demo                              fill 60 days of history for a dozen customers and keep live traffic coming
          --data DIR                          folder of the embedded store (default: data)
          --urls URL[;URL]                    addresses to listen on (default: http://127.0.0.1:5080)
          --role all|dashboard|ingestion      what this process serves (default: all)
          --SECTION:KEY=VALUE                 any other setting, as in appsettings.sample.json
          --help                              this text
        """;

    /// <summary>What a process may serve; the first unless told otherwise.</summary>
    public static readonly string[] Roles = ["all", "dashboard", "ingestion"];

    /// <summary>Reads the command line into settings.</summary>
    public static HostArguments Parse(IReadOnlyList<string> args)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var errors = new List<string>();
        var help = false;
        for (var i = 0; i < args.Count; i++)
        {
            var (name, value) = Split(args[i]);
            switch (name)
            {
                case "--help" or "-h" or "-?":
                    help = true;
                    break;
                case "--demo":
                    settings["Demo:Enabled"] = value ?? "true";
                    break;
                case "--data" or "--urls" or "--role":
                    value ??= i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal) ? args[++i] : null;
                    if (string.IsNullOrWhiteSpace(value)) errors.Add($"{name} needs a value.");
                    else if (name == "--role" && !Roles.Contains(value)) errors.Add($"--role is \"{value}\"; it must be one of {string.Join(", ", Roles)}.");
                    else settings[Key(name)] = value;
                    break;
                case var _ when name.StartsWith("--", StringComparison.Ordinal) && name.Contains(':', StringComparison.Ordinal) && value is not null:
                    settings[name[2..]] = value;
                    break;
                default:
                    errors.Add($"\"{args[i]}\" is not an option of the host.");
                    break;
            }
        }

        return new(settings, errors, help);
    }

    private static string Key(string option) => option switch
    {
        "--data" => "Data:Path",
        "--urls" => "urls",
        _ => "Role",
    };

    private static (string Name, string? Value) Split(string argument)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (argument, null) : (argument[..equals], argument[(equals + 1)..]);
    }
}
