using Breakwater.Engines.Embedded.Metering.Columns;
using Breakwater.Engines.Embedded.Metering.Lanes;
using Breakwater.Metering.Model;

namespace Breakwater.Engines.Embedded.Metering.Verification;

/// <summary>Compares what the columns held when it was made with the archive.</summary>
internal sealed class ColumnCheck(Lane lane, Findings findings)
{
    private readonly ColumnReach _reach = lane.Columns.Reach;
    private readonly ColumnSums _archive = new();

    /// <summary>Counts an event of the archive.</summary>
    public void See(long place, UsageEvent usage)
    {
        if (place < _reach.Place) _archive.Add(place, usage);
    }

    /// <summary>Compares after all events were seen. Columns that are wrong are made anew.</summary>
    public void Compare()
    {
        // Columns that reach less than before were thrown away meanwhile.
        var held = lane.Columns.Look(file => file.Reach.Place < _reach.Place ? null : ColumnSums.Of(file, _reach.Place));
        if (held is null || held.Agrees(_archive)) return;
        findings.Add($"The columns of lane {lane.Number} hold {held.Events:N0} events that are not the {_archive.Events:N0} of the archive; they are made anew.");
        lane.Columns.Distrust();
    }
}
