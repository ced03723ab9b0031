using Breakwater.Fraud.Model;
using CsCheck;

namespace Breakwater.Tests.Fraud;

/// <summary>z-score and cosine against the textbook, written down another way.</summary>
public sealed class PlainPairTests
{
    private static readonly Gen<double[]> Day = Gen.Int[0, 50].Select(value => (double)value).Array[24];

    [Fact]
    public void The_cosine_is_the_angle_between_the_day_and_the_mean_shape() => Gen.Select(Day.Array[8, 60], Day, Gen.Int[1, 24]).Sample((days, day, until) =>
    {
        UsageDay[] history = [.. days.Select((hours, i) => new UsageDay((DayOfWeek)(i % 7), hours))];
        var weekday = (DayOfWeek)(days.Length % 7);
        var shape = PlainShape.From(history, weekday);
        var same = history.TakeLast(30).Where(past => past.Weekday == weekday && past.Hours.Sum() > 0).ToList();
        Assert.Equal(same.Count == 0, shape is null);
        if (shape is null) return;
        var mean = Enumerable.Range(0, 24).Select(hour => same.Average(past => past.Hours[hour] / past.Hours.Sum())).Take(until).ToArray();
        double Length(IEnumerable<double> values) => Math.Sqrt(values.Sum(value => value * value));
        var (one, other) = (Length(mean), Length(day.Take(until)));
        if (one == 0 || other == 0) Assert.Null(shape.Cosine(day.AsSpan(0, until)));
        else Assert.Equal(mean.Zip(day, (left, right) => left / one * (right / other)).Sum(), shape.Cosine(day.AsSpan(0, until))!.Value, 1e-9);
    });

    [Fact]
    public void The_z_score_is_the_distance_in_sample_deviations() => Gen.Int[0, 1_000_000].Select(value => (double)value).Array[1, 40].Sample(totals =>
    {
        var volume = PlainVolume.From(totals);
        var mean = totals.Average();
        var variance = totals.Length < 2 ? 0 : (totals.Sum(total => total * total) - totals.Length * mean * mean) / (totals.Length - 1);
        Assert.Equal(mean, volume.Mean, 1e-6);
        Assert.Equal(Math.Sqrt(Math.Max(variance, 0)), volume.Deviation, 1e-2);
        if (totals.Length < PlainVolume.MinDays || volume.Deviation == 0) Assert.Null(volume.Z(1));
        else Assert.Equal((1 - mean) / volume.Deviation, volume.Z(1)!.Value, 1e-9);
    });

    [Fact]
    public void A_day_like_the_shape_has_cosine_one_and_a_day_elsewhere_has_cosine_zero()
    {
        double[] morning = [.. Enumerable.Range(0, 24).Select(hour => hour < 12 ? 3d : 0)];
        var shape = PlainShape.From([new(DayOfWeek.Monday, morning)], DayOfWeek.Monday)!;
        Assert.Equal(1, shape.Cosine(morning)!.Value, 1e-12);
        Assert.Equal(0, shape.Cosine([.. morning.Reverse()])!.Value, 1e-12);
        Assert.True(PlainPair.Flags(.89, 0));
        Assert.True(PlainPair.Flags(1, -3));
        Assert.False(PlainPair.Flags(null, null));
    }
}
