using Breakwater.Engines.Embedded.Metering.Lanes;
using Breakwater.Engines.Embedded.Metering.Rollups;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Metering.Reading;

/// <summary>A lane at one instant: its tables in one snapshot, and what memory holds beyond that snapshot.</summary>
internal sealed class LaneSnapshot : IDisposable
{
    private readonly SqliteTransaction _transaction;

    private LaneSnapshot(Lane lane, Question question)
    {
        Tables = lane.Store.OpenReader();
        // The first SELECT fixes the snapshot: from then on the tables and what memory adds to them belong together.
        _transaction = Tables.BeginTransaction(deferred: true);
        var generation = LaneStore.GenerationOf(Tables);
        var memory = new List<Overlay>(2);
        if (lane.Views.Frozen is { } frozen && frozen.Number > generation) memory.Add(frozen.Figures);
        memory.Add(lane.Views.Active.Figures);
        Memory = memory;
        Rows = question.FromRows && IsCounted(question, generation);
    }

    /// <summary>Takes it, and lets memory be read while it cannot change.</summary>
    public static LaneSnapshot Take(Lane lane, Question question, Action<LaneSnapshot> memory)
    {
        lock (lane.Views.Gate)
        {
            var snapshot = new LaneSnapshot(lane, question);
            memory(snapshot);
            return snapshot;
        }
    }

    /// <summary>The tables.</summary>
    public SqliteConnection Tables { get; }

    /// <summary>What the tables lack. The active part grows on as soon as the lane's gate opens.</summary>
    public IReadOnlyList<Overlay> Memory { get; }

    /// <summary>True where rows answer the question, false where only single events do.</summary>
    public bool Rows { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _transaction.Dispose();
        Tables.Dispose();
    }

    // Rows tell the truth only where the metric was counted with this very meaning from the first event on.
    private bool IsCounted(Question question, long generation)
    {
        if (question.Fingerprint is null) return true;
        if (generation > 0)
        {
            var known = LaneStore.ReadMetrics(Tables);
            if (!known.TryGetValue(question.Table, out var state) || !state.Complete || state.Fingerprint != question.Fingerprint) return false;
        }

        return Memory.All(overlay => overlay.Events == 0 || question.IndexIn(overlay.Plan) >= 0);
    }
}
