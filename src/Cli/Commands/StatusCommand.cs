using System.CommandLine;
using System.Text.Json;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater status</c></summary>
internal static class StatusCommand
{
    public static Command Make()
    {
        var command = new Command("status", "Engines, queue, writers, stored events, jobs and freshness.");
        command.SetAction((parsed, ct) => Session.RunAsync(parsed, async (session, stop) =>
        {
            var status = await session.Api.GetAsync<JsonElement>("v1/admin/status", stop);
            session.Terminal.Result(status, console => console.Tree(status));
            return ExitCodes.Done;
        }, ct));
        return command;
    }
}
