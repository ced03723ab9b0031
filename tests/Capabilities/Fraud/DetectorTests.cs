using Breakwater.Fraud.Model;
using CsCheck;

namespace Breakwater.Tests.Fraud;

/// <summary>What must hold for any history and any day.</summary>
public sealed class DetectorTests
{
    private const int Hours = UsageDay.HoursPerDay;
    private static readonly Gen<double[]> Day = Gen.OneOf(Gen.Int[0, 40], Gen.Int[0, 3], Gen.Int[0, 2_000_000], Gen.Const(0)).Select(value => (double)value).Array[Hours];
    private static readonly Gen<UsageDay[]> History =
        from days in Day.Array[1, 70]
        from first in Gen.Int[0, 6]
        select days.Select((hours, i) => new UsageDay((DayOfWeek)((first + i) % 7), hours)).ToArray();

    [Fact]
    public void The_scales_of_a_fleet_of_a_million_days_are_estimated()
    {
        // Values on a stack would end the whole process, and no handler is ever asked.
        var values = Enumerable.Range(0, 1_100_001).Select(i => (double)(i * 7919L % 1_100_001)).ToArray();
        var scale = FeatureScales.Estimate(values)!.Value;
        Assert.Equal(550_000, scale.Middle);
        Assert.Equal(Math.Sqrt(2.2 * 275_000.5 * 275_000.5), scale.Spread, 1.0);
    }

    [Fact]
    public void Every_shape_is_a_share_of_a_day() => Gen.Select(History, Gen.Int[0, 6]).Sample((history, weekday) =>
    {
        var baseline = BaselineFit.From(history, (DayOfWeek)weekday)!;
        Assert.Equal(50, baseline.Attacks.Length);
        foreach (var shape in baseline.Attacks.Concat(baseline.Benign))
        {
            Assert.All(shape, share => Assert.InRange(share, -1e-12, 1 + 1e-9));
            Assert.Equal(1, shape.Sum(), 1e-9);
        }

        Assert.All(baseline.Noise, noise => Assert.InRange(noise, 2e-4, 25));
        Assert.InRange(baseline.Volume, .05, double.MaxValue);
    });

    [Fact]
    public void Any_day_has_a_finite_score() => Gen.Select(History, Day, Gen.Int[1, Hours]).Sample((history, day, until) =>
    {
        var past = Past(history);
        var score = FraudScore.Of(Measure(history, day, until), FeatureScales.Published.Own(past));
        Assert.InRange(score.Value, 0, 50);
        Assert.InRange(score.Features.Cosine, -1e-9, 1);
        Assert.True(double.IsFinite(score.Features.Shape) && double.IsFinite(score.Features.Volume) && double.IsFinite(score.Features.Window));
    });

    [Fact]
    public void A_day_under_suspicion_teaches_nothing() => Gen.Select(History, Day, Gen.Int[0, 69], Gen.Int[0, 6]).Sample((history, other, at, weekday) =>
    {
        at %= history.Length;
        UsageDay[] Quarantined(double[] hours) => [.. history.Select((day, i) => i == at ? new UsageDay(day.Weekday, hours, InUse: false) : day)];
        UsageDay[] one = Quarantined(history[at].Hours), two = [.. history.Select((day, i) => i == at ? new UsageDay(day.Weekday, other, InUse: false) : day)];
        var (left, right) = (BaselineFit.From(one, (DayOfWeek)weekday), BaselineFit.From(two, (DayOfWeek)weekday));
        if (history.Length == 1) Assert.Null(left);
        else Assert.Equal([.. left!.Profile, .. left.Noise, left.Volume, left.VolumeVariance], (double[])[.. right!.Profile, .. right.Noise, right.Volume, right.VolumeVariance]);
    });

    [Fact]
    public void Hours_to_come_do_not_count() => Gen.Select(History, Day, Day, Gen.Int[1, Hours - 1]).Sample((history, day, other, until) =>
        Assert.Equal(Measure(history, day, until), Measure(history, [.. day[..until], .. other[until..]], until)));

    [Fact]
    public void A_quiet_part_of_a_day_is_not_measured_against_a_whole_one()
    {
        // Business hours, day by day: at 6 in the morning nothing has happened yet, and nothing should have.
        UsageDay[] history = [.. Enumerable.Range(0, 56).Select(i => new UsageDay((DayOfWeek)(i % 7), Business(100)))];
        var early = Measure(history, Business(100), 6);
        Assert.Equal(0, early.Observed);
        Assert.InRange(early.Expected, 0, 5);
        Assert.InRange(early.Volume, -3, 3);
    }

    [Fact]
    public void The_same_volume_at_night_is_named_as_a_shift()
    {
        UsageDay[] history = [.. Enumerable.Range(0, 56).Select(i => new UsageDay((DayOfWeek)(i % 7), Business(95 + i % 11)))];
        var night = Enumerable.Range(0, Hours).Select(hour => Business(100)[(hour + 12) % Hours]).ToArray();
        var past = Past(history);
        var (day, stolen) = (FraudScore.Of(Measure(history, Business(100), Hours), FeatureScales.Published.Own(past)), FraudScore.Of(Measure(history, night, Hours), FeatureScales.Published.Own(past)));
        Assert.False(day.Reaches(ScoreThresholds.Published.Review));
        Assert.True(stolen.Reaches(ScoreThresholds.Published.Alert));
        Assert.Equal(new AttackHypothesis(AttackKind.Shift, 12, 1), stolen.Features.Hypothesis);
        Assert.Equal(1, stolen.Features.Cosine, .05);
        Assert.InRange(Math.Abs(stolen.Features.Volume), 0, 2);
    }

    [Fact]
    public void A_day_cut_short_is_an_outage_and_not_fraud()
    {
        UsageDay[] history = [.. Enumerable.Range(0, 56).Select(i => new UsageDay((DayOfWeek)(i % 7), Business(95 + i % 11)))];
        var cut = Business(100).Select((value, hour) => hour < 13 ? value : 0).ToArray();
        var score = FraudScore.Of(Measure(history, cut, Hours), FeatureScales.Published.Own(Past(history)));
        Assert.True(score.IsOutage);
        Assert.False(score.Reaches(0));
    }

    private static double[] Business(double perHour) => [.. Enumerable.Range(0, Hours).Select(hour => hour is >= 8 and < 18 ? perHour : 0)];

    private static DayFeatures Measure(UsageDay[] history, double[] day, int until)
    {
        var weekday = (DayOfWeek)(((int)history[^1].Weekday + 1) % 7);
        return DayMeasure.Of(BaselineFit.From(history, weekday)!, PlainShape.From(history, weekday), day, until);
    }

    private static List<FeatureValues> Past(UsageDay[] history) =>
        [.. Enumerable.Range(14, Math.Max(0, history.Length - 14)).Select(i => Measure(history[..i], history[i].Hours, Hours).Values)];
}
