using System.Collections;
using CsCheck;

namespace Breakwater.Tests.Metering.Model;

public sealed class ActivityProfileTests
{
    [Fact]
    public void Who_sends_every_hour_is_missed_after_three() => Gen.Int[0, 30].Sample(silent =>
    {
        var verdict = Judge(_ => true, silent);
        Assert.Equal((true, silent > 2, silent), (verdict.Watched, verdict.IsGap, verdict.SilentHours));
    });

    [Fact]
    public void Quiet_hours_are_never_a_gap_whatever_they_are() => Gen.Select(Gen.Int[0, 167].HashSet[10, 150], Gen.Int[0, 167]).Sample((busy, end) =>
    {
        // The same week four times, looked at after any of its hours: silence that is part of the pattern is no gap.
        var history = Enumerable.Range(0, ActivityProfile.Hours).Select(hour => busy.Contains((hour + end) % 168)).ToArray();
        var verdict = new ActivityProfile(new BitArray(history)).Judge();
        Assert.False(verdict.IsGap, $"{verdict}");
    });

    [Fact]
    public void A_customer_of_office_hours_is_missed_in_the_morning_and_not_over_the_weekend()
    {
        // 672 hours end on a Thursday at noon; hour 0 is a Thursday noon too.
        static bool Office(int hour) => ((hour + 12) / 24 % 7) is not (2 or 3) && (hour + 12) % 24 is >= 8 and < 18;
        Assert.False(Judge(Office, 0).IsGap);
        Assert.False(Judge(Office, 2).IsGap);
        Assert.True(Judge(Office, 4).IsGap);
        Assert.Equal(4, Judge(Office, 16).MissedHours);
    }

    [Fact]
    public void Once_a_gap_always_a_gap_until_it_sends() => Gen.Select(Gen.Bool.Array[168], Gen.Int[0, 60]).Sample((week, silent) =>
    {
        bool Active(int hour) => week[hour % 168];
        if (Judge(Active, silent).IsGap) Assert.True(Judge(Active, silent + 1).IsGap || !Judge(Active, silent + 1).Watched);
    });

    [Fact]
    public void Irregular_and_new_customers_are_not_watched()
    {
        Assert.False(Judge(hour => hour % 100 == 0, 0).Watched);
        Assert.False(Judge(hour => hour > ActivityProfile.Hours - 300, 0).Watched);
        Assert.False(Judge(_ => false, 0).Watched);
    }

    [Fact]
    public void Who_was_silent_for_long_before_is_given_more_time()
    {
        bool Active(int hour) => hour is < 300 or >= 305;
        Assert.False(Judge(Active, 10).IsGap);
        Assert.True(Judge(Active, 11).IsGap);
        // But an outage of days does not make it blind.
        Assert.True(Judge(hour => hour is < 200 or >= 272, 30).IsGap);
    }

    private static GapVerdict Judge(Func<int, bool> active, int silent) =>
        new ActivityProfile(new BitArray([.. Enumerable.Range(0, ActivityProfile.Hours).Select(hour => hour < ActivityProfile.Hours - silent && active(hour))])).Judge();
}
