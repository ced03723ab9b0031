using System.Globalization;
using System.Text.Json;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary>The verdict on a day in a few lines.</summary>
internal static class FraudWords
{
    public static void Show(IAnsiConsole console, JsonElement check, string? title = null)
    {
        if (title is not null) console.WriteLine(title);
        var hours = check.Member("hours").GetInt32();
        console.WriteLine($"  {Text(check, "date")} ({Text(check, "timezone")}){(hours < 24 ? $", first {hours} hours" : "")}: {Text(check, "verdict").Replace('_', ' ')}");
        console.WriteLine($"  score {Number(check, "score")} (review from {Number(check, "review_at")}, alert from {Number(check, "alert_at")}), z {Number(check, "z_score")}, cosine {Number(check, "similarity")}");
        if (check.Member("reasons") is not { ValueKind: JsonValueKind.Array } reasons) return;
        foreach (var reason in reasons.EnumerateArray()) console.WriteLine($"  - {reason.GetString()}");
    }

    private static string Text(JsonElement check, string name) => check.Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "-";

    private static string Number(JsonElement check, string name) =>
        check.Member(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble().ToString("0.00", CultureInfo.InvariantCulture) : "-";
}
