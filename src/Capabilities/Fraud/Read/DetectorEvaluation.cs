using System.Collections.Concurrent;
using Breakwater.Fraud.Model;

namespace Breakwater.Fraud.Read;

/// <summary>
/// Runs the detector over a labelled set as it would have run day by day: each day is scored from the days before it, with the
/// customer's own past scores alone, and every example is scored in place of its day and then forgotten.
/// </summary>
public sealed class DetectorEvaluation(FeatureScales fleet, ScoreThresholds thresholds)
{
    /// <summary>Days of history before a customer's own scores begin to count.</summary>
    public const int FirstScoredDay = 14;

    private static readonly string[] Families = ["A", "B", "C", "E"];
    private static readonly string[] LargeLevels = ["100", "1000", "10000"];
    private const string Main = "main";

    /// <summary>Scores every day of every customer.</summary>
    /// <param name="customers">The set.</param>
    /// <param name="progress">Counts finished customers.</param>
    /// <param name="ct">Ends early without a result.</param>
    public EvaluationReport Run(IReadOnlyCollection<LabelledCustomer> customers, IProgress<int>? progress, CancellationToken ct)
    {
        var scored = new ConcurrentBag<(LabelledCustomer Customer, List<ScoredExample> Examples)>();
        var done = 0;
        Parallel.ForEach(customers, new ParallelOptions { CancellationToken = ct, MaxDegreeOfParallelism = Environment.ProcessorCount }, customer =>
        {
            scored.Add((customer, Score(customer)));
            progress?.Report(Interlocked.Increment(ref done));
        });

        ScoredExample[] Of(Func<LabelledCustomer, bool> which) => [.. scored.Where(pair => which(pair.Customer)).SelectMany(pair => pair.Examples)];
        var drops = Of(customer => customer.Set == Main).Where(example => example.Label == DayLabel.Drop).ToArray();
        return new(
            customers.Where(customer => customer.Set == Main).Select(customer => customer.Level).Distinct().OrderBy(level => level.Length).ThenBy(level => level, StringComparer.Ordinal)
                .ToDictionary(level => level, level => Quality(Of(customer => customer.Set == Main && customer.Level == level))),
            Quality(Of(customer => customer.Set == Main && LargeLevels.Contains(customer.Level))),
            customers.Select(customer => customer.Set).Where(set => set != Main).Distinct().Order(StringComparer.Ordinal).ToDictionary(set => set, set => Quality(Of(customer => customer.Set == set))),
            Share(drops, example => example.Score.Reaches(thresholds.Review)), Share(drops, example => example.Score.IsOutage));
    }

    private List<ScoredExample> Score(LabelledCustomer customer)
    {
        var examples = new List<ScoredExample>();
        var cases = customer.Cases.ToLookup(example => example.Day);
        var past = new List<FeatureValues>();
        var history = new UsageDay[customer.Days.Count];
        for (var day = 0; day < history.Length; day++)
        {
            var today = (DayOfWeek)(((int)customer.FirstWeekday + day) % Weekdays.Count);
            history[day] = new(today, customer.Days[day]);
            var isScored = day >= customer.HistoryDays;
            if (!isScored && day < FirstScoredDay) continue;
            var before = history.AsSpan(0, day);
            var baseline = BaselineFit.From(before, today)!; // there is history, and nothing of it is quarantined here
            var plain = PlainShape.From(before, today);
            var volume = PlainVolume.From(Array.ConvertAll(before[Math.Max(0, day - PlainShape.Days)..].ToArray(), earlier => earlier.Total));
            var scales = fleet.Own(past);
            ScoredExample Example(double[] hours, DayLabel? label, string family) => new(
                label, family, FraudScore.Of(DayMeasure.Of(baseline, plain, hours), scales), PlainPair.Flags(plain?.Cosine(hours), volume.Z(hours.Sum())));
            var innocent = Example(customer.Days[day], null, "");
            if (isScored)
            {
                examples.Add(innocent);
                examples.AddRange(cases[day].Select(example => Example(example.Hours, example.Label, example.Family.ToString())));
            }

            if (day >= FirstScoredDay) past.Add(innocent.Score.Features.Values);
        }

        return examples;
    }

    private GroupQuality Quality(ScoredExample[] examples)
    {
        var innocent = examples.Where(example => example.Label is null).ToArray();
        var attacks = examples.Where(example => example.Label == DayLabel.Fraud && Families.Contains(example.Family)).ToArray();
        VerdictQuality Of(Func<ScoredExample, bool> flags) => new(
            Share(innocent, flags),
            Families.Select(family => (Name: family, Of: attacks.Where(attack => attack.Family == family).ToArray())).Append((Name: "all", Of: attacks))
                .ToDictionary(family => family.Name, family => Share(family.Of, flags)));
        return new(innocent.Length, attacks.Length, Of(example => example.Score.Reaches(thresholds.Review)), Of(example => example.Score.Reaches(thresholds.Alert)), Of(example => example.PlainFlags));
    }

    private static double Share(ScoredExample[] examples, Func<ScoredExample, bool> which) => examples.Length == 0 ? 0 : (double)examples.Count(which) / examples.Length;
}
