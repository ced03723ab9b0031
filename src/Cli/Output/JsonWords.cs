using System.Globalization;
using System.Text.Json;

namespace Breakwater.Cli.Output;

/// <summary>Shows answers of the API to people; what <c>--json</c> gives is the answer itself, so that both say the same.</summary>
internal static class JsonWords
{
    /// <summary>A member, or an undefined element where it is missing.</summary>
    public static JsonElement Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    /// <summary>A table with one line per item.</summary>
    public static void Rows(this IAnsiConsole console, JsonElement items, JsonElement total, string whenEmpty, params ReadOnlySpan<(string Title, string Member)> columns)
    {
        if (items.ValueKind != JsonValueKind.Array || items.GetArrayLength() == 0)
        {
            console.WriteLine(whenEmpty);
            return;
        }

        var table = new Table().Border(TableBorder.Simple);
        var first = items[0];
        foreach (var (title, member) in columns) table.AddColumn(first.Member(member).ValueKind == JsonValueKind.Number && !IsInstant(member) ? new TableColumn(title).RightAligned() : new TableColumn(title));
        foreach (var item in items.EnumerateArray())
        {
            var cells = new List<Text>();
            foreach (var (_, member) in columns) cells.Add(new Text(InWords(item.Member(member), member)));
            table.AddRow(cells);
        }

        console.Write(table);
        if (total.ValueKind == JsonValueKind.Number && total.GetInt64() > items.GetArrayLength()) console.WriteLine($"{items.GetArrayLength():N0} of {total.GetInt64():N0}.");
    }

    /// <summary>Named values, one a line; missing ones are left out.</summary>
    public static void Fields(this IAnsiConsole console, JsonElement element, params ReadOnlySpan<(string Title, string Member)> fields)
    {
        var grid = new Grid().AddColumn().AddColumn();
        foreach (var (title, member) in fields)
        {
            if (element.Member(member) is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } value) grid.AddRow(new Text(title), new Text(InWords(value, member)));
        }

        console.Write(grid);
    }

    /// <summary>Every value of an object, one a line, objects inside indented.</summary>
    public static void Tree(this IAnsiConsole console, JsonElement element, int depth = 0)
    {
        foreach (var member in element.EnumerateObject())
        {
            var indent = new string(' ', depth * 2);
            if (member.Value.ValueKind == JsonValueKind.Object)
            {
                console.WriteLine($"{indent}{Title(member.Name)}");
                console.Tree(member.Value, depth + 1);
            }
            else if (member.Value.ValueKind == JsonValueKind.Array && member.Value.GetArrayLength() > 0 && member.Value[0].ValueKind == JsonValueKind.Object)
            {
                foreach (var item in member.Value.EnumerateArray())
                {
                    console.WriteLine($"{indent}{Title(member.Name)}");
                    console.Tree(item, depth + 1);
                }
            }
            else
            {
                console.WriteLine($"{indent}{Title(member.Name)}: {InWords(member.Value, member.Name)}");
            }
        }
    }

    /// <summary>A value in words; instants as UTC.</summary>
    public static string InWords(JsonElement value, string member) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => "",
        JsonValueKind.Number when IsInstant(member) && value.TryGetInt64(out var ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        JsonValueKind.Number => value.TryGetDecimal(out var number) ? number.ToString("#,##0.#########", CultureInfo.InvariantCulture) : value.GetRawText(),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(item => InWords(item, member))),
        _ => value.GetRawText(),
    };

    private static bool IsInstant(string member) =>
        member.EndsWith("_at", StringComparison.Ordinal) || member is "timestamp" or "start" or "end" or "at" or "last_commit" or "next_run" or "first_seen";

    private static string Title(string member) => char.ToUpperInvariant(member[0]) + member[1..].Replace('_', ' ');
}
