using Breakwater.Engines.Embedded.Metering.Lanes;
using Breakwater.Engines.Embedded.Metering.Rollups;
using Breakwater.Engines.Embedded.Storage;
using Breakwater.Metering.Model;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Metering.Reading;

/// <summary>
/// Answers a question from one lane: rows of the tables in one snapshot, what memory holds beyond that snapshot, and
/// single events for hours that no slice holds as a whole.
/// </summary>
internal sealed class LaneRead(Lane lane, Question question, SliceCollector collector)
{
    private readonly List<(int Hour, long Place)> _fresh = [];

    public void Run(CancellationToken ct)
    {
        HashSet<int> hours = [];
        using var snapshot = LaneSnapshot.Take(lane, question, taken =>
        {
            hours = [.. taken.Rows ? collector.PartialHours() : collector.AllHours()];
            foreach (var overlay in taken.Memory) AddOverlay(overlay, taken.Rows, hours);
        });
        if (snapshot.Rows)
        {
            AddRows(snapshot.Tables, ct);
            if (question.Metric.KeepsValues && !question.AllTypes) AddValues(snapshot.Tables, ct);
        }

        if (hours.Count > 0) new EventFold(lane, question, collector).Run(snapshot.Tables, hours, _fresh, ct);
    }

    private void AddOverlay(Overlay overlay, bool rows, HashSet<int> single)
    {
        if (question.Customer is { } one)
        {
            if (overlay.Customers.TryGetValue(one, out var cells)) AddCustomer(overlay, cells, rows, single);
            return;
        }

        foreach (var cells in overlay.Customers.Values) AddCustomer(overlay, cells, rows, single);
    }

    private void AddCustomer(Overlay overlay, CustomerCells customer, bool rows, HashSet<int> single)
    {
        foreach (var (type, cells) in customer.Types)
        {
            if (!question.Wants(type)) continue;
            var index = question.AllTypes ? -1 : question.IndexIn(overlay.Plan);
            foreach (var (hour, figures) in cells.Hours)
            {
                if (hour < collector.FirstHour || hour > collector.LastHour) continue;
                if (rows) AddHour(customer.Id, type, cells.Plan, index, hour, figures);
                if (!single.Contains(hour)) continue;
                foreach (var place in figures.Places.Items) _fresh.Add((hour, place));
            }
        }
    }

    private void AddHour(string customer, string type, TypePlan plan, int index, int hour, HourCells figures)
    {
        if (question.AllTypes)
        {
            if (question.GroupOfRow(customer, type) is { } group) collector.AddHour(hour, group, Aggregate.Restore(figures.Events, 0, 0, null, null, null, null));
            return;
        }

        if (question.Property is null)
        {
            collector.AddHour(hour, question.GroupOfRow(customer, "")!, figures.Totals[index]);
            return;
        }

        var dimension = Array.IndexOf(plan.Dimensions, question.Property);
        var member = Array.IndexOf(plan.MetricsOf[dimension], index);
        foreach (var (group, states) in figures.Groups[dimension]) collector.AddHour(hour, group, states[member]);
    }

    private void AddRows(SqliteConnection reader, CancellationToken ct)
    {
        using var command = question.EachCustomer
            ? SqliteFile.Prepare(reader, "SELECT customer, day, grp, state FROM cells WHERE metric=$1 AND dimension=$2 AND customer>$3 AND day BETWEEN $4 AND $5", 5)
            : SqliteFile.Prepare(reader, "SELECT customer, day, grp, state FROM cells WHERE metric=$1 AND dimension=$2 AND customer=$3 AND day BETWEEN $4 AND $5", 5);
        command.With(question.Table, question.Dimension, question.Customer ?? "", collector.FirstHour / CellCodec.HoursPerDay, collector.LastHour / CellCodec.HoursPerDay);
        using var rows = command.ExecuteReader();
        var day = new Aggregate?[CellCodec.HoursPerDay];
        while (rows.Read())
        {
            ct.ThrowIfCancellationRequested();
            if (question.GroupOfRow(rows.GetString(0), rows.GetString(2)) is not { } group) continue;
            Array.Clear(day);
            CellCodec.Decode(rows.GetFieldValue<byte[]>(3), day);
            var first = rows.GetInt32(1) * CellCodec.HoursPerDay;
            for (var hour = 0; hour < day.Length; hour++)
            {
                if (day[hour] is { } state) collector.AddHour(first + hour, group, state);
            }
        }
    }

    private void AddValues(SqliteConnection reader, CancellationToken ct)
    {
        using var command = question.Customer is null
            ? SqliteFile.Prepare(reader, "SELECT customer, hour, grp, value, count FROM vals WHERE metric=$1 AND dimension=$2 AND customer>$3 AND hour BETWEEN $4 AND $5", 5)
            : SqliteFile.Prepare(reader, "SELECT customer, hour, grp, value, count FROM vals WHERE metric=$1 AND dimension=$2 AND customer=$3 AND hour BETWEEN $4 AND $5", 5);
        command.With(question.Table, question.Dimension, question.Customer ?? "", collector.FirstHour, collector.LastHour);
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            ct.ThrowIfCancellationRequested();
            if (question.GroupOfRow(rows.GetString(0), rows.GetString(2)) is { } group) collector.AddValue(rows.GetInt32(1), group, rows.GetString(3), rows.GetInt64(4));
        }
    }
}
