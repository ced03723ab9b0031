using System.Text;
using CsCheck;

namespace Breakwater.Tests.Webhooks;

/// <summary>What the vendors' vectors leave open.</summary>
public sealed class StripeSignatureTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"id":"evt_1","object":"event"}""");

    [Fact]
    public void Every_live_secret_counts_while_they_rotate()
    {
        var header = StripeSignature.Sign(Body, "new", Now);
        Assert.Equal("secret 2", Check(header, ["old", "new"]).Key);
        Assert.Equal(SignatureFault.Mismatch, Check(header, ["old"]).Fault);
        Assert.Equal(SignatureFault.Mismatch, Check(header, []).Fault);
    }

    [Theory]
    [InlineData(300, true)]
    [InlineData(301, false)]
    [InlineData(-300, true)]
    [InlineData(-301, false)]
    [InlineData(100_000_000, false)]
    public void The_clock_may_be_off_by_the_tolerance_either_way(int seconds, bool valid) =>
        Assert.Equal(valid, Check(StripeSignature.Sign(Body, "s", Now.AddSeconds(seconds)), ["s"]).IsValid);

    [Theory]
    [InlineData("t=1700000000")]
    [InlineData("t=1700000000,v0=00")]
    [InlineData("v1=00")]
    [InlineData("t=soon,v1=00")]
    [InlineData("t=99999999999999999999,v1=00")]
    [InlineData("t=-9223372036854775808,v1=00")]
    [InlineData("t=1700000000,t=1700000001,v1=00")]
    [InlineData(",,,=,==")]
    [InlineData("t=1700000000,v1=")]
    public void A_header_that_says_nothing_is_no_signature(string header) => Assert.False(Check(header, ["s"]).IsValid);

    [Fact]
    public void Whatever_is_changed_breaks_the_signature() => Gen.Select(Gen.Byte.Array[1, 60], Gen.Int[0, 59], Gen.Byte[1, 255]).Sample((bytes, at, flip) =>
    {
        byte[] body = [.. "{\"a\":\""u8, .. Encoding.UTF8.GetBytes(Convert.ToHexString(bytes)), .. "\"}"u8];
        var header = StripeSignature.Sign(body, "s", Now);
        Assert.True(StripeSignature.Check(Request(header, body), ["s"], StripeSignature.Tolerance, Now).IsValid);
        var other = body.ToArray();
        other[at % other.Length] ^= flip;
        Assert.False(StripeSignature.Check(Request(header, other), ["s"], StripeSignature.Tolerance, Now).IsValid);
        Assert.False(StripeSignature.Check(Request(header, body), ["t"], StripeSignature.Tolerance, Now).IsValid);
    }, iter: 300);

    private static SignatureCheck Check(string header, string[] secrets) => StripeSignature.Check(Request(header, Body), secrets, StripeSignature.Tolerance, Now);

    private static WebhookRequest Request(string header, byte[] body) => WebhookRequest.Of([KeyValuePair.Create("stripe-signature", header)], body);
}
