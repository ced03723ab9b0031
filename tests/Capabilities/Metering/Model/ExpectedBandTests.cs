using CsCheck;

namespace Breakwater.Tests.Metering.Model;

public sealed class ExpectedBandTests
{
    private static readonly Gen<decimal[]> Samples = Gen.Int[-10_000, 10_000].Select(value => value / 4m).Array[3, 12];

    [Fact]
    public void The_band_holds_its_typical_value_and_does_not_depend_on_order() => Gen.Select(Samples, Gen.Int[0, 999]).Sample((samples, seed) =>
    {
        var band = ExpectedBand.From(samples)!.Value;
        Assert.InRange(band.Typical, band.Low, band.High);
        Assert.InRange(band.Typical, samples.Min(), samples.Max());
        Assert.Equal(band, ExpectedBand.From([.. samples.OrderBy(value => HashCode.Combine(value, seed))]));
        Assert.Equal(BandVerdict.Within, band.Judge(band.Typical));
    });

    [Fact]
    public void One_wild_day_hardly_moves_it() => Gen.Select(Gen.Int[90, 110].Array[7], Gen.Int[100_000, 9_999_999]).Sample((days, wild) =>
    {
        var band = ExpectedBand.From([.. days.Select(day => (decimal)day), wild])!.Value;
        Assert.Equal(BandVerdict.Above, band.Judge(wild));
        Assert.InRange(band.High, 90m, 200m);
    });

    [Fact]
    public void Shifted_and_scaled_history_shifts_and_scales_it() => Gen.Select(Samples, Gen.Int[1, 50]).Sample((samples, factor) =>
    {
        var band = ExpectedBand.From(samples)!.Value;
        var scaled = ExpectedBand.From([.. samples.Select(value => value * factor)])!.Value;
        Assert.InRange(scaled.High - (band.High * factor), -0.0000001m, 0.0000001m);
        Assert.InRange(scaled.Low - (band.Low * factor), -0.0000001m, 0.0000001m);
    });

    [Fact]
    public void Regular_history_still_leaves_a_tenth() => Assert.Equal(new ExpectedBand(100, 90, 110), ExpectedBand.From([100, 100, 100, 100]));

    // Median 10; absolute deviations 2 1 0 1 90, their median 1: 10 ± 3 × 1.4826.
    [Fact]
    public void The_known_example_of_the_method() => Assert.Equal(new ExpectedBand(10, 5.5522m, 14.4478m), ExpectedBand.From([8, 9, 10, 11, 100]));

    [Fact]
    public void Two_days_are_no_history() => Assert.Null(ExpectedBand.From([1, 2]));

    [Fact]
    public void Quantities_at_their_bounds_do_not_overflow() => Assert.NotNull(ExpectedBand.From([Quantity.Max * 1_000_000, Quantity.Max * 1_000_000, -Quantity.Max, Quantity.Max * 1_000_000]));
}
