using System.Runtime.InteropServices;
using System.Threading.Channels;
using Breakwater.Engines.Embedded.Metering.Lanes;
using Breakwater.Engines.Embedded.Metering.Rollups;
using Breakwater.Engines.Embedded.Storage;
using Breakwater.Metering.Model;
using Breakwater.Metering.Ports;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Metering.Reading;

/// <summary>A question about hours, resolved.</summary>
internal sealed class HoursQuestion(HoursRead read, Question question)
{
    /// <summary>What the tables hold of it.</summary>
    public Question Question { get; } = question;

    /// <summary>First hour since 1970-01-01 UTC.</summary>
    public int First { get; } = (int)(read.From.ToUnixTimeMilliseconds() / Overlay.HourMs);

    /// <summary>How many hours.</summary>
    public int Count { get; } = read.Hours;

    /// <summary>Hour after the last.</summary>
    public int End => First + Count;
}

/// <summary>
/// Hours of every customer of a lane, one customer after the other: each one's days lie together in the tables, so a long history
/// of many customers costs one pass with one customer in memory.
/// </summary>
internal sealed class LaneHours(Lane lane, HoursQuestion hours)
{
    private readonly Dictionary<string, SortedDictionary<int, decimal>> _memory = new(StringComparer.Ordinal);

    /// <summary>Hands every customer on; waits where nobody takes them.</summary>
    public async Task RunAsync(ChannelWriter<CustomerHours> to, CancellationToken ct)
    {
        string[] customers = [];
        using var snapshot = LaneSnapshot.Take(lane, hours.Question, taken =>
        {
            if (!taken.Rows) return;
            foreach (var overlay in taken.Memory) AddMemory(overlay);
            customers = hours.Question.Customer is { } one ? [one] : WithUsage();
        });
        if (!snapshot.Rows)
        {
            foreach (var one in FromEvents(ct)) await to.WriteAsync(one, ct).ConfigureAwait(false);
            return;
        }

        using var command = SqliteFile.Prepare(snapshot.Tables, "SELECT day, state FROM cells WHERE metric=$1 AND dimension='' AND customer=$2 AND day BETWEEN $3 AND $4", 4);
        command.With(hours.Question.Table, "", hours.First / CellCodec.HoursPerDay, (hours.End - 1) / CellCodec.HoursPerDay);
        foreach (var customer in customers)
        {
            ct.ThrowIfCancellationRequested();
            command.Parameters[1].Value = customer;
            if (FromRows(command, _memory.GetValueOrDefault(customer)) is { Count: > 0 } figures) await to.WriteAsync(new(new(customer), figures), ct).ConfigureAwait(false);
        }
    }

    // Customers without an event in the range are not asked for: what a question costs does not grow with what is long past.
    private string[] WithUsage()
    {
        var (from, to) = (hours.First * Overlay.HourMs, hours.End * Overlay.HourMs);
        var names = _memory.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var (name, stat) in lane.Views.Customers)
        {
            if (stat.Last >= from && stat.First < to) names.Add(name);
        }

        return [.. names.Order(StringComparer.Ordinal)];
    }

    private void AddMemory(Overlay overlay)
    {
        var index = hours.Question.IndexIn(overlay.Plan);
        foreach (var customer in overlay.Customers.Values)
        {
            if (hours.Question.Customer is { } one && customer.Id != one) continue;
            if (!customer.Types.TryGetValue(hours.Question.Metric.EventType, out var cells)) continue;
            foreach (var (hour, figures) in cells.Hours)
            {
                if (hour < hours.First || hour >= hours.End) continue;
                ref var own = ref CollectionsMarshal.GetValueRefOrAddDefault(_memory, customer.Id, out _);
                own ??= [];
                own[hour] = own.GetValueOrDefault(hour) + figures.Totals[index].Figure(hours.Question.Metric)!.Value;
            }
        }
    }

    private List<HourFigure> FromRows(SqliteCommand command, SortedDictionary<int, decimal>? memory)
    {
        var figures = new List<HourFigure>(memory?.Count ?? 0);
        var isCount = hours.Question.Metric.Aggregation == Aggregation.Count;
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var first = rows.GetInt32(0) * CellCodec.HoursPerDay;
            ReadOnlySpan<byte> row = rows.GetFieldValue<byte[]>(1);
            while (row.Length > 0)
            {
                var (hour, count, sum) = CellCodec.NextAdditive(ref row);
                hour += first;
                if (hour < hours.First || hour >= hours.End) continue;
                figures.Add(new(hour - hours.First, (isCount ? count : sum) + Take(memory, hour)));
            }
        }

        if (memory is not { Count: > 0 }) return figures;
        foreach (var (hour, figure) in memory) figures.Add(new(hour - hours.First, figure));
        figures.Sort((a, b) => a.Hour.CompareTo(b.Hour));
        return figures;
    }

    private static decimal Take(SortedDictionary<int, decimal>? memory, int hour) => memory is not null && memory.Remove(hour, out var figure) ? figure : 0;

    // A metric that is not counted yet, or no longer in this meaning.
    private IEnumerable<CustomerHours> FromEvents(CancellationToken ct)
    {
        var slices = Enumerable.Range(hours.First, hours.Count).Select(hour => new TimeRangeMs(hour * Overlay.HourMs, (hour + 1) * Overlay.HourMs)).ToArray();
        var collector = new SliceCollector(slices);
        new LaneRead(lane, hours.Question, collector).Run(ct);
        return collector.Result().GroupBy(slice => slice.Group, StringComparer.Ordinal).Select(group => new CustomerHours(
            new(group.Key), [.. group.OrderBy(slice => slice.Slice).Select(slice => new HourFigure(slice.Slice, slice.State.Figure(hours.Question.Metric)!.Value))]));
    }
}
