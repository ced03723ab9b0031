using System.IO.Compression;
using System.Reflection;
using System.Text.Json;
using Breakwater.Cli.Fraud;
using Breakwater.Cli.Output;
using Breakwater.Fraud.Model;
using Breakwater.Fraud.Read;

namespace Breakwater.Tests.Cli.Fraud;

/// <summary>The detector on labelled usage: golden days from an independent reference, quality beside the plain pair, bad files.</summary>
public sealed class EvaluateTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Golden_days_agree_with_the_reference_to_a_millionth()
    {
        using var golden = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Development, "golden.json"), Ct));
        var customers = (await LabelledSet.ReadAsync(Development, Ct)).ToDictionary(customer => customer.Customer);
        var cases = golden.RootElement.GetProperty("cases").EnumerateArray().ToList();
        Assert.Equal(10, cases.Count);
        foreach (var expected in cases)
        {
            var customer = customers[expected.GetProperty("customer").GetString()!];
            var day = expected.GetProperty("day").GetInt32();
            UsageDay[] days = [.. customer.Days.Select((hours, i) => new UsageDay((DayOfWeek)(((int)customer.FirstWeekday + i) % 7), hours))];
            var (baseline, plain) = Learn(days, day);
            Near(expected.GetProperty("M"), baseline.Volume);
            Near(expected.GetProperty("sv2"), baseline.VolumeVariance);
            Assert.All(expected.GetProperty("pD").EnumerateArray().Zip(baseline.Profile), pair => Near(pair.First, pair.Second));
            Assert.All(expected.GetProperty("tau2").EnumerateArray().Zip(baseline.Noise), pair => Near(pair.First, pair.Second));
            List<FeatureValues> past = [.. Enumerable.Range(14, day - 14).Select(i => Learn(days, i) is var (b, p) ? DayMeasure.Of(b, p, days[i].Hours).Values : default)];
            foreach (var row in expected.GetProperty("rows").EnumerateArray())
            {
                var attack = row.GetProperty("which").GetString() == "attack";
                var hours = attack ? customer.Cases.Single(example => example.Day == day && example.Type == expected.GetProperty("attack").GetString()).Hours : days[day].Hours;
                var score = FraudScore.Of(DayMeasure.Of(baseline, plain, hours), FeatureScales.Published.Own(past));
                Check(row, score);
            }
        }
    }

    [Fact]
    public async Task The_development_set_is_told_apart_far_better_than_by_the_plain_pair()
    {
        var report = new DetectorEvaluation(FeatureScales.Published, ScoreThresholds.Published).Run([.. await LabelledSet.ReadAsync(Development, Ct)], null, Ct);
        var pooled = report.AtLeast100;
        Assert.Equal((20_286, 17_685), (pooled.Negatives, pooled.Attacks));
        Assert.InRange(pooled.Alert.FalseAlarms, 0, .0013);
        Assert.InRange(pooled.Review.FalseAlarms, 0, .011);
        AtLeast(pooled.Alert.Recall, ("A", .51), ("B", .36), ("C", .51), ("E", .40), ("all", .45));
        AtLeast(pooled.Review.Recall, ("A", .66), ("B", .53), ("C", .70), ("E", .69), ("all", .64));
        Assert.InRange(report.Levels["20"].Review.FalseAlarms, 0, .011);
        Assert.InRange(report.DropCalledFraud, 0, .01);
        Assert.InRange(report.Sets["dst"].Review.FalseAlarms, 0, .011);
        Assert.True(pooled.Plain.FalseAlarms > .3, "The plain pair flags innocent days by the dozen.");
    }

    [Theory]
    [InlineData("customers", "c,100,2026-03-01,1,main", "usage.csv has no day of c")]
    [InlineData("customers", "a,100,March,1,main", "the start \"March\" is no date")]
    [InlineData("customers", "a,100,2026-03-01,0,main", "history_days must be 1 or more")]
    [InlineData("usage", "a,3,1", "do not run from 0 without a gap")]
    [InlineData("usage", "a,1,NaN", "\"NaN\" is no quantity")]
    [InlineData("usage", "a,1,-5", "\"-5\" is no quantity")]
    [InlineData("usage", "a,one,5", "\"one\" is no whole number")]
    [InlineData("cases", "a,1,theft,A8,5", "the label \"theft\" is neither fraud nor drop")]
    [InlineData("cases", "a,9,fraud,A8,5", "day 9 of a, which is not scored")]
    public async Task A_line_that_cannot_be_used_is_named(string file, string line, string reason)
    {
        string Row(string text) => string.Join(',', text.Split(',').Concat(Enumerable.Repeat("0", file == "customers" ? 0 : 23)));
        Write("customers", "customer,level,start,history_days,set", file == "customers" ? [line] : ["a,100,2026-03-01,1,main"]);
        Write("usage", "customer,day," + Hours, [Plain("a,0,4"), file == "usage" ? Row(line) : Plain("a,1,4")]);
        Write("cases", "customer,day,label,type," + Hours, file == "cases" ? [Row(line)] : []);
        var problem = await Assert.ThrowsAsync<CliException>(() => LabelledSet.ReadAsync(_folder.Path, Ct));
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, problem.ExitCode);
    }

    [Fact]
    public async Task A_folder_without_a_set_says_what_is_missing()
    {
        Assert.Contains("has no usage.csv.gz", (await Assert.ThrowsAsync<CliException>(() => LabelledSet.ReadAsync(_folder.Path, Ct))).Message, StringComparison.Ordinal);
        Assert.Contains("There is no folder", (await Assert.ThrowsAsync<CliException>(() => LabelledSet.ReadAsync(_folder.File("none"), Ct))).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static string Hours => string.Join(',', Enumerable.Range(0, 24).Select(hour => $"h{hour:00}"));

    private static string Plain(string start) => string.Join(',', start.Split(',').Concat(Enumerable.Repeat("0", 23)));

    private static string Development
    {
        get
        {
            var root = typeof(EvaluateTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == "Root").Value!;
            var folder = Path.GetFullPath(Path.Combine(root, "../shared/data/fraud-dev"));
            Assert.True(Directory.Exists(folder), "This test needs the labelled set ../shared/data/fraud-dev beside the repository; it is absent.");
            return folder;
        }
    }

    private static (DayBaseline Baseline, PlainShape? Plain) Learn(UsageDay[] days, int day) =>
        (BaselineFit.From(days.AsSpan(0, day), days[day].Weekday)!, PlainShape.From(days.AsSpan(0, day), days[day].Weekday));

    private static void Check(JsonElement row, FraudScore score)
    {
        var (features, z) = (row.GetProperty("features"), row.GetProperty("z"));
        Near(features.GetProperty("llr"), score.Features.Shape);
        Near(features.GetProperty("vol"), score.Features.Volume);
        Near(features.GetProperty("win"), score.Features.Window);
        Near(features.GetProperty("cos"), score.Features.Cosine);
        Near(z.GetProperty("llr"), score.Shape);
        Near(z.GetProperty("vol"), score.Volume);
        Near(z.GetProperty("win"), score.Window);
        Near(z.GetProperty("cos"), score.Cosine);
        Near(row.GetProperty("S"), score.Value);
        var hypothesis = row.GetProperty("best_hypothesis");
        var kind = hypothesis[0].GetString() switch { "shift" => AttackKind.Shift, "quiet-hours" => AttackKind.QuietHours, _ => AttackKind.RoundTheClock };
        Assert.Equal(new AttackHypothesis(kind, hypothesis[1].GetInt32(), hypothesis[2].GetDouble()), score.Features.Hypothesis);
        if (row.GetProperty("drop").GetBoolean()) Assert.True(score.IsOutage);
    }

    private static void Near(JsonElement expected, double actual) => Assert.Equal(expected.GetDouble(), actual, 1e-6);

    private static void AtLeast(IReadOnlyDictionary<string, double> recall, params (string Family, double Share)[] goals) =>
        Assert.All(goals, goal => Assert.True(recall[goal.Family] >= goal.Share, $"Recall of {goal.Family} is {recall[goal.Family]:0.000}; the goal is {goal.Share:0.00}."));

    private void Write(string name, string header, IEnumerable<string> lines)
    {
        using var file = new StreamWriter(new GZipStream(File.Create(_folder.File($"{name}.csv.gz")), CompressionLevel.Fastest));
        foreach (var line in lines.Prepend(header)) file.WriteLine(line);
    }
}
