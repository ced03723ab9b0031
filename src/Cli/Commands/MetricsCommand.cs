using System.CommandLine;
using System.Text.Json;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater metrics list|define</c></summary>
internal static class MetricsCommand
{
    private static readonly string[] Aggregations = ["count", "sum", "max", "min", "avg", "unique", "latest", "percentile"];

    public static Command Make() => new("metrics", "The catalog: which events count, and how.") { List(), Define() };

    private static Command List()
    {
        var command = new Command("list", "List the catalog.");
        command.SetAction((parsed, ct) => Session.RunAsync(parsed, async (session, stop) =>
        {
            var metrics = await session.Api.GetAsync<JsonElement>("v1/metrics", stop);
            session.Terminal.Result(metrics, console => console.Rows(metrics.Member("metrics"), default, "The catalog is empty.",
                ("Metric", "code"), ("Name", "name"), ("Event type", "event_type"), ("Aggregation", "aggregation"), ("Property", "property"), ("Unit", "unit"), ("Dimensions", "dimensions"), ("Version", "version")));
            return ExitCodes.Done;
        }, ct));
        return command;
    }

    private static Command Define()
    {
        var code = new Argument<string>("METRIC") { Description = "Code: letters a to z, digits and _, beginning with a letter." };
        var type = new Option<string>("--event-type") { Description = "Type of the events that count.", Required = true, HelpName = "TYPE" };
        var aggregation = new Option<string>("--aggregation") { Description = $"One of {string.Join(", ", Aggregations)}.", Required = true, HelpName = "NAME" };
        var property = new Option<string?>("--property") { Description = "Property that is aggregated; none for count.", HelpName = "NAME" };
        var percentile = new Option<decimal?>("--percentile") { Description = "For percentile: above 0 to 100.", HelpName = "P" };
        var unit = new Option<string>("--unit") { Description = "Unit of the figure.", Required = true, HelpName = "UNIT" };
        var name = new Option<string?>("--name") { Description = "Name for screens [default: the code]" };
        var dimensions = new Option<string[]>("--dimension") { Description = "Property kept ready for grouping; up to 8.", AllowMultipleArgumentsPerToken = true, HelpName = "NAME" };
        var description = new Option<string?>("--description") { Description = "What it tells." };
        var version = new Option<int>("--expected-version") { Description = "Version that this edit replaces; 0 for a new metric.", DefaultValueFactory = _ => 0, HelpName = "N" };
        var reason = new Option<string?>("--reason") { Description = "Why, for the audit log; needed for a change." };
        aggregation.AcceptOnlyFromAmong(Aggregations);
        var command = new Command("define", "Add a metric, or change one with --expected-version. Figures are recomputed from the stored events.")
            { code, type, aggregation, property, percentile, unit, name, dimensions, description, version, reason };
        command.SetAction((parsed, ct) => Session.RunAsync(parsed, async (session, stop) =>
        {
            var body = Query.WithoutNulls(new()
            {
                ["code"] = parsed.GetValue(code),
                ["name"] = parsed.GetValue(name) ?? parsed.GetValue(code),
                ["event_type"] = parsed.GetValue(type),
                ["aggregation"] = parsed.GetValue(aggregation)!.ToUpperInvariant(),
                ["property"] = parsed.GetValue(property),
                ["percentile"] = parsed.GetValue(percentile),
                ["unit"] = parsed.GetValue(unit),
                ["dimensions"] = parsed.GetValue(dimensions) ?? [],
                ["description"] = parsed.GetValue(description),
                ["version"] = parsed.GetValue(version) is > 0 and var seen ? seen : null,
                ["reason"] = parsed.GetValue(reason),
            });
            var metric = parsed.GetValue(version) > 0
                ? await session.Api.PutAsync<JsonElement>($"v1/admin/metrics/{Uri.EscapeDataString(parsed.GetValue(code)!)}", body, stop)
                : await session.Api.PostAsync<JsonElement>("v1/admin/metrics", body, stop);
            session.Terminal.Result(metric, console => console.Tree(metric));
            return ExitCodes.Done;
        }, ct));
        return command;
    }
}
