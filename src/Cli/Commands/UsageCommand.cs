using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater usage CUSTOMER METRIC</c></summary>
internal static class UsageCommand
{
    public static Command Make()
    {
        var customer = new Argument<string>("CUSTOMER") { Description = "Whose usage." };
        var metric = new Argument<string>("METRIC") { Description = "Code of a metric, see: breakwater metrics list" };
        var start = new Option<DateTimeOffset?>("--start") { Description = "First instant, e.g. 2026-03-01T00:00:00Z [default: 30 days before the end]", HelpName = "TIME" };
        var end = new Option<DateTimeOffset?>("--end") { Description = "First instant after the period [default: now]", HelpName = "TIME" };
        var groupBy = new Option<string?>("--group-by") { Description = "Property to break the figure down by.", HelpName = "PROPERTY" };
        var window = new Option<string?>("--window") { Description = "hour or day: one figure for each.", HelpName = "WINDOW" };
        var zone = new Option<string?>("--timezone") { Description = "Zone whose hours and days are meant, e.g. Europe/Berlin [default: UTC]", HelpName = "ZONE" };
        window.AcceptOnlyFromAmong("hour", "day");
        var command = new Command("usage", "Ask for a customer's usage of a metric.") { customer, metric, start, end, groupBy, window, zone };
        command.SetAction((parsed, ct) => Session.RunAsync(parsed, async (session, stop) =>
        {
            var until = parsed.GetValue(end) ?? session.Clock.GetUtcNow();
            var from = parsed.GetValue(start) ?? until.AddDays(-30);
            var usage = await session.Api.GetAsync<JsonElement>(
                Query.Of("v1/usage", ("customer_id", parsed.GetValue(customer)), ("metric", parsed.GetValue(metric)), ("start", Ms(from)), ("end", Ms(until)),
                    ("group_by", parsed.GetValue(groupBy)), ("window", parsed.GetValue(window)), ("timezone", parsed.GetValue(zone))),
                stop);
            session.Terminal.Result(usage, console => Show(console, usage));
            return ExitCodes.Done;
        }, ct));
        return command;
    }

    private static void Show(IAnsiConsole console, JsonElement usage)
    {
        var unit = JsonWords.InWords(usage.Member("unit"), "unit");
        var value = usage.Member("value").ValueKind == JsonValueKind.Number ? $"{JsonWords.InWords(usage.Member("value"), "value")} {unit}" : "nothing measured";
        console.WriteLine($"{JsonWords.InWords(usage.Member("customer_id"), "")} {JsonWords.InWords(usage.Member("metric"), "")}: {value}");
        console.WriteLine($"{JsonWords.InWords(usage.Member("period").Member("start"), "start")} to {JsonWords.InWords(usage.Member("period").Member("end"), "end")}, end excluded");
        if (usage.Member("breakdown") is { ValueKind: JsonValueKind.Object } breakdown)
        {
            var table = new Table().Border(TableBorder.Simple).AddColumns(new TableColumn("Group"), new TableColumn(unit).RightAligned());
            foreach (var group in breakdown.EnumerateObject()) table.AddRow(new Text(group.Name), new Text(JsonWords.InWords(group.Value, "value")));
            console.Write(table);
        }

        if (usage.Member("series") is { ValueKind: JsonValueKind.Array } series) console.Rows(series, default, "No window lies in the period.", ("From", "start"), ("To", "end"), (unit, "value"));
    }

    private static string Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
