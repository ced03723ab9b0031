using System.Text.Json;
using Breakwater.Fraud.Model;
using Breakwater.Metering.Model;

namespace Breakwater.Engines.Embedded.Fraud;

/// <summary>A finding as it is stored. A contract of its own: renaming a member of <see cref="CaseFinding"/> must not change what is on disk.</summary>
internal sealed record FindingDocument(
    string Metric, string Unit, DateOnly Date, string Zone, int Hours, DateTimeOffset Start, DateTimeOffset End, double Score, double ReviewAt, double AlertAt, string Verdict,
    FindingDocument.Term[] Terms, FindingDocument.Hypothesis Attack, FindingDocument.Window Peak, double Observed, double Expected, double? Cosine, double? Z, int HistoryDays,
    double Irregularity, double[] Usage, double[][] Band, double[][] Course, DateTimeOffset ScoredAt)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static string Write(CaseFinding f) => JsonSerializer.Serialize(
        new FindingDocument(
            f.Metric.Value, f.Unit, f.Date, f.TimeZone, f.Hours, f.Incident.Start, f.Incident.End, f.Score, f.ReviewAt, f.AlertAt, f.Verdict.ToString(),
            [.. f.Terms.Select(term => new Term(term.Feature.ToString(), term.Deviation, term.Points))], new(f.Attack.Kind.ToString(), f.Attack.Hours, f.Attack.Share),
            new(f.Peak.From, f.Peak.Hours, f.Peak.Observed, f.Peak.Expected), f.Observed, f.Expected, f.Cosine, f.Z, f.HistoryDays, f.Irregularity, [.. f.HourlyUsage],
            [.. f.HourlyBand.Select(hour => new[] { hour.Expected, hour.Low, hour.High })],
            [.. f.Course.Select(hour => new[] { hour.Hours, hour.Score, hour.ReviewAt, hour.AlertAt })], f.ScoredAt),
        Json);

    public static CaseFinding Read(string body)
    {
        var d = JsonSerializer.Deserialize<FindingDocument>(body, Json)!;
        return new(
            new MetricCode(d.Metric), d.Unit, d.Date, d.Zone, d.Hours, new(d.Start, d.End), d.Score, d.ReviewAt, d.AlertAt, Enum.Parse<DayVerdict>(d.Verdict),
            [.. d.Terms.Select(term => new ScoreTerm(Enum.Parse<Feature>(term.Feature), term.Deviation, term.Points))],
            new(Enum.Parse<AttackKind>(d.Attack.Kind), d.Attack.Hours, d.Attack.Share), new(d.Peak.From, d.Peak.Hours, d.Peak.Observed, d.Peak.Expected),
            d.Observed, d.Expected, d.Cosine, d.Z, d.HistoryDays, d.Irregularity, d.Usage,
            [.. d.Band.Select(hour => new HourBand(hour[0], hour[1], hour[2]))], [.. d.Course.Select(hour => new HourScore((int)hour[0], hour[1], hour[2], hour[3]))], d.ScoredAt);
    }

    internal sealed record Term(string Feature, double Deviation, double Points);

    internal sealed record Hypothesis(string Kind, int Hours, double Share);

    internal sealed record Window(int From, int Hours, double Observed, double Expected);
}
