using Breakwater.Fraud.Ingest;
using Breakwater.Fraud.Model;
using Breakwater.Fraud.Ports;
using Breakwater.Fraud.Read;

namespace Breakwater.Tests.Contracts.Fraud;

/// <summary>The commands of cases on a store.</summary>
public sealed class CaseRig(ICaseStore store, ICaseViews views, IAuditLog log, INotifications notifications, ICustomerKeys keys, TimeProvider time)
{
    public ICaseStore Store => store;

    public ICaseViews Views => views;

    public IAuditLog Log => log;

    public INotifications Notifications => notifications;

    public TimeProvider Time => time;

    public CaseDesk Desk { get; } = new(store, time);

    public CaseAlarm Alarm { get; } = new(notifications, time);

    public RecordFindings Record => new(store, keys, Alarm, time);

    public ClaimCase Claim => new(Desk);

    public ReleaseCase Release => new(Desk);

    public AssignCase Assign => new(Desk);

    public SnoozeCase Snooze => new(Desk);

    public DecideCase Decide => new(Desk, Alarm);

    public ReopenCase Reopen => new(Desk, Alarm);

    public MergeCases Merge => new(Desk, Alarm);

    public SplitCase Split => new(Desk, Alarm);

    public EscalateCase Escalate => new(Desk);

    public DisputeUsage Dispute => new(Desk);

    public CommentCase Comment => new(store, time);

    public CaseQueries Queries => new(store, views, keys);

    /// <summary>Records one finding and gives its case.</summary>
    public async Task<CaseFile> OpenAsync(string customer = "acme", CaseFinding? finding = null)
    {
        var ids = (await Record.RunAsync([SomeCases.Of(customer, finding ?? SomeCases.Finding())], Some.Ct)).Value;
        return await FindAsync(Assert.Single(ids));
    }

    public async Task<CaseFile> FindAsync(CaseId id) => Assert.Single(await store.FindAsync([id], Some.Ct));

    public async Task<IReadOnlyList<FraudCase>> AllAsync(CaseFilter? filter = null, PageRequest? page = null) =>
        (await store.ListAsync(filter ?? new(), page ?? new(Take: 1_000), Some.Ct)).Items;

    public async Task<IReadOnlyList<CaseStep>> StepsAsync(CaseId id) => (await store.StepsAsync(id, new(Take: 1_000), Some.Ct)).Items;

    public async Task<IReadOnlyList<AuditRecord>> AuditAsync(CaseId id)
    {
        var entries = new List<AuditRecord>();
        await foreach (var entry in log.ReadAllAsync(Some.Ct))
        {
            if (entry.Subject == $"case:{id}") entries.Add(entry);
        }

        return entries;
    }
}
