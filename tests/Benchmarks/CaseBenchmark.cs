using System.Diagnostics;
using Breakwater.Access;
using Breakwater.Engines.Embedded.Control;
using Breakwater.Fraud;
using Breakwater.Fraud.Ingest;
using Breakwater.Fraud.Model;
using Breakwater.Fraud.Ports;
using Breakwater.Fraud.Read;
using Breakwater.Kernel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.Benchmarks;

/// <summary>Many fraud cases in the embedded store: what a person waits for in the queue and on the case page.</summary>
internal static class CaseBenchmark
{
    private static readonly Actor Analyst = new("local:fraud-analyst", "Analyst", new HashSet<Role> { Role.FraudAnalyst });

    // A fixed month, so that the same store is measured whatever the day.
    private static readonly DateOnly Last = new(2026, 3, 1);
    private static readonly string[] Metrics = ["api_calls", "bandwidth", "compute_time", "storage_peak"];
    private static readonly string[] Comments = ["looks like a migration", "customer called back", "same address range as before", "waiting for the account manager"];

    public static async Task<int> RunAsync(string[] args)
    {
        var (cases, rounds) = (Options.Number(args, "cases", 100_000), Options.Number(args, "rounds", 200));
        var folder = Options.Text(args, "data") ?? Directory.CreateTempSubdirectory("bw-cases-").FullName;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Admin:ApiKey", "an-admin-key-for-benchmarks")]).Build();
        await using var services = new ServiceCollection().AddLogging().AddEmbeddedControl(_ => new ControlOptions(folder) { Patience = TimeSpan.FromMinutes(2) })
            .AddAccess(configuration).AddFraud(configuration).BuildServiceProvider();
        var (queries, store) = (services.GetRequiredService<CaseQueries>(), services.GetRequiredService<ICaseStore>());
        var watch = Stopwatch.StartNew();
        await FillAsync(services, cases);
        Console.WriteLine($"{cases:N0} cases, nine of ten decided, one of ten commented; filled in {watch.Elapsed.TotalSeconds:N1} s; control.db {new FileInfo(Path.Combine(folder, "control.db")).Length / 1048576.0:N0} MB");

        var random = new Random(7);
        var open = new CaseFilter(CaseState.Open);
        var ids = (await store.ListAsync(new(), new(Take: 1_000, Skip: cases / 2), default)).Items.Select(found => found.Id).ToArray();
        await TimeAsync("queue: open, most urgent first", rounds, () => queries.ListAsync(Analyst, open, new(), default));
        await TimeAsync("queue: all cases by score, page 100", rounds, () => queries.ListAsync(Analyst, new(), new(5_000, 50, "score", true), default));
        await TimeAsync("queue: all cases by stake", rounds, () => queries.ListAsync(Analyst, new(), new(Sort: "stake", Descending: true), default));
        await TimeAsync("queue: open, critical, overdue, unowned", rounds, () => queries.ListAsync(Analyst, open with { Severity = CaseSeverity.Critical, Overdue = true, Owned = false }, new(), default));
        await TimeAsync("queue: open, one metric", rounds, () => queries.ListAsync(Analyst, open with { Metric = new("bandwidth") }, new(), default));
        await TimeAsync("search: customer, all states", rounds, () => queries.ListAsync(Analyst, new(), new(Search: $"customer-{random.Next(cases)}"), default));
        await TimeAsync("search: case id, all states", rounds, () => queries.ListAsync(Analyst, new(), new(Search: ids[random.Next(ids.Length)].Value), default));
        await TimeAsync("search: two words of comments, open", rounds, () => queries.ListAsync(Analyst, open, new(Search: "account wait"), default));
        await TimeAsync("search: a word that every case has, all states", rounds, () => queries.ListAsync(Analyst, new(), new(Search: "customer"), default));
        foreach (var word in new[] { "c", "cu", "migr", "customer" }) await TimeAsync($"search: {word}, open", rounds, () => queries.ListAsync(Analyst, open, new(Search: word), default));
        foreach (var sort in CaseFilter.Sorts)
        {
            await TimeAsync($"queue: open by {sort}", rounds, () => queries.ListAsync(Analyst, open with { Snoozed = false }, new(Sort: sort, Descending: true), default));
            await TimeAsync($"queue: expected by {sort}", rounds, () => queries.ListAsync(Analyst, new(CaseState.Dismissed), new(Sort: sort, Descending: true), default));
        }

        await TimeAsync("case page", rounds, () => queries.FindAsync(Analyst, ids[random.Next(ids.Length)], default));
        await TimeAsync("counts", rounds, () => queries.CountAsync(Analyst, default));
        await TimeAsync("decisions by month", rounds, () => queries.MonthsAsync(Analyst, Last.AddYears(-2), default));
        await TimeAsync("day flags of 56 days, every customer", Math.Min(rounds, 20), () => store.DayFlagsAsync(Last.AddDays(-56), null, default));
        await TimeAsync("recording 500 findings of known incidents", Math.Min(rounds, 10), () => services.GetRequiredService<RecordFindings>().RunAsync([.. Enumerable.Range(0, 500).Select(i => Finding(i * 10, 24))], default));
        await TimeAsync("claim and release", rounds, async () =>
        {
            var target = new CaseRef((await store.ListAsync(open, new(random.Next(1_000), 1), default)).Items[0].Id);
            await services.GetRequiredService<ClaimCase>().RunAsync(Analyst, target, default);
            await services.GetRequiredService<ReleaseCase>().RunAsync(Analyst, target, default);
        });
        return 0;
    }

    private static async Task FillAsync(IServiceProvider services, int cases)
    {
        // A store that is kept by --data is filled up to what is asked for.
        var known = (int)(await services.GetRequiredService<ICaseStore>().ListAsync(new(), new(Take: 1), default)).Total;
        for (var at = known; at < cases; at += 1_000)
        {
            if (at % 10_000 < 1_000) Console.WriteLine($"filling: {at:N0} of {cases:N0} cases");
            var from = at;
            var ids = (await services.GetRequiredService<RecordFindings>().RunAsync([.. Enumerable.Range(from, Math.Min(1_000, cases - from)).Select(i => Finding(i, 12))], default)).Value;
            var done = ids.Where((_, i) => i % 10 != 0).Select(id => new CaseRef(id)).ToList();
            await services.GetRequiredService<DecideCase>().RunAllAsync(Analyst, [.. done.Where((_, i) => i % 3 == 0)], new(DecisionReason.StolenKey), default);
            await services.GetRequiredService<DecideCase>().RunAllAsync(Analyst, [.. done.Where((_, i) => i % 3 != 0)], new(DecisionReason.Launch), default);
            foreach (var (id, i) in ids.Select((id, i) => (id, i)).Where(pair => pair.i % 10 == 0)) await services.GetRequiredService<CommentCase>().RunAsync(Analyst, id, Comments[i / 10 % Comments.Length], default);
        }
    }

    private static (CustomerId, CaseFinding) Finding(int number, int hours)
    {
        var random = new Random(number);
        var date = Last.AddDays(-random.Next(365));
        var midnight = new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var (score, alert) = (6.5 + (random.NextDouble() * 12), 10.58);
        double[] usage = [.. Enumerable.Range(0, 24).Select(hour => hour < hours ? random.NextDouble() * 300 : 0)];
        return (new($"customer-{number}"), new(
            new(Metrics[number % Metrics.Length]), "calls", date, "UTC", hours, new(midnight.AddHours(2), midnight.AddHours(hours)), score, 6.36, alert, score >= alert ? DayVerdict.Alert : DayVerdict.Review,
            [new(Feature.Shape, random.NextDouble() * 9, 4), new(Feature.Window, 2.2, 2.2)], new(AttackKind.Shift, random.Next(2, 23), 1), new(2, 2, 212, 3), usage.Sum(), usage.Sum() / 2, .31, .4, 56, .2,
            usage, [.. usage.Select(value => new HourBand(value / 2, value / 4, value * .8))], [.. Enumerable.Range(1, hours).Select(hour => new HourScore(hour, score * hour / hours, 6.36, alert))], midnight.AddHours(hours)));
    }

    private static async Task TimeAsync<T>(string what, int rounds, Func<Task<T>> work) => await TimeAsync(what, rounds, async () => { _ = await work(); });

    private static async Task TimeAsync(string what, int rounds, Func<Task> work)
    {
        await work();
        var times = new double[rounds];
        for (var i = 0; i < rounds; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await work();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        Console.WriteLine($"{what,-50} p50 {times[rounds / 2],8:N1} ms   p95 {times[Math.Min(rounds - 1, rounds * 95 / 100)],8:N1} ms");
    }
}
