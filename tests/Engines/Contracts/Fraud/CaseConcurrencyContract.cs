using System.Collections.Concurrent;
using System.Text.Json;
using Breakwater.Fraud.Ingest;
using Breakwater.Fraud.Model;
using CsCheck;

namespace Breakwater.Tests.Contracts.Fraud;

/// <summary>Many people and many runs on one store of cases at once.</summary>
public abstract class CaseConcurrencyContract
{
    private const int Analysts = 50;
    private const int Cases = 200;

    protected abstract CaseRig Rig { get; }

    private sealed record Act(int Kind, int Case, int Other);

    [Fact]
    public async Task No_case_is_owned_twice_and_no_decision_is_lost()
    {
        var run = 0;
        var acts = Gen.Select(Gen.Int[0, 99], Gen.Int[0, Cases - 1], Gen.Int[0, Cases - 1], (kind, at, other) => new Act(kind, at, other));
        await acts.Array[24].Array[Analysts].SampleAsync(async work =>
        {
            var prefix = $"run{Interlocked.Increment(ref run)}";
            // Two cases of each customer, ten days apart, so that some can be merged.
            var ids = (await Rig.Record.RunAsync([.. Enumerable.Range(0, Cases).Select(i => SomeCases.Of($"{prefix}-{i / 2}", SomeCases.Finding(-10 * (i % 2))))], Some.Ct)).Value;
            Assert.Equal(Cases, ids.Count);
            var decided = new ConcurrentBag<(CaseId Id, string By)>();
            var merged = new ConcurrentBag<CaseId>();
            await Parallel.ForAsync(0, Analysts, new ParallelOptions { MaxDegreeOfParallelism = Analysts, CancellationToken = Some.Ct }, async (i, _) =>
            {
                foreach (var act in work[i]) await DoAsync(SomeCases.Analyst(i), act, ids, decided, merged);
            });

            var audit = new Dictionary<string, List<AuditRecord>>();
            await foreach (var entry in Rig.Log.ReadAllAsync(Some.Ct)) (audit.TryGetValue(entry.Subject, out var list) ? list : audit[entry.Subject] = []).Add(entry);
            foreach (var file in await Rig.Store.FindAsync([.. ids], Some.Ct))
            {
                var entries = audit[$"case:{file.Case.Id}"];
                Assert.Equal((file.Case.State, file.Case.Owner?.Id), Replay(entries));
                Assert.Equal(Enumerable.Range(1, file.Case.Version), entries.Select(Version).OfType<int>());
                Assert.Equal(decided.Where(item => item.Id == file.Case.Id).Select(item => item.By), entries.Where(entry => entry.Action is "case.confirmed" or "case.dismissed").Select(entry => entry.ActorId));
                Assert.Equal(merged.Count(id => id == file.Case.Id), entries.Count(entry => entry.Action == "case.merged"));
                Assert.Equal(file.Case.State == CaseState.Merged, file.Findings.Count == 0);
            }

            Assert.NotEmpty(decided);
            Assert.NotEmpty(merged);
        }, iter: 2, threads: 1);
    }

    private async Task DoAsync(Actor actor, Act act, IReadOnlyList<CaseId> ids, ConcurrentBag<(CaseId, string)> decided, ConcurrentBag<CaseId> merged)
    {
        var target = new CaseRef(ids[act.Case]);
        switch (act.Kind)
        {
            case < 40: await Rig.Claim.RunAsync(actor, target, Some.Ct); break;
            case < 55: await Rig.Release.RunAsync(actor, target, Some.Ct); break;
            case < 65: await Rig.Assign.RunAsync(actor, target, CaseRules.Person(actor), "taken over", Some.Ct); break;
            case < 75: await Rig.Comment.RunAsync(actor, target.Id, "seen", Some.Ct); break;
            case < 85:
                var pair = new CaseRef(ids[act.Case ^ 1]);
                if ((await Rig.Merge.RunAsync(actor, target, [pair], null, Some.Ct)).IsOk) merged.Add(pair.Id);
                break;
            default:
                var reason = act.Other % 2 == 0 ? DecisionReason.StolenKey : DecisionReason.Launch;
                if ((await Rig.Decide.RunAsync(actor, target, new(reason), Some.Ct)).IsOk) decided.Add((target.Id, actor.Id));
                break;
        }
    }

    // The audit log is the order in which things happened: whatever it tells must follow the rules.
    private static (CaseState State, string? Owner) Replay(List<AuditRecord> entries)
    {
        var (state, owner) = (CaseState.Open, (string?)null);
        foreach (var entry in entries)
        {
            if (entry.Action is "case.commented" or "case.opened") continue;
            Assert.Equal(CaseState.Open, state);
            if (entry.Action == "case.claimed") Assert.Null(owner);
            else if (entry.Action == "case.released") Assert.Equal(owner, entry.ActorId);
            else if (entry.Action != "case.assigned") Assert.True(owner is null || owner == entry.ActorId, $"{entry.Action} by {entry.ActorId} while {owner} works it");
            (state, owner) = entry.Action switch
            {
                "case.released" => (state, null),
                "case.merged" => (CaseState.Merged, null),
                "case.confirmed" => (CaseState.Confirmed, entry.ActorId),
                "case.dismissed" => (CaseState.Dismissed, entry.ActorId),
                _ => (state, entry.ActorId),
            };
        }

        return (state, owner);
    }

    private static int? Version(AuditRecord entry) =>
        JsonDocument.Parse(entry.Details!).RootElement.GetProperty("version") is { ValueKind: JsonValueKind.Number } version ? version.GetInt32() : null;
}
