using Breakwater.Operations.Model;

namespace Breakwater.Tests.Contracts;

/// <summary>What every audit log does.</summary>
public abstract class AuditLogContract
{
    protected abstract IAuditLog Log { get; }

    [Fact]
    public async Task Entries_form_a_gapless_chain_that_verifies()
    {
        for (var i = 0; i < 25; i++) await Log.AppendAsync(Some.Entry(subject: $"thing:{i}") with { Reason = i % 2 == 0 ? null : "", Details = i % 3 == 0 ? null : "{}" }, Some.Ct);
        AuditHead? head = null;
        await foreach (var record in Log.ReadAllAsync(Some.Ct))
        {
            Assert.Null(AuditChain.Fault(head, record));
            head = new(record.Sequence, record.Hash);
        }

        Assert.Equal(25, head!.Sequence);
        Assert.Equal(head, await Log.HeadAsync(Some.Ct));
    }

    [Fact]
    public async Task Every_field_comes_back_as_it_was_written()
    {
        var entry = new AuditEntry(
            new Actor("local:ünï", "Zoë \"Q\" O'Hara;--", new HashSet<Role> { Role.Admin }), "metric.changed", "metric:a\u0000b", "line\nbreak 😀", """{"x":"'; DROP TABLE audit;--"}""");
        var written = await Log.AppendAsync(entry, Some.Ct);
        var read = Assert.Single((await Log.ListAsync(new(), Some.Ct)).Items);
        Assert.Equal(written, read);
        Assert.Equal((entry.Actor.Id, entry.Actor.Name, entry.Action, entry.Subject, entry.Reason, entry.Details), (read.ActorId, read.ActorName, read.Action, read.Subject, read.Reason, read.Details));
    }

    [Fact]
    public async Task Writers_at_the_same_time_never_fork_the_chain()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Some.Ct }, async (i, ct) => await Log.AppendAsync(Some.Entry(subject: $"thing:{i}"), ct));
        AuditHead? head = null;
        var subjects = new HashSet<string>();
        await foreach (var record in Log.ReadAllAsync(Some.Ct))
        {
            Assert.Null(AuditChain.Fault(head, record));
            head = new(record.Sequence, record.Hash);
            subjects.Add(record.Subject);
        }

        Assert.Equal(200, subjects.Count);
    }

    [Fact]
    public async Task Lists_are_newest_first_paged_and_searched()
    {
        for (var i = 0; i < 12; i++) await Log.AppendAsync(Some.Entry(i % 4 == 0 ? "key.issued" : "key.revoked", $"key:k_{i}"), Some.Ct);
        var page = await Log.ListAsync(new(Skip: 2, Take: 3), Some.Ct);
        Assert.Equal(12, page.Total);
        Assert.Equal([10L, 9, 8], page.Items.Select(record => record.Sequence));
        var issued = await Log.ListAsync(new(Search: "ISSUED"), Some.Ct);
        Assert.Equal((3L, 3), (issued.Total, issued.Items.Count));
        Assert.Equal(0, (await Log.ListAsync(new(Search: "%"), Some.Ct)).Total);
        Assert.Equal(12, (await Log.ListAsync(new(Search: "k_"), Some.Ct)).Total);
    }

    [Fact]
    public async Task Every_word_of_a_search_must_be_found_and_a_field_can_be_named()
    {
        await Log.AppendAsync(Some.Entry("key.issued", "key:k_1"), Some.Ct);
        await Log.AppendAsync(Some.Entry("key.revoked", "key:k_1") with { Reason = "issued by mistake" }, Some.Ct);
        await Log.AppendAsync(Some.Entry("job.run", "job:key.issued"), Some.Ct);
        Assert.Equal([3L, 2, 1], await FoundAsync("issued"));
        Assert.Equal([2L], await FoundAsync("  ISSUED\t revoked "));
        Assert.Equal([1L], await FoundAsync("action:key.issued"));
        Assert.Equal([2L, 1], await FoundAsync("actor:admin subject:k_1"));
        Assert.Empty(await FoundAsync("actor:k_1"));
        Assert.Empty(await FoundAsync("actor:"));
        Assert.Empty(await FoundAsync("k_1' OR 1=1 --"));

        async Task<IEnumerable<long>> FoundAsync(string search) => (await Log.ListAsync(new(Search: search), Some.Ct)).Items.Select(record => record.Sequence);
    }

    [Fact]
    public async Task An_empty_log_is_whole()
    {
        Assert.Empty((await Log.ListAsync(new(), Some.Ct)).Items);
        Assert.True(await Log.HeadAsync(Some.Ct) is null or { Sequence: 0 });
    }
}
