using Breakwater.Kernel;
using Breakwater.Metering.Model;
using Breakwater.Metering.Ports;
using Breakwater.Tests.Contracts.Metering;
using CsCheck;

namespace Breakwater.Tests.Embedded.Metering;

/// <summary>Random events with awkward values: the columns answer exactly what the archive answers, wherever they end.</summary>
public sealed class ColumnPropertyTests
{
    private static readonly TimeSpan India = new(5, 30, 0);
    private static readonly string[] Groups = ["region", "plan", "size", "odd", "nowhere", "customer_id", "event_type"];

    private static readonly PropertyValue[] Values =
    [
        default, Text(""), Text("eu"), Text("5"), Text("(none)"), Text("a\0b"), Text("süd \"x\"'; DROP TABLE events"), Text("😀"),
        new(PropertyKind.Boolean, "true", 0), new(PropertyKind.OutOfRange, "1e300", 0),
        Number("5"), Number("5.0"), Number("5.00"), Number("-0"), Number("0.000000001"), Number("-7.25"), Number("12.50"),
        Number("999999999999999.123456789"), Number("-1000000000000000"), new(PropertyKind.Number, "5e0", 5), new(PropertyKind.Number, "1E2", 100),
    ];

    private sealed record Sent(int Minute, int Customer, int Type, int Size, int Region, int Plan, int Odd);

    private static readonly Gen<Sent> Events =
        Gen.Select(Gen.Int[0, 60 * 24 * 6], Gen.Int[0, 3], Gen.Int[0, 5], Gen.Int[0, Values.Length - 1], Gen.Int[0, 4], Gen.Int[0, Values.Length - 1], Gen.Int[0, 90],
            (minute, customer, type, size, region, plan, odd) => new Sent(minute, customer, type, size, region, plan, odd));

    [Fact]
    public async Task Columns_answer_exactly_as_the_archive_does()
    {
        var asked = 0L;
        await Gen.Select(Events.Array[300, 1_200], Gen.Int[0, 1_000_000]).SampleAsync(async (sent, seed) =>
        {
            var random = new Random(seed);
            var options = EmbeddedHarness.Small();
            (options.FewEvents, options.Columns, options.FlushEvents) = (-1, false, 1_000);
            await using var harness = await EmbeddedHarness.OpenAsync(Usage.Catalog, options);
            var reader = new Breakwater.Engines.Embedded.Metering.EmbeddedUsageReader(harness.Host);
            for (var at = 0; at < sent.Length;)
            {
                var take = Math.Min(random.Next(1, 200), sent.Length - at);
                await harness.Append([.. sent.Skip(at).Take(take).Select((one, i) => Make(one, at + i - (random.Next(9) == 0 ? 3 : 0)))]);
                at += take;
                switch (random.Next(5))
                {
                    case 0:
                        await harness.FlushAsync();
                        break;
                    case 1:
                        await harness.Store.Columns.FillAsync(CancellationToken.None);
                        break;
                    case 2:
                        var voided = Make(sent[random.Next(at)], random.Next(at));
                        await harness.Ledger.VoidAsync(voided.CustomerId, voided.TransactionId, new(Usage.Arrival, "a", "r"), CancellationToken.None);
                        break;
                    case 3 when random.Next(4) == 0:
                        await harness.RestartAsync();
                        reader = new(harness.Host);
                        break;
                }
            }

            for (var question = 0; question < 30; question++)
            {
                var read = Ask(random);
                options.FewEvents = -1;
                var columns = await reader.ReadAsync(read, CancellationToken.None);
                options.FewEvents = int.MaxValue;
                var archive = await reader.ReadAsync(read, CancellationToken.None);
                Assert.Equal(archive.Select(slice => Words(slice, read.Metric)), columns.Select(slice => Words(slice, read.Metric)));
            }

            asked += harness.Store.Lanes.Sum(lane => lane.Columns.Answers);
            await harness.FlushAsync();
            await harness.Store.Columns.FillAsync(CancellationToken.None);
            Assert.Empty((await harness.Ledger.VerifyAsync(null, CancellationToken.None)).Differences);
        }, iter: 25, threads: 1);
        Assert.True(asked > 100, "The columns must have been asked.");
    }

    private static UsageRead Ask(Random random)
    {
        var metric = random.Next(10) switch { 0 => BuiltInMetrics.Events, 1 => BuiltInMetrics.Unmatched, _ => Usage.Catalog[random.Next(Usage.Catalog.Length)] };
        if (metric.Property is not null && random.Next(3) == 0) metric = metric with { Property = "plan" };
        CustomerId? customer = random.Next(3) == 0 ? null : new($"c{random.Next(5)}");
        var from = Usage.Start + (random.Next(0, 96) * Usage.Hour);
        var midnight = new DateTimeOffset(2026, 3, 2, 0, 0, 0, India);
        IReadOnlyList<TimeRange> slices = random.Next(4) switch
        {
            0 => [Usage.Month],
            1 => [Usage.Range(from + random.Next(3_600_000), from + (random.Next(1, 90) * Usage.Hour) + random.Next(3_600_000))],
            2 => [.. Enumerable.Range(0, 30).Select(i => Usage.Range(from + (i * 1_500_000L), from + (i * 1_500_000L) + 1_200_000 + (i % 3 * 150_000)))],
            _ => [.. Enumerable.Range(0, 7).Select(i => new TimeRange(midnight.AddDays(i), midnight.AddDays(i + 1)))],
        };
        return new(metric, customer, slices, random.Next(5) == 0 ? null : Groups[random.Next(Groups.Length)]);
    }

    private static string Words(UsageSlice slice, Metric metric) =>
        FormattableString.Invariant($"{slice.Slice} {slice.Group} {slice.State.Count} {slice.State.Skipped} {Trim(slice.State.Sum)} {Trim(slice.State.Min)} {Trim(slice.State.Max)} {slice.State.Latest?.TransactionId} {Trim(slice.State.Latest?.Value)} {Trim(slice.State.Figure(metric))} ")
        + (slice.State.Values is { } values ? string.Join(",", values.OrderBy(pair => pair.Key, StringComparer.Ordinal)) : "");

    private static string Trim(decimal? value) => value is { } number ? Aggregate.Canonical(number) : "";

    private static UsageEvent Make(Sent sent, int id)
    {
        var properties = new List<Property> { new("size", Values[sent.Size]), new("plan", Values[sent.Plan]) };
        if (sent.Region > 0) properties.Add(new("region", Text($"r{sent.Region}")));
        // Beyond the number of properties that get columns, in some histories.
        if (sent.Odd > 0) properties.Add(new(sent.Odd < 20 ? "odd" : $"odd{sent.Odd}", Values[sent.Odd % Values.Length]));
        var made = ArchivedEvent.Create(new($"c{sent.Customer}"), new($"t{id}"), sent.Type == 0 ? "ping" : "request", Usage.Start + (sent.Minute / 7 * 7 * 60_000L), [.. properties]);
        // As it comes back from the archive: only that form has the content by which a repetition is told.
        return ArchivedEvent.Parse(made.Json);
    }

    private static PropertyValue Text(string text) => new(PropertyKind.Text, text, 0);

    private static PropertyValue Number(string json) => new(PropertyKind.Number, json, decimal.Parse(json, System.Globalization.CultureInfo.InvariantCulture));
}
