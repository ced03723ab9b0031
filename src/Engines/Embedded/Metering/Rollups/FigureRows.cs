using System.Runtime.InteropServices;
using Breakwater.Metering.Model;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Metering.Rollups;

/// <summary>Merges an overlay's figures into the stored rows: each customer's, and everybody's together.</summary>
internal sealed class FigureRows(SqliteConnection connection, SqliteTransaction transaction)
{
    /// <summary>Everybody's rows of a day, gathered while the customers' are written.</summary>
    private readonly Dictionary<RowKey, Aggregate?[]> _everybody = [];

    public void Merge(Overlay figures, bool withEvents)
    {
        using var rows = new DayRows(connection, transaction);
        foreach (var customer in figures.Customers.Values)
        {
            foreach (var (key, hours) in OverlayRows.Of(customer, withEvents))
            {
                var added = CollectionsMarshal.AsSpan(hours);
                rows.Merge(key, added);
                AddToEverybody(key with { Customer = "" }, added);
            }
        }

        foreach (var (key, day) in _everybody)
        {
            var stored = rows.Read(key);
            for (var hour = 0; hour < day.Length; hour++)
            {
                if (day[hour] is not { } added) continue;
                if (stored[hour] is { } known) known.Merge(added);
                else stored[hour] = added;
            }

            rows.Write(key, stored);
        }

        _everybody.Clear();
    }

    private void AddToEverybody(in RowKey key, ReadOnlySpan<HourState> hours)
    {
        ref var day = ref CollectionsMarshal.GetValueRefOrAddDefault(_everybody, key, out _);
        day ??= new Aggregate?[CellCodec.HoursPerDay];
        foreach (var (hour, state) in hours)
        {
            ref var sum = ref day[hour % CellCodec.HoursPerDay];
            sum ??= new();
            sum.Merge(Aggregate.Restore(state.Count, state.Skipped, state.Sum, state.Min, state.Max, state.Latest, null));
        }
    }
}
