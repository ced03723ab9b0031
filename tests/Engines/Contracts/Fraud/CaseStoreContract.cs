using Breakwater.Fraud.Ingest;
using Breakwater.Fraud.Model;
using Breakwater.Fraud.Ports;

namespace Breakwater.Tests.Contracts.Fraud;

/// <summary>What every store of cases does.</summary>
public abstract class CaseStoreContract
{
    private static readonly Actor Ann = SomeCases.Analyst(1);
    private static readonly Actor Bob = SomeCases.Analyst(2);

    protected abstract CaseRig Rig { get; }

    protected abstract void Advance(TimeSpan time);

    [Fact]
    public async Task A_case_comes_back_whole()
    {
        var opened = await Rig.OpenAsync(finding: SomeCases.Finding());
        await Rig.Claim.RunAsync(Ann, new(opened.Case.Id), Some.Ct);
        await Rig.Escalate.RunAsync(Bob, new(opened.Case.Id), true, "look at the <b>hours</b>", Some.Ct);
        await Rig.Dispute.RunAsync(Ann, new(opened.Case.Id), true, "not theirs", Some.Ct);
        await Rig.Snooze.RunAsync(Ann, new(opened.Case.Id), Rig.Time.GetUtcNow().AddHours(3), null, Some.Ct);
        var ruling = new CaseRuling(DecisionReason.NewRegion, "São Paulo goes live 🎉", SomeCases.Day);
        var decided = (await Rig.Decide.RunAsync(Ann, new(opened.Case.Id), ruling, Some.Ct)).Value;
        var found = await Rig.FindAsync(opened.Case.Id);
        Assert.Equal(decided with { Metrics = found.Case.Metrics, Stakes = found.Case.Stakes, Keys = found.Case.Keys }, found.Case);
        Assert.Equal(decided.Metrics, found.Case.Metrics);
        Assert.Equal(decided.Stakes, found.Case.Stakes);
        Assert.Equal(ruling, found.Case.Decision!.Ruling);
        Assert.Equal(6, found.Case.Version);
        var finding = Assert.Single(found.Findings);
        Assert.Equal(SomeCases.Finding() with { Terms = finding.Terms, HourlyUsage = finding.HourlyUsage, HourlyBand = finding.HourlyBand, Course = finding.Course }, finding);
        Assert.Equal(SomeCases.Finding().Terms, finding.Terms);
        Assert.Equal(SomeCases.Finding().HourlyUsage, finding.HourlyUsage);
        Assert.Equal(SomeCases.Finding().HourlyBand, finding.HourlyBand);
        Assert.Equal(SomeCases.Finding().Course, finding.Course);
        Assert.Equal(Enumerable.Range(1, 6).Reverse(), (await Rig.StepsAsync(opened.Case.Id)).Select(step => step.Version!.Value));
        Assert.Empty(await Rig.Store.FindAsync([new("c_no")], Some.Ct));
    }

    [Fact]
    public async Task Every_step_is_an_audit_entry_and_a_refused_one_is_none()
    {
        var id = (await Rig.OpenAsync()).Case.Id;
        await Rig.Claim.RunAsync(Ann, new(id), Some.Ct);
        Assert.Equal("case-held", (await Rig.Claim.RunAsync(Bob, new(id), Some.Ct)).Problem!.Type);
        Assert.Equal("changed-meanwhile", (await Rig.Release.RunAsync(Ann, new(id, 1), Some.Ct)).Problem!.Type);
        Assert.Equal("case-held", (await Rig.Decide.RunAsync(Bob, new(id), new(DecisionReason.StolenKey), Some.Ct)).Problem!.Type);
        Assert.True((await Rig.Comment.RunAsync(Bob, id, "seen", Some.Ct)).IsOk);
        Assert.True((await Rig.Assign.RunAsync(Bob, new(id), CaseRules.Person(Bob), "Ann is away", Some.Ct)).IsOk);
        Assert.True((await Rig.Decide.RunAsync(Bob, new(id), new(DecisionReason.StolenKey), Some.Ct)).IsOk);
        var entries = await Rig.AuditAsync(id);
        Assert.Equal(["case.opened", "case.claimed", "case.commented", "case.assigned", "case.confirmed"], entries.Select(entry => entry.Action));
        Assert.Equal(["system", Ann.Id, Bob.Id, Bob.Id, Bob.Id], entries.Select(entry => entry.ActorId));
        Assert.Equal([null, null, "seen", "Ann is away", null], entries.Select(entry => entry.Reason));
        Assert.Equal(entries.Count, (await Rig.StepsAsync(id)).Count);
    }

    [Fact]
    public async Task A_write_is_saved_whole_or_not_at_all()
    {
        var (a, b) = (await Rig.OpenAsync("a"), await Rig.OpenAsync("b"));
        var now = Rig.Time.GetUtcNow();
        CaseChange Claim(CaseFile file) => CaseRules.Claim(file, Ann, now).Value;
        var stale = Claim(b) with { File = Claim(b).File with { Case = Claim(b).File.Case with { Version = 7 } } };
        Assert.Equal([false, true], await Rig.Store.SaveAsync([new([Claim(a), stale]), new([Claim(b)])], Some.Ct));
        Assert.Null((await Rig.FindAsync(a.Case.Id)).Case.Owner);
        Assert.Equal(Ann.Id, (await Rig.FindAsync(b.Case.Id)).Case.Owner!.Id);
        Assert.Equal(["case.opened"], (await Rig.AuditAsync(a.Case.Id)).Select(entry => entry.Action));
        Assert.Equal([false], await Rig.Store.SaveAsync([new([Claim(a)], Book: 0)], Some.Ct));
        Assert.Equal([true], await Rig.Store.SaveAsync([new([Claim(a)], Book: 1)], Some.Ct));
        Assert.Equal(2, Assert.Single(await Rig.Store.BooksAsync([new("a")], SomeCases.Day, Some.Ct)).Version);
    }

    [Fact]
    public async Task Lists_filter_sort_page_and_search()
    {
        var low = (await Rig.OpenAsync("acme-eu", SomeCases.Finding(score: 7, verdict: DayVerdict.Review, usage: 19))).Case;
        Advance(TimeSpan.FromMinutes(1));
        var top = (await Rig.OpenAsync("globex", SomeCases.Finding(score: 30, metric: "bandwidth"))).Case;
        Advance(TimeSpan.FromMinutes(1));
        var mid = (await Rig.OpenAsync("initech", SomeCases.Finding(score: 12, usage: 19))).Case;
        await Rig.Claim.RunAsync(Ann, new(mid.Id), Some.Ct);
        await Rig.Comment.RunAsync(Bob, low.Id, "Customer wrote: \"we moved to Köln\" <script>alert(1)</script>", Some.Ct);
        await Rig.Snooze.RunAsync(Bob, new(low.Id), Rig.Time.GetUtcNow().AddDays(9), null, Some.Ct);
        await Rig.Decide.RunAsync(Bob, new((await Rig.OpenAsync("umbrella")).Case.Id), new(DecisionReason.Launch), Some.Ct);
        var names = new Dictionary<CaseId, char> { [low.Id] = 'l', [top.Id] = 't', [mid.Id] = 'm' };
        var open = new CaseFilter(CaseState.Open);

        Assert.Equal("tml", await List(open));
        Assert.Equal("tml", await List(open, new(Sort: "severity", Descending: true)));
        Assert.Equal("lmt", await List(open, new(Sort: "score")));
        Assert.Equal("mtl", await List(open, new(Sort: "age")));
        Assert.Equal("ltm", await List(open, new(Sort: "age", Descending: true)));
        Assert.Equal("tml", await List(open, new(Sort: "due")));
        Assert.Equal("t", (await List(open, new(Sort: "stake", Descending: true)))[..1]);
        Assert.Equal("m", await List(open, new(Skip: 1, Take: 1)));
        Assert.Equal("m", await List(open with { OwnerId = Ann.Id }));
        Assert.Equal("tl", await List(open with { Owned = false }));
        Assert.Equal("m", await List(open with { Owned = true }));
        Assert.Equal("l", await List(open with { Snoozed = true }));
        Assert.Equal("tm", await List(open with { Snoozed = false }));
        Assert.Equal("t", await List(open with { Severity = CaseSeverity.Critical }));
        Assert.Equal("t", await List(open with { Metric = new("bandwidth") }));
        Assert.Equal("l", await List(open with { Verdict = DayVerdict.Review }));
        Assert.Equal("tml", await List(open with { Attack = AttackKind.Shift }));
        Assert.Equal("", await List(open with { Attack = AttackKind.QuietHours }));
        Assert.Equal("t", await List(open with { Customer = new("globex") }));
        Assert.Equal("tml", await List(open with { From = SomeCases.Day, To = SomeCases.Day }));
        Assert.Equal("", await List(open with { From = SomeCases.Day.AddDays(1) }));
        Assert.Equal("", await List(open with { To = SomeCases.Day.AddDays(-1) }));
        Assert.Equal("tml", await List(open with { To = DateOnly.MaxValue }));
        Advance(TimeSpan.FromHours(2));
        Assert.Equal("t", await List(open with { Overdue = true }));

        Assert.Equal("l", await List(open, new(Search: "eu")));
        Assert.Equal("l", await List(open, new(Search: "ACME koln")));
        Assert.Equal("l", await List(open, new(Search: "\"we")));
        Assert.Equal("t", await List(open, new(Search: top.Id.Value)));
        Assert.Equal("t", await List(open, new(Search: top.Id.Value[..9])));
        Assert.Equal("", await List(open, new(Search: "acme nowhere")));
        Assert.Equal("l", await List(open, new(Search: "moved köl")));
        Assert.Equal("l", await List(open, new(Search: "köl moved")));
        Assert.Equal("", await List(open, new(Search: "öln")));
        Assert.Equal("tml", await List(open, new(Search: "c")));
        Assert.Equal("ltm", await List(open, new(Search: "c", Sort: "age", Descending: true)));
        Assert.Equal("m", await List(open, new(Search: "c", Skip: 1, Take: 1)));
        Assert.Equal("", await List(open with { Owned = true }, new(Search: "globex")));
        Assert.Equal("t", await List(open, new(Search: "globex*")));
        Assert.Equal("t", await List(open, new(Search: "-globex")));
        foreach (var operators in new[] { "globex NOT koln", "globex OR koln", "NEAR(globex koln)", "words:globex", "globex AND \"koln" }) Assert.Equal("", await List(open, new(Search: operators)));
        foreach (var hostile in new[] { "'; DROP TABLE cases;--", "\"", "* OR *", "words: NEAR(", "\0", "<script>x", "%", new string('x', 5_000) }) Assert.Equal("", await List(open, new(Search: hostile)));

        async Task<string> List(CaseFilter filter, PageRequest? page = null) => string.Concat((await Rig.AllAsync(filter, page)).Select(found => names[found.Id]));
    }

    [Fact]
    public async Task Counts_months_and_history_come_from_the_cases()
    {
        await Rig.OpenAsync("a", SomeCases.Finding(score: 30));
        await Rig.Claim.RunAsync(Ann, new((await Rig.OpenAsync("b", SomeCases.Finding(score: 30))).Case.Id), Some.Ct);
        await Rig.Decide.RunAsync(Ann, new((await Rig.OpenAsync("c")).Case.Id), new(DecisionReason.Abuse), Some.Ct);
        await Rig.Decide.RunAsync(Ann, new((await Rig.OpenAsync("d")).Case.Id), new(DecisionReason.Holiday), Some.Ct);
        Advance(TimeSpan.FromHours(2));
        var counts = await Rig.Store.CountAsync(Some.Ct);
        Assert.Equal(new SeverityCount(CaseSeverity.Critical, 2, 1, 2, 0), counts.BySeverity[0]);
        Assert.Equal((2, 2, 4), (counts.Open, counts.Overdue, counts.BySeverity.Count));
        Assert.Equal([2, 1, 1, 0], counts.ByState.OrderBy(pair => pair.Key).Select(pair => pair.Value));
        var month = Assert.Single(await Rig.Store.MonthsAsync(new(2026, 1, 1), Some.Ct));
        Assert.Equal((1, 1, 2, .5), (month.Confirmed, month.Dismissed, month.Open, month.Precision));
        Assert.Empty(await Rig.Store.MonthsAsync(new(2027, 1, 1), Some.Ct));
    }

    [Fact]
    public async Task Day_flags_and_rebaselines_follow_the_decisions()
    {
        await Rig.OpenAsync("a");
        await Rig.Decide.RunAsync(Ann, new((await Rig.OpenAsync("b")).Case.Id), new(DecisionReason.StolenKey), Some.Ct);
        await Rig.Decide.RunAsync(Ann, new((await Rig.OpenAsync("c")).Case.Id), new(DecisionReason.Migration, null, SomeCases.Day.AddDays(-1)), Some.Ct);
        var flags = await Rig.Store.DayFlagsAsync(SomeCases.Day, null, Some.Ct);
        Assert.Equal([DayStanding.Suspected, DayStanding.Fraud, DayStanding.Cleared], flags.OrderBy(flag => flag.Customer.Value).Select(flag => flag.Standing));
        Assert.Equal(new DayFlag(new("b"), new("api_calls"), SomeCases.Day, DayStanding.Fraud), Assert.Single(await Rig.Store.DayFlagsAsync(SomeCases.Day, new("b"), Some.Ct)));
        Assert.Empty(await Rig.Store.DayFlagsAsync(SomeCases.Day.AddDays(1), null, Some.Ct));
        Assert.Equal([new Rebaseline(new("c"), new("api_calls"), SomeCases.Day.AddDays(-1))], await Rig.Store.RebaselinesAsync(null, Some.Ct));
        Assert.Empty(await Rig.Store.RebaselinesAsync(new("b"), Some.Ct));
        Assert.Single(await Rig.Store.RebaselinesAsync(new("c"), Some.Ct));
    }

    [Fact]
    public async Task A_key_named_by_a_step_survives_a_change_that_had_not_seen_it()
    {
        var file = await Rig.OpenAsync();
        var claim = CaseRules.Claim(file, Ann, Rig.Time.GetUtcNow()).Value;
        var step = new CaseStep(Rig.Time.GetUtcNow(), CaseRules.Person(Bob), CaseStepKind.KeySuspended, "k_feed");
        Assert.True(await Rig.Store.AddStepAsync(file.Case.Id, step, new("k_feed"), Some.Entry(), Some.Ct));
        Assert.True(await Rig.Store.AddStepAsync(file.Case.Id, step, new("k_feed"), Some.Entry(), Some.Ct));
        Assert.Equal([true], await Rig.Store.SaveAsync([new([claim])], Some.Ct));
        Assert.Equal([new KeyId("k_feed")], (await Rig.FindAsync(file.Case.Id)).Case.Keys);
        Assert.Equal(file.Case.Id, Assert.Single(await Rig.AllAsync(page: new(Search: "k_feed"))).Id);
        Assert.False(await Rig.Store.AddStepAsync(new("c_no"), step, null, Some.Entry(), Some.Ct));
    }

    [Fact]
    public async Task Views_belong_to_a_person_and_are_bounded()
    {
        Assert.True(await Rig.Views.SaveAsync("ann", new("Mine", "owner=me", Some.Instant), Some.Ct));
        Assert.True(await Rig.Views.SaveAsync("ann", new("Mine", "owner=me&sort=due", Some.Instant), Some.Ct));
        Assert.Equal([new SavedView("Mine", "owner=me&sort=due", Some.Instant)], await Rig.Views.ListAsync("ann", Some.Ct));
        Assert.Empty(await Rig.Views.ListAsync("bob", Some.Ct));
        for (var i = 1; i < ICaseViews.Most; i++) Assert.True(await Rig.Views.SaveAsync("ann", new($"View {i}", "", Some.Instant), Some.Ct));
        Assert.False(await Rig.Views.SaveAsync("ann", new("One more", "", Some.Instant), Some.Ct));
        Assert.True(await Rig.Views.SaveAsync("ann", new("Mine", "", Some.Instant), Some.Ct));
        await Rig.Views.DeleteAsync("bob", "Mine", Some.Ct);
        Assert.Equal(ICaseViews.Most, (await Rig.Views.ListAsync("ann", Some.Ct)).Count);
        await Rig.Views.DeleteAsync("ann", "Mine", Some.Ct);
        Assert.Equal(ICaseViews.Most - 1, (await Rig.Views.ListAsync("ann", Some.Ct)).Count);
    }
}
