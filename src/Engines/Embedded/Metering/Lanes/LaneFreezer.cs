using Breakwater.Engines.Embedded.Metering.Log;
using Breakwater.Engines.Embedded.Metering.Rollups;
using Breakwater.Kernel;
using Breakwater.Metering.Model;
using Breakwater.Metering.Ports;

namespace Breakwater.Engines.Embedded.Metering.Lanes;

/// <summary>
/// Decides between two commits whether the active generation goes to the tables: full, old, wanted by a void, or counted
/// by a catalog that has changed. Makes the writer wait where the tables cannot keep up, instead of growing.
/// </summary>
internal sealed class LaneFreezer(LaneViews views, ICatalogSource catalog, EmbeddedMeteringOptions options, TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    private MetricCatalog? _seen;
    private bool _wanted;
    private volatile string? _flushFault;

    /// <summary>Called before each commit; the archive ends at <paramref name="end"/>.</summary>
    /// <exception cref="EngineUnavailableException">The tables cannot take what is waiting.</exception>
    public void BeforeGroup(Location end)
    {
        lock (views.Gate)
        {
            FollowCatalog(end);
            if (IsFull(2)) WaitForTables();
            if (views.Frozen is null && (IsFull(1) || (_wanted && !views.Active.IsEmpty))) Freeze(end, views.Active.Figures.Plan);
        }
    }

    /// <summary>Called when the writer has nothing to do.</summary>
    public void WhenIdle(Location end)
    {
        lock (views.Gate)
        {
            if (views.Frozen is null) FollowCatalog(end);
            if (views.Active.IsEmpty)
            {
                _wanted = false;
                return;
            }

            if (views.Frozen is not null) return;
            if (_wanted || IsFull(1) || time.GetUtcNow() - views.Active.OpenedAt >= options.FlushInterval) Freeze(end, views.Active.Figures.Plan);
        }
    }

    /// <summary>Asks for a flush of all that is stored now.</summary>
    /// <returns>Completes when the tables hold it.</returns>
    public Task CountedAsync()
    {
        lock (views.Gate)
        {
            if (views.Active.IsEmpty) return views.Frozen?.Flushed.Task ?? Task.CompletedTask;
            _wanted = true;
            return views.Active.Flushed.Task;
        }
    }

    /// <summary>The last flush failed, or null: it went well.</summary>
    public void Flushed(string? fault) => _flushFault = fault;

    /// <exception cref="EngineUnavailableException">The tables cannot take what is waiting.</exception>
    public void ThrowIfStuck()
    {
        lock (views.Gate)
        {
            if (IsFull(2) && _flushFault is { } fault) throw Stuck(fault);
        }
    }

    private void FollowCatalog(Location end)
    {
        var current = catalog.Current;
        if (ReferenceEquals(current, _seen)) return;
        var plan = new MetricPlan(current);
        if (!plan.SameAs(views.Active.Figures.Plan)) Change(plan, end);
        _seen = current;
    }

    private void Change(MetricPlan plan, Location end)
    {
        if (views.Active.IsEmpty)
        {
            views.Restart(plan, end, options.FlushEvents, time.GetUtcNow());
            return;
        }

        WaitForTables();
        Freeze(end, plan);
    }

    private void WaitForTables()
    {
        var until = time.GetTimestamp();
        while (views.Frozen is not null)
        {
            if (_flushFault is { } fault) throw Stuck(fault);
            if (time.GetElapsedTime(until) > LongestWait) throw Stuck("the tables take too long");
            Monitor.Wait(views.Gate, TimeSpan.FromMilliseconds(250));
        }
    }

    private void Freeze(Location end, MetricPlan plan)
    {
        views.Freeze(end, plan, options.FlushEvents, time.GetUtcNow());
        _wanted = false;
        Monitor.PulseAll(views.Gate);
    }

    private bool IsFull(int times) =>
        views.Active.Keys.Count >= (long)options.FlushEvents * times || views.Active.Figures.Cells >= (long)options.FlushCells * times;

    private static EngineUnavailableException Stuck(string fault) => new("Usage ledger", $"The figures cannot be written to the disk: {fault}");
}
