using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater backup</c></summary>
internal static class BackupCommand
{
    public static Command Make()
    {
        var name = new Option<string?>("--name") { Description = "Name of the copy: letters, digits, _ and - [default: the present time]", HelpName = "NAME" };
        var list = new Option<bool>("--list") { Description = "List the copies instead of making one." };
        var command = new Command("backup", "Make a consistent copy of the whole store while it runs.") { name, list };
        command.SetAction((parsed, ct) => Session.RunAsync(parsed, async (session, stop) =>
        {
            if (parsed.GetValue(list))
            {
                var copies = await session.Api.GetAsync<JsonElement>("v1/admin/backups", stop);
                session.Terminal.Result(copies, console => console.Rows(copies.Member("backups"), default, "There is no copy yet: breakwater backup", ("Name", "name"), ("Made", "created_at"), ("Bytes", "bytes"), ("Where", "path")));
                return ExitCodes.Done;
            }

            var wanted = parsed.GetValue(name) ?? session.Clock.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
            var copy = await session.Api.PostAsync<JsonElement>("v1/admin/backups", new { name = wanted }, stop);
            session.Terminal.Result(copy, console => console.Fields(copy, ("Copy", "name"), ("Made", "created_at"), ("Bytes", "bytes"), ("Where", "path")));
            return ExitCodes.Done;
        }, ct));
        return command;
    }
}
