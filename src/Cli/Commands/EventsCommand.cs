using System.CommandLine;
using System.Net;
using System.Text.Json;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater events find ID --customer CUSTOMER</c></summary>
internal static class EventsCommand
{
    public static Command Make() => new("events", "Single events.") { Find() };

    private static Command Find()
    {
        var id = new Argument<string>("TRANSACTION") { Description = "The sender's id of the event." };
        var customer = new Option<string>("--customer") { Description = "Whose event; ids are unique per customer.", Required = true, HelpName = "ID" };
        var command = new Command("find", "Where is my event? When it was accepted, in which hour and metrics it counts, where it is archived.") { id, customer };
        command.SetAction((parsed, ct) => Session.RunAsync(parsed, async (session, stop) =>
        {
            var path = Query.Of($"v1/events/{Uri.EscapeDataString(parsed.GetValue(id)!)}", ("customer_id", parsed.GetValue(customer)));
            try
            {
                var found = await session.Api.GetAsync<JsonElement>(path, stop);
                session.Terminal.Result(found, console => console.Tree(found));
                return ExitCodes.Done;
            }
            catch (Ingestion.Client.ApiException problem) when (problem.Status == HttpStatusCode.NotFound)
            {
                throw new CliException(ExitCodes.Difference, $"{parsed.GetValue(customer)} has no event {parsed.GetValue(id)} in this store.", "It never arrived or was not accepted: send it again, the answer says why.");
            }
        }, ct));
        return command;
    }
}
