using Breakwater.Fraud.Ingest;
using Breakwater.Fraud.Model;
using Breakwater.Kernel;
using Breakwater.Kernel.Ports;
using Breakwater.Tests.Contracts.Fraud;

namespace Breakwater.Tests.Fraud.Cases;

/// <summary>What is done to keys from a case: previewed in words, done at once, told twice (key and case).</summary>
public sealed class KeyActionTests : IAsyncDisposable
{
    private static readonly Actor Ann = SomeCases.Analyst();
    private readonly CaseHarness _harness = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ActOnKey Act => _harness.Get<ActOnKey>();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task Suspending_from_a_case_does_what_the_preview_said_and_is_told_by_key_and_case()
    {
        var (stolen, other) = (await _harness.IssueAsync(), await _harness.IssueAsync());
        var id = (await _harness.Rig.OpenAsync()).Case.Id;
        var preview = (await Act.PreviewAsync(Ann, id, stolen.Key.Id, new KeyAction.Suspend(), Ct)).Value;
        Assert.Equal((2, 1, true), (preview.Working, preview.WorkingAfter, preview.Changes));
        Assert.Equal("Requests with it are refused from now on, until it is resumed. 1 key of acme works then.", preview.InWords);
        Assert.True(await _harness.WorksAsync(stolen));
        Assert.True((await Act.RunAsync(Ann, id, stolen.Key.Id, new KeyAction.Suspend(), "nightly <b>scraping</b>", Ct)).IsOk);
        Assert.False(await _harness.WorksAsync(stolen));
        Assert.True(await _harness.WorksAsync(other));
        Assert.False((await Act.PreviewAsync(Ann, id, stolen.Key.Id, new KeyAction.Suspend(), Ct)).Value.Changes);

        var file = await _harness.Rig.FindAsync(id);
        Assert.Equal([stolen.Key.Id], file.Case.Keys);
        Assert.Equal(1, file.Case.Version);
        var step = (await _harness.Rig.StepsAsync(id))[0];
        Assert.Equal((CaseStepKind.KeySuspended, "nightly <b>scraping</b>", null), (step.Kind, step.Words, step.Version));
        Assert.Contains(stolen.Key.Id.Value, step.What, StringComparison.Ordinal);
        var entries = (await _harness.Get<IAuditLog>().ListAsync(new(Take: 2), Ct)).Items;
        Assert.Equal(["case.key-suspended", "key.suspended"], entries.Select(entry => entry.Action));
        Assert.Equal($"nightly <b>scraping</b> (case {id})", entries[1].Reason);

        Assert.True((await Act.RunAsync(Ann, id, stolen.Key.Id, new KeyAction.Resume(), "explained", Ct)).IsOk);
        Assert.True(await _harness.WorksAsync(stolen));
    }

    [Fact]
    public async Task Rotating_and_tightening_work_from_a_case()
    {
        var stolen = await _harness.IssueAsync();
        var id = (await _harness.Rig.OpenAsync()).Case.Id;
        Assert.Equal("Its limit falls from 100 to 5 requests in 60 s.", (await Act.PreviewAsync(Ann, id, stolen.Key.Id, new KeyAction.Tighten(5), Ct)).Value.InWords);
        Assert.Equal(5, (await Act.RunAsync(Ann, id, stolen.Key.Id, new KeyAction.Tighten(5), "slow it down", Ct)).Value.Key.RateLimit);
        Assert.Equal("rate_limit", (await Act.RunAsync(Ann, id, stolen.Key.Id, new KeyAction.Tighten(50), "faster", Ct)).Problem!.Field);
        Assert.Equal("A new key takes its place; requests with the old one are refused from now on.", (await Act.PreviewAsync(Ann, id, stolen.Key.Id, new KeyAction.Rotate(TimeSpan.Zero), Ct)).Value.InWords);
        var made = (await Act.RunAsync(Ann, id, stolen.Key.Id, new KeyAction.Rotate(TimeSpan.Zero), "stolen", Ct)).Value;
        Assert.NotNull(made.Secret);
        Assert.False(await _harness.WorksAsync(stolen));
        Assert.DoesNotContain(await _harness.Rig.StepsAsync(id), step => $"{step.What} {step.Words}".Contains(made.Secret, StringComparison.Ordinal));
        Assert.Equal([CaseStepKind.KeyRotated, CaseStepKind.KeyTightened, CaseStepKind.Opened], (await _harness.Rig.StepsAsync(id)).Select(step => step.Kind));
    }

    [Fact]
    public async Task A_key_of_somebody_else_an_unknown_case_and_a_missing_right_change_nothing()
    {
        var (own, foreign) = (await _harness.IssueAsync(), await _harness.IssueAsync("other"));
        var id = (await _harness.Rig.OpenAsync()).Case.Id;
        Assert.Equal("unknown-key", (await Act.RunAsync(Ann, id, foreign.Key.Id, new KeyAction.Suspend(), "odd", Ct)).Problem!.Type);
        Assert.Equal("unknown-key", (await Act.PreviewAsync(Ann, id, foreign.Key.Id, new KeyAction.Suspend(), Ct)).Problem!.Type);
        Assert.Equal("unknown-case", (await Act.RunAsync(Ann, new("c_none"), own.Key.Id, new KeyAction.Suspend(), "odd", Ct)).Problem!.Type);
        Assert.Equal("reason", (await Act.RunAsync(Ann, id, own.Key.Id, new KeyAction.Suspend(), " ", Ct)).Problem!.Field);
        Assert.Equal("reason", (await Act.RunAsync(Ann, id, own.Key.Id, new KeyAction.Suspend(), new string('x', 901), Ct)).Problem!.Field);
        Assert.Equal("overlap_seconds", (await Act.RunAsync(Ann, id, own.Key.Id, new KeyAction.Rotate(TimeSpan.FromHours(25)), "odd", Ct)).Problem!.Field);
        foreach (var role in new[] { Role.Analyst, Role.Support, Role.Operator })
        {
            Assert.Equal(ProblemKind.Forbidden, (await Act.RunAsync(CaseHarness.As(role), id, own.Key.Id, new KeyAction.Suspend(), "odd", Ct)).Problem!.Kind);
            Assert.Equal(ProblemKind.Forbidden, (await Act.PreviewAsync(CaseHarness.As(role), id, own.Key.Id, new KeyAction.Suspend(), Ct)).Problem!.Kind);
        }

        Assert.True(await _harness.WorksAsync(own));
        Assert.True(await _harness.WorksAsync(foreign));
        Assert.Single(await _harness.Rig.StepsAsync(id));
    }

    [Fact]
    public async Task A_case_names_the_keys_that_were_in_use_since_the_incident_began()
    {
        var (used, idle) = (await _harness.IssueAsync(), await _harness.IssueAsync());
        await _harness.WorksAsync(used);
        var file = await _harness.Rig.OpenAsync();
        Assert.Equal([used.Key.Id], file.Case.Keys);
        Assert.Equal(2, (await _harness.Rig.Queries.FindAsync(Ann, file.Case.Id, Ct)).Value.Keys.Count);
        Assert.Equal(file.Case.Id, Assert.Single((await _harness.Rig.Queries.ListAsync(Ann, new(), new(Search: used.Key.Id.Value), Ct)).Value.Items).Id);
        Assert.Empty((await _harness.Rig.Queries.ListAsync(Ann, new(), new(Search: idle.Key.Id.Value), Ct)).Value.Items);
    }
}
