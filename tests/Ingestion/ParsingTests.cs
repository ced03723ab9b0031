using System.Numerics;
using System.Text;
using System.Text.Json;
using Breakwater.Ingestion.Parsing;
using Breakwater.Kernel;
using Breakwater.Metering.Model;
using CsCheck;

namespace Breakwater.Tests.Ingestion;

/// <summary>Reading is exact: whatever is accepted is archived as what was sent, and numbers are never rounded.</summary>
public sealed class ParsingTests
{
    private static readonly Gen<string> Digits = Gen.Char['0', '9'].Array[1, 30].Select(digits => new string(digits));

    private static readonly Gen<string> Numbers = Gen.Select(Gen.Bool, Digits, Gen.OneOf(Gen.Const(""), Digits.Select(digits => "." + digits)), Gen.OneOf(Gen.Const(""), Gen.Int[-40, 40].Select(e => $"e{e}"), Gen.Int[0, 20].Select(e => $"E+{e}")))
        .Select((negative, whole, fraction, exponent) => $"{(negative ? "-" : "")}{(whole.TrimStart('0') is { Length: > 0 } kept ? kept : "0")}{fraction}{exponent}");

    private static readonly Gen<string> Values = Gen.OneOf(
        Numbers, Gen.Int.Select(number => $"{number}"), Gen.String[0, 20].Select(text => JsonSerializer.Serialize(text.Replace("\0", "", StringComparison.Ordinal))), Gen.OneOf(Gen.Const("true"), Gen.Const("false"), Gen.Const("null"), Gen.Const("\"\\u00e9\\n\"")));

    [Fact]
    public void A_number_is_exact_or_out_of_range() => Numbers.Sample(
        json =>
        {
            var exponentAt = json.IndexOfAny(['e', 'E']);
            var (mantissa, power) = exponentAt < 0 ? (json, 0) : (json[..exponentAt], int.Parse(json[(exponentAt + 1)..], System.Globalization.CultureInfo.InvariantCulture));
            var point = mantissa.IndexOf('.', StringComparison.Ordinal);
            if (point >= 0) (mantissa, power) = (mantissa.Remove(point, 1), power - (mantissa.Length - point - 1));

            // Scaled so far up that every number of this test is whole.
            var scaled = BigInteger.Parse(mantissa, System.Globalization.CultureInfo.InvariantCulture) * BigInteger.Pow(10, power + 80);
            var unit = BigInteger.Pow(10, 80 - Quantity.MaxDecimals);
            var fits = BigInteger.Abs(scaled) <= BigInteger.Pow(10, 95) && scaled % unit == 0;

            var kind = QuantityText.Read(Encoding.ASCII.GetBytes(json), out var value);
            Assert.Equal(fits ? PropertyKind.Number : PropertyKind.OutOfRange, kind);
            if (!fits) return;
            Assert.Equal(scaled, new BigInteger(value * 1_000_000_000m) * unit);
            Assert.True(Quantity.IsValid(value));
        }, iter: 20_000);

    [Theory]
    [InlineData("1e999")]
    [InlineData("-1e400")]
    public void Beyond_a_double_is_no_number(string json) => Assert.Equal(PropertyKind.Null, QuantityText.Read(Encoding.ASCII.GetBytes(json), out _));

    [Fact]
    public void Whatever_is_accepted_is_archived_as_it_was_sent() => Gen.Select(Values.Array[0, 6], Gen.Shuffle(new[] { 0, 1, 2, 3, 4 }), Gen.OneOf(Gen.Const(""), Gen.Const(" "), Gen.Const("\n"), Gen.Const("\r\n\t")), Gen.Bool).Sample(
        (values, order, space, iso) =>
        {
            var properties = string.Join($",{space}", values.Select((value, i) => $"\"p{i}\":{space}{value}"));
            string[] members =
            [
                "\"transaction_id\":\"t-1\"", "\"customer_id\":\"acme\"", "\"event_type\":\"api_request\"",
                $"\"timestamp\":{(iso ? "\"2026-03-01T13:00:00+01:00\"" : "1772366400000")}", $"\"properties\":{{{space}{properties}}}",
            ];
            var body = Encoding.UTF8.GetBytes($"{{\"events\":[{{{space}{string.Join($",{space}", order.Select(i => members[i]))}}}]}}");
            var candidate = EventBodyParser.Parse(body, EventFormat.Plain, new CustomerId("acme")).Value.Events.Single();
            Assert.Null(candidate.Fault);
            var sent = candidate.Event!;
            Assert.True(sent.Json.Span.IndexOfAny((byte)'\n', (byte)'\r') < 0);
            var archived = ArchivedEvent.Parse(sent.Json);
            Assert.Equal((sent.TransactionId, sent.CustomerId, sent.EventType, sent.Timestamp, sent.Content), (archived.TransactionId, archived.CustomerId, archived.EventType, archived.Timestamp, archived.Content));
            Assert.Equal(1_772_366_400_000, sent.Timestamp);
            Assert.Equal(sent.Properties, archived.Properties);
            using var document = JsonDocument.Parse(body);
            foreach (var property in document.RootElement.GetProperty("events")[0].GetProperty("properties").EnumerateObject())
            {
                var read = sent.Get(property.Name);
                if (property.Value.ValueKind == JsonValueKind.String) Assert.Equal(property.Value.GetString(), read.Text);
                else if (property.Value.ValueKind == JsonValueKind.Number) Assert.Equal(property.Value.GetRawText(), read.Text);
            }
        }, iter: 3_000);

    [Fact]
    public void Any_bytes_are_answered_and_never_thrown_at() => Gen.Byte.Array[0, 60].Sample(
        noise =>
        {
            byte[] body = [.. "{\"events\":[{\"transaction_id\":\"a\",\"properties\":{"u8, .. noise, .. "}}]}"u8];
            var parsed = EventBodyParser.Parse(body, EventFormat.Plain, null);
            Assert.True(parsed.Problem is { Kind: ProblemKind.Invalid } || parsed.Value.Events.All(candidate => candidate.Fault is not null));
        }, iter: 20_000);

    [Theory]
    [InlineData("2026-03-01T12:00:00Z", 1772366400000)]
    [InlineData("2026-03-01T12:00:00.123456Z", 1772366400123)]
    [InlineData("2026-03-01t12:00:00z", 1772366400000)]
    [InlineData("2026-03-01T07:00:00-05:00", 1772366400000)]
    [InlineData("2026-03-01T12:00:00", null)]
    [InlineData("2026-03-01", null)]
    [InlineData("2026-02-30T12:00:00Z", null)]
    [InlineData("01.03.2026 12:00:00 +00:00", null)]
    public void Times_name_their_offset(string text, long? expected) => Assert.Equal(expected, IsoTime.TryRead(text, out var ms) ? ms : null);
}
