using Breakwater.Fraud.Model;
using CsCheck;

namespace Breakwater.Tests.Contracts.Fraud;

/// <summary>Scoring runs on a store of cases: one case per incident, whatever the order and whoever else runs.</summary>
public abstract class RecordFindingsContract
{
    private static readonly string[] Metrics = ["api_calls", "bandwidth", "tokens"];

    // A later scoring of a day has seen more hours and scores no lower, as a day that goes on does.
    private static readonly Gen<(int Customer, CaseFinding Finding)> Findings =
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[0, 14], Gen.Int[3, 24], (customer, metric, day, hours) => (customer, SomeCases.Finding(-day, Metrics[metric], hours, 8 + (hours / 2.0))));

    private int _run;

    protected abstract CaseRig Rig { get; }

    [Fact]
    public async Task Order_and_batches_do_not_matter_and_the_same_again_changes_nothing() => await Gen.Select(Findings.Array[1, 60], Gen.Int).SampleAsync(async (findings, seed) =>
    {
        var random = new Random(seed);
        var (one, other) = (await RecordAsync([findings]), $"run{++_run}");
        var shuffled = findings.ToArray();
        random.Shuffle(shuffled);
        await RecordAsync([.. shuffled.Chunk(random.Next(1, 20))], other);
        Assert.Equal(await ShapeAsync(one, findings), await ShapeAsync(other, findings));
        Assert.Equal(Expected(findings), await ShapeAsync(one, findings));
        var before = await VersionsAsync(one);
        var entries = (await Rig.Log.ListAsync(new(Take: 1), Some.Ct)).Total;
        random.Shuffle(shuffled);
        await RecordAsync([shuffled], one);
        await RecordAsync([[.. shuffled.Select(item => (item.Customer, item.Finding with { ScoredAt = item.Finding.ScoredAt.AddHours(9), Course = [.. item.Finding.Course] })).OrderByDescending(item => item.Item2.Hours).DistinctBy(item => (item.Customer, item.Item2.Metric, item.Item2.Date))]], one);
        Assert.Equal(before, await VersionsAsync(one));
        Assert.Equal(entries, (await Rig.Log.ListAsync(new(Take: 1), Some.Ct)).Total);
    }, iter: 25, threads: 1);

    [Fact]
    public async Task Runs_at_once_open_one_case_per_incident_and_lose_nothing() => await Gen.Select(Findings.Array[20, 80], Gen.Int).SampleAsync(async (findings, seed) =>
    {
        var prefix = $"run{++_run}";
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            var mine = findings.ToArray();
            new Random(seed + i).Shuffle(mine);
            await RecordAsync([.. mine.Chunk(7)], prefix);
        })));
        Assert.Equal(Expected(findings), await ShapeAsync(prefix, findings));
    }, iter: 8, threads: 1);

    private async Task<string> RecordAsync(IReadOnlyList<(int Customer, CaseFinding Finding)[]> batches, string? prefix = null)
    {
        prefix ??= $"run{++_run}";
        foreach (var batch in batches)
        {
            var ids = await Rig.Record.RunAsync([.. batch.Select(item => SomeCases.Of($"{prefix}-{item.Customer}", item.Finding))], Some.Ct);
            Assert.NotEmpty(ids.Value);
        }

        return prefix;
    }

    /// <summary>The open cases of a run in words, without their ids.</summary>
    private async Task<string> ShapeAsync(string prefix, (int Customer, CaseFinding)[] findings)
    {
        var open = (await Rig.Store.BooksAsync([.. findings.Select(item => new CustomerId($"{prefix}-{item.Customer}")).Distinct()], DateOnly.MinValue, Some.Ct)).SelectMany(book => book.Open);
        return InWords(open.Select(file => (file.Case.Customer.Value[(prefix.Length + 1)..], file.Case.Incident, file.Case.Severity, file.Case.Score, file.Findings.AsEnumerable())));
    }

    private static string Expected((int Customer, CaseFinding Finding)[] findings) => InWords(
        from customer in findings.GroupBy(item => item.Customer, item => item.Finding)
        let newest = customer.GroupBy(finding => (finding.Metric, finding.Date)).Select(day => day.MaxBy(finding => finding.Hours)!)
        from incident in Components(newest)
        select (customer.Key.ToString(), new TimeRange(incident.Min(finding => finding.Incident.Start), incident.Max(finding => finding.Incident.End)),
            CaseSeverities.Of(incident, CaseStakes.Of(incident), null), incident.Max(finding => finding.Score), incident.AsEnumerable()));

    // By start, each within 48 hours of the end that was reached so far.
    private static List<List<CaseFinding>> Components(IEnumerable<CaseFinding> findings)
    {
        var parts = new List<List<CaseFinding>>();
        var end = DateTimeOffset.MinValue;
        foreach (var finding in findings.OrderBy(finding => finding.Incident.Start))
        {
            if (parts.Count == 0 || finding.Incident.Start - end > TimeSpan.FromHours(48)) parts.Add([]);
            parts[^1].Add(finding);
            end = finding.Incident.End > end ? finding.Incident.End : end;
        }

        return parts;
    }

    private static string InWords(IEnumerable<(string Customer, TimeRange Incident, CaseSeverity Severity, double Score, IEnumerable<CaseFinding> Findings)> cases) => string.Join('\n', cases
        .Select(item => $"{item.Customer} {item.Incident} {item.Severity} {item.Score}: {string.Join(", ", item.Findings.Select(finding => $"{finding.Metric} {finding.Date:O} {finding.Hours} h").Order(StringComparer.Ordinal))}")
        .Order(StringComparer.Ordinal));

    private async Task<string> VersionsAsync(string prefix) => string.Join(' ', (await Rig.AllAsync()).Where(found => found.Customer.Value.StartsWith(prefix + "-", StringComparison.Ordinal))
        .Select(found => $"{found.Id}:{found.Version}").Order(StringComparer.Ordinal));
}
