using System.CommandLine.Parsing;

namespace Breakwater.Cli.Commands;

/// <summary>Names of a command and its parents, as they are typed.</summary>
internal static class CommandPath
{
    /// <summary>The names, outermost first.</summary>
    public static IEnumerable<string> Path(this CommandResult command) =>
        command.Parent is CommandResult parent ? [.. parent.Path(), command.Command.Name] : ["breakwater"];
}
