using Breakwater.Fraud.Read;

namespace Breakwater.Cli.Fraud;

/// <summary>An evaluation as a JSON document and as a table.</summary>
internal static class EvaluationWords
{
    private static readonly string[] Titles = ["Innocent days", "False alarms per 1,000", "Takeover", "Partial", "Spike", "Quiet burst", "All"];
    private static readonly string[] Families = ["A", "B", "C", "E", "all"];

    /// <summary>The report under the names that labelled sets are compared by; shares as fractions.</summary>
    public static object Document(EvaluationReport report) => new Dictionary<string, object>
    {
        ["levels"] = report.Levels.ToDictionary(level => level.Key, level => Group(level.Value)),
        ["at_least_100"] = Group(report.AtLeast100),
        ["sets"] = report.Sets.ToDictionary(set => set.Key, set => Group(set.Value)),
        ["drop_called_fraud"] = report.DropCalledFraud,
        ["drop_labelled"] = report.DropLabelled,
    };

    /// <summary>Two lines for each group: the detector at both thresholds, and the plain pair.</summary>
    public static void Show(IAnsiConsole console, EvaluationReport report)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("Customers", "Verdict");
        foreach (var title in Titles) table.AddColumn(new TableColumn(title).RightAligned());
        foreach (var (name, group) in report.Levels.Select(level => ($"{level.Key} events a day", level.Value)).Append(("100 and more", report.AtLeast100)).Concat(report.Sets.Select(set => (set.Key, set.Value))))
        {
            foreach (var (verdict, quality) in new[] { ("alert", group.Alert), ("review", group.Review), ("plain pair", group.Plain) })
            {
                string[] recall = [.. Families.Select(family => group.Attacks == 0 ? "-" : $"{100 * quality.Recall[family]:0.0} %")];
                table.AddRow([name, verdict, $"{group.Negatives:N0}", $"{1000 * quality.FalseAlarms:0.00}", .. recall]);
            }
        }

        console.Write(table);
        console.WriteLine($"Outages labelled as outages: {100 * report.DropLabelled:0.0} %; called fraud: {100 * report.DropCalledFraud:0.0} %.");
    }

    private static Dictionary<string, object> Group(GroupQuality group) => new()
    {
        ["negatives"] = group.Negatives,
        ["attacks"] = group.Attacks,
        ["fpr_t2"] = group.Review.FalseAlarms,
        ["fpr_t3"] = group.Alert.FalseAlarms,
        ["recall_t2"] = group.Review.Recall,
        ["recall_t3"] = group.Alert.Recall,
        ["plain"] = new Dictionary<string, object> { ["fpr"] = group.Plain.FalseAlarms, ["recall"] = group.Plain.Recall },
    };
}
