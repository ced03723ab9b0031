using CsCheck;

namespace Breakwater.Tests.Dashboard.State;

public sealed class UrlStateTests
{
    public enum Grouping
    {
        None,
        Region,
        Endpoint,
    }

    public sealed record Everything(string? Text, int Number, bool Flag, Grouping Group, DateOnly? Day, DateTimeOffset? At, string Tags) : IUrlState<Everything>
    {
        public static Everything Read(QueryReader query) => new(
            query.Text("q"), query.Number("n", 30, 1, 90), query.Flag("f"), query.Choice("g", Grouping.None),
            query.Day("d"), query.Instant("at"), string.Join('|', query.Many("tag")));

        public void Write(QueryWriter query) => query
            .Text("q", Text).Number("n", Number, 30).Flag("f", Flag).Choice("g", Group, Grouping.None)
            .Day("d", Day).Instant("at", At).Many("tag", Tags.Split('|'));
    }

    private static readonly Gen<string?> Text = Gen.String[Gen.Char, 0, 40]
        .Select(text => new string([.. text.Where(c => !char.IsSurrogate(c))]).Trim()).Select(text => text.Length == 0 ? null : text);

    private static readonly Gen<Everything> Any = Gen.Select(
        Text, Gen.Int[1, 90], Gen.Bool, Gen.Enum<Grouping>(), Gen.Int[0, 3_000_000].Select(d => d % 2 == 0 ? (DateOnly?)null : DateOnly.FromDayNumber(d)),
        Gen.Long[0, 4_000_000_000_000].Select(ms => ms % 3 == 0 ? (DateTimeOffset?)null : DateTimeOffset.FromUnixTimeMilliseconds(ms)),
        Gen.Int[0, 3].Select(i => new[] { "", "a", "eu-west|us-east", "x&y=z|100 %" }[i]))
        .Select((text, number, flag, group, day, at, tags) => new Everything(text, number, flag, group, day, at, tags));

    [Fact]
    public void What_is_written_is_read_back() => Any.Sample(state => UrlState.Read<Everything>(UrlState.Href("/usage", state)) == state);

    [Fact]
    public void An_absolute_address_with_a_fragment_reads_the_same() => Any.Sample(state =>
        UrlState.Read<Everything>("http://localhost:5080" + UrlState.Href("/usage", state) + "#row?q=other") == state);

    [Fact]
    public void Whatever_stands_in_the_address_never_throws() => Gen.String.Sample(text => { UrlState.Read<Everything>("/usage?" + text); UrlState.Read<Everything>(text); });

    [Fact]
    public void Defaults_leave_the_address_clean() =>
        Assert.Equal("/usage", UrlState.Href("/usage", new Everything(null, 30, false, Grouping.None, null, null, "")));

    [Theory]
    [InlineData("/usage?n=91&g=2&f=maybe&d=2026-13-01&at=yesterday")]
    [InlineData("/usage?n=0&g=unknown&at=2026-11-23")]
    [InlineData("/usage?n=1e3")]
    public void Values_out_of_bounds_become_their_defaults(string uri) =>
        Assert.Equal(new Everything(null, 30, false, Grouping.None, null, null, ""), UrlState.Read<Everything>(uri));

    [Fact]
    public void A_text_beyond_the_limit_is_not_read() => Assert.Null(UrlState.Read<Everything>("/usage?q=" + new string('x', QueryReader.MaxLength + 1)).Text);
}
