using Breakwater.Dashboard.Pages.Usage;
using CsCheck;

namespace Breakwater.Tests.Dashboard.Pages.Usage;

public sealed class UsageStateTests
{
    private static readonly Gen<string> Id = Gen.Char["ABCXYZabcxyz0189_.:-"].Array[1, 40].Select(chars => new string(chars));
    private static readonly Gen<string> Code = Gen.Select(Gen.Char['a', 'z'], Gen.Char["abcz019_"].Array[0, 30], (first, rest) => first + new string(rest));
    private static readonly Gen<string> Property = Gen.Char["aZ9_ .-/%&=?#+\"'<>üß語"].Array[1, 30].Select(chars => new string(chars).Trim()).Where(text => text.Length > 0);

    private static readonly Gen<UsageState> States = Gen.Select(
        Id.Null(), Code.Null(), Property.Null(), Gen.Int[0, 4000].Nullable(), Gen.Enum<UsageTab>(), Id.Null(), Property.Null(), Gen.Enum<UsageAction>(),
        (customer, metric, group, day, tab, usage, find, dialog) => new UsageState
        {
            Customer = customer, Metric = metric, Group = group, Tab = tab, Event = usage, Find = find, Do = dialog,
            Day = day is { } number ? new DateOnly(2020, 1, 1).AddDays(number) : null,
        });

    [Fact]
    public void Every_state_survives_its_address() =>
        States.Sample(state => Assert.Equal(state, UrlState.Read<UsageState>("http://127.0.0.1:5080" + UrlState.Href("/usage", state))));

    [Fact]
    public void Every_filter_is_in_the_address()
    {
        var state = new UsageState { Customer = "acme-maps", Metric = "bandwidth", Group = "region", Day = new(2026, 2, 28), Tab = UsageTab.Event, Event = "tx:1" };
        Assert.Equal("/usage?customer=acme-maps&metric=bandwidth&group=region&day=2026-02-28&tab=event&event=tx%3A1", UrlState.Href("/usage", state));
    }

    [Fact]
    public void The_usual_state_has_a_short_address() => Assert.Equal("/usage", UrlState.Href("/usage", new UsageState()));

    [Theory]
    [InlineData("customer=a%20b")]
    [InlineData("customer=%27%3B%20DROP%20TABLE%20events--")]
    [InlineData("metric=Api%20Calls")]
    [InlineData("metric=1x")]
    [InlineData("group=a%00b")]
    [InlineData("day=2026-02-30")]
    [InlineData("day=yesterday")]
    [InlineData("tab=7")]
    [InlineData("tab=nonsense")]
    [InlineData("event=%3Cscript%3E")]
    public void What_cannot_be_read_is_as_if_it_were_not_there(string query) =>
        Assert.Equal(new UsageState(), UrlState.Read<UsageState>("http://127.0.0.1:5080/usage?" + query));

    [Fact]
    public void Nothing_in_a_query_makes_reading_fail() =>
        Gen.String.Sample(text => UrlState.Read<UsageState>($"http://h/usage?customer={text}&metric={text}&group={text}&day={text}&tab={text}&event={text}"));
}
