using System.CommandLine;

namespace Breakwater.Cli.Commands;

/// <summary>Options that every command takes, before or after its name.</summary>
internal static class Settings
{
    /// <summary>Folder where the host keeps everything unless it is told otherwise.</summary>
    public const string DefaultData = "data";

    public static readonly Option<DirectoryInfo> Data = new("--data")
    {
        Description = "Data folder of the embedded store. Where a host runs on it the command goes through that host, otherwise it opens the store itself.",
        DefaultValueFactory = _ => new DirectoryInfo(DefaultData),
        HelpName = "DIR",
        Recursive = true,
    };

    public static readonly Option<Uri?> Url = new("--url")
    {
        Description = "Address of a running host, e.g. http://127.0.0.1:5080, instead of a data folder.",
        HelpName = "URL",
        Recursive = true,
        CustomParser = result =>
        {
            var text = result.Tokens is [var token] ? token.Value : "";
            if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https") return new UriBuilder(url) { Path = url.AbsolutePath.TrimEnd('/') + "/" }.Uri;
            result.AddError($"--url takes an address such as http://127.0.0.1:5080, not \"{text}\".");
            return null;
        },
    };

    public static readonly Option<string?> AdminKey = new("--admin-key")
    {
        Description = "Admin key. Without it the environment's Admin__ApiKey is taken, then the key file of the data folder.",
        HelpName = "KEY",
        Recursive = true,
    };

    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Write the result as one JSON document on standard output and nothing else.",
        Recursive = true,
    };

    /// <summary>Adds all of them to the root.</summary>
    public static void AddTo(RootCommand root)
    {
        root.Options.Add(Data);
        root.Options.Add(Url);
        root.Options.Add(AdminKey);
        root.Options.Add(Json);
    }
}
