using Breakwater.Engines.Embedded.Control;
using Breakwater.Fraud.Model;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Fraud;

/// <summary>A scored day as a row.</summary>
internal static class ScoreRow
{
    public const string Columns =
        "metric, customer, day, score, verdict, shape, volume, peak, cosine, shape_z, volume_z, peak_z, cosine_z, observed, expected, silence, attack, peak_from, peak_hours, peak_observed, peak_expected, plain_cosine, plain_z, history, scored_ms";

    public const string Values =
        "$metric, $customer, $day, $score, $verdict, $shape, $volume, $peak, $cosine, $shape_z, $volume_z, $peak_z, $cosine_z, $observed, $expected, $silence, $attack, $peak_from, $peak_hours, $peak_observed, $peak_expected, $plain_cosine, $plain_z, $history, $scored";

    private static readonly Dictionary<AttackHypothesis, int> Attacks = AttackHypothesis.All.Select((attack, i) => (attack, i)).ToDictionary(pair => pair.attack, pair => pair.i);

    public static (string, object?)[] Parameters(ScoredDay day)
    {
        var (score, features) = (day.Score, day.Score.Features);
        return
        [
            ("$metric", day.Key.Metric.Value), ("$customer", day.Key.Customer.Value), ("$day", day.Date.DayNumber), ("$score", score.Value), ("$verdict", (int)day.Verdict),
            ("$shape", features.Shape), ("$volume", features.Volume), ("$peak", features.Window), ("$cosine", features.Cosine),
            ("$shape_z", score.Shape), ("$volume_z", score.Volume), ("$peak_z", score.Window), ("$cosine_z", score.Cosine),
            ("$observed", features.Observed), ("$expected", features.Expected), ("$silence", features.Silence), ("$attack", Attacks[features.Hypothesis]),
            ("$peak_from", features.Peak.From), ("$peak_hours", features.Peak.Hours), ("$peak_observed", features.Peak.Observed), ("$peak_expected", features.Peak.Expected),
            ("$plain_cosine", day.Cosine), ("$plain_z", day.Z), ("$history", day.HistoryDays), ("$scored", day.ScoredAt.ToUnixTimeMilliseconds()),
        ];
    }

    public static ScoredDay Read(SqliteDataReader row)
    {
        var features = new DayFeatures(
            row.GetDouble(5), row.GetDouble(6), row.GetDouble(7), row.GetDouble(8), row.GetDouble(13), row.GetDouble(14), AttackHypothesis.All[row.GetInt32(16)],
            new(row.GetInt32(17), row.GetInt32(18), row.GetDouble(19), row.GetDouble(20)), row.GetDouble(15));
        return new(
            new(new(row.GetString(1)), new(row.GetString(0))), DateOnly.FromDayNumber(row.GetInt32(2)),
            new FraudScore(features, row.GetDouble(9), row.GetDouble(10), row.GetDouble(11), row.GetDouble(12)), (DayVerdict)row.GetInt32(4),
            row.IsDBNull(21) ? null : row.GetDouble(21), row.IsDBNull(22) ? null : row.GetDouble(22), row.GetInt32(23), row.Time(24));
    }
}
