using Breakwater.Metering.Ports;

namespace Breakwater.Tests.Contracts;

/// <summary>What every store of ingest counts does.</summary>
public abstract class IngestStatsContract
{
    protected abstract IIngestStats Stats { get; }

    [Fact]
    public async Task Counts_add_up_in_their_minutes()
    {
        var counts = new IngestCounts(1, 2, 3, 4, 50, 60, new(7, 8, 9, 10));
        await Stats.AddAsync([new(Some.Instant, counts), new(Some.Instant.AddSeconds(59), counts), new(Some.Instant.AddMinutes(3), counts)], Some.Ct);
        await Stats.AddAsync([new(Some.Instant, counts)], Some.Ct);
        var read = await Stats.ReadAsync(new(Some.Instant, Some.Instant.AddHours(1)), Some.Ct);
        Assert.Equal([new(Some.Instant, counts + counts + counts), new(Some.Instant.AddMinutes(3), counts)], read);
    }

    [Fact]
    public async Task Ranges_are_half_open()
    {
        for (var minute = 0; minute < 5; minute++) await Stats.AddAsync([new(Some.Instant.AddMinutes(minute), new(minute + 1, 0, 0, 0, 0, 0))], Some.Ct);
        var first = await Stats.ReadAsync(new(Some.Instant, Some.Instant.AddMinutes(2)), Some.Ct);
        var second = await Stats.ReadAsync(new(Some.Instant.AddMinutes(2), Some.Instant.AddMinutes(9)), Some.Ct);
        Assert.Equal([1L, 2], first.Select(row => row.Counts.Accepted));
        Assert.Equal([3L, 4, 5], second.Select(row => row.Counts.Accepted));
        Assert.Empty(await Stats.ReadAsync(new(Some.Instant, Some.Instant), Some.Ct));
    }

    [Fact]
    public async Task Counts_from_many_writers_are_all_there()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 100), Some.Ct, async (i, ct) => await Stats.AddAsync([new(Some.Instant.AddMinutes(i % 3), new(1, 0, 0, 0, 0, 1))], ct));
        var read = await Stats.ReadAsync(new(Some.Instant, Some.Instant.AddHours(1)), Some.Ct);
        Assert.Equal(100, read.Sum(row => row.Counts.Accepted));
    }
}
