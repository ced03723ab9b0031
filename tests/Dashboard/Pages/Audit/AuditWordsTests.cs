using System.Text.RegularExpressions;
using Breakwater.Dashboard.Pages.Audit;
using Breakwater.Fraud.Model;

namespace Breakwater.Tests.Dashboard.Pages.Audit;

/// <summary>Every action that the product writes into its audit log has words and a group.</summary>
public sealed partial class AuditWordsTests
{
    public static TheoryData<string> Actions()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Dashboard.sln"))) folder = Path.GetDirectoryName(folder)!;
        // Actions are constants of the commands that write them; cases make theirs of the step's kind.
        var literals = Directory.EnumerateFiles(Path.Combine(folder, "src", "Capabilities"), "*.cs", SearchOption.AllDirectories)
            .Where(path => path.Contains($"{Path.DirectorySeparatorChar}Ingest{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(path => Action().Matches(File.ReadAllText(path))).Select(match => match.Groups[1].Value).Where(action => action != "admin.key");
        var steps = Enum.GetNames<CaseStepKind>().Select(kind => "case." + System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(kind));
        return [.. literals.Concat(steps).Distinct().Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void The_list_of_actions_is_found() => Assert.Superset(
        new HashSet<string> { "key.suspended", "import.complete", "alert-endpoint.tested", "fraud.thresholds-set", "case.key-tightened", "metric.restored" },
        Actions().Select(row => row.Data).ToHashSet());

    [Theory]
    [MemberData(nameof(Actions))]
    public void An_action_has_words_and_a_group(string action)
    {
        Assert.NotEqual(action, AuditWords.Action(action));
        Assert.Single(AuditWords.Groups, group => action.StartsWith(group.Prefix, StringComparison.Ordinal));
    }

    [GeneratedRegex("\"([a-z]+(?:-[a-z]+)*\\.[a-z]+(?:-[a-z]+)*)\"")]
    private static partial Regex Action();
}
