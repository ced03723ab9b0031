using Breakwater.Metering.Ports;

namespace Breakwater.Engines.Embedded.Metering;

/// <summary>Adds the lanes' figures up for the Operations page.</summary>
internal static class LedgerStatusReader
{
    public static LedgerStatus Read(MeteringStore store)
    {
        long events = 0, bytes = 0, last = 0;
        int queued = 0, busy = 0;
        double wait = 0, commit = 0;
        string? fault = null;
        foreach (var lane in store.Lanes)
        {
            lock (lane.Views.Gate) events += lane.Views.EventsBeforeActive + lane.Views.Active.Figures.Events;
            queued += lane.Queue.Count;
            busy += lane.Writer.IsBusy ? 1 : 0;
            wait = Math.Max(wait, lane.Writer.WaitMs.Value);
            commit = Math.Max(commit, lane.Writer.CommitMs.Value);
            last = Math.Max(last, lane.Writer.LastCommit);
            bytes += lane.Bytes();
            fault ??= lane.Writer.Fault;
        }

        return new LedgerStatus(
            queued, store.Options.QueueCapacity * store.Lanes.Length, store.Lanes.Length, busy, wait, commit, events,
            last == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(last), store.Options.Fsync ? "fsync" : "os", bytes, fault);
    }
}
