using System.Runtime.InteropServices;
using Breakwater.Metering.Model;

namespace Breakwater.Engines.Embedded.Metering.Rollups;

/// <summary>One hour's state of a row.</summary>
internal readonly record struct HourState(int Hour, Aggregate State);

/// <summary>Turns a customer's part of an overlay into the rows that the tables keep.</summary>
internal static class OverlayRows
{
    /// <summary>All rows of a customer with the hours that they gain.</summary>
    /// <param name="customer">The part.</param>
    /// <param name="withEvents">True for the rows of the built-in metric too.</param>
    public static Dictionary<RowKey, List<HourState>> Of(CustomerCells customer, bool withEvents)
    {
        var rows = new Dictionary<RowKey, List<HourState>>();
        foreach (var (type, cells) in customer.Types)
        {
            var plan = cells.Plan;
            foreach (var (hour, figures) in cells.Hours)
            {
                var day = hour / CellCodec.HoursPerDay;
                if (withEvents)
                {
                    var count = Aggregate.Restore(figures.Events, 0, 0, null, null, null, null);
                    Add(new(BuiltInMetrics.Events.Code.Value, "", customer.Id, day, ""), hour, count);
                    Add(new(BuiltInMetrics.Events.Code.Value, "event_type", customer.Id, day, type), hour, count);
                }

                for (var m = 0; m < plan.Metrics.Length; m++) Add(new(plan.Metrics[m].Code.Value, "", customer.Id, day, ""), hour, figures.Totals[m]);
                for (var d = 0; d < figures.Groups.Length; d++)
                {
                    foreach (var (group, states) in figures.Groups[d])
                    {
                        for (var m = 0; m < states.Length; m++)
                        {
                            Add(new(plan.Metrics[plan.MetricsOf[d][m]].Code.Value, plan.Dimensions[d], customer.Id, day, group), hour, states[m]);
                        }
                    }
                }
            }
        }

        return rows;

        void Add(in RowKey key, int hour, Aggregate state)
        {
            ref var hours = ref CollectionsMarshal.GetValueRefOrAddDefault(rows, key, out _);
            (hours ??= []).Add(new(hour, state));
        }
    }
}
