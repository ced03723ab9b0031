namespace Breakwater.Fraud.Ingest;

/// <summary>
/// Turns what scoring found into cases: one per customer and incident (<see cref="Incidents"/>). Set-based: three calls of the stores for
/// 500 customers. Two runs at once, on this host or another, never open two cases for one incident: the store refuses the second, which plans anew.
/// </summary>
public sealed class RecordFindings(ICaseStore store, ICustomerKeys keys, CaseAlarm alarm, TimeProvider time)
{
    private const int Customers = 500;
    private const int MaxAttempts = 20;

    /// <summary>Records findings; recording one again changes nothing.</summary>
    /// <param name="findings">What was found, at most 100,000; findings that are no suspicion only bring open cases up to date.</param>
    /// <param name="ct">Cancels between batches; what was saved stays and is found again.</param>
    /// <returns>The open cases that the findings belong to now.</returns>
    public async Task<Outcome<IReadOnlyList<CaseId>>> RunAsync(IReadOnlyList<(CustomerId Customer, CaseFinding Finding)> findings, CancellationToken ct)
    {
        if (findings.Count > 100_000) return Problem.Invalid("findings", "At most 100,000 findings at a time.");
        for (var i = 0; i < findings.Count; i++)
        {
            if (!Identifier.IsValid(findings[i].Customer.Value ?? "")) return Problem.Invalid($"findings[{i}].customer", $"The customer id {Identifier.Rule}.");
            if (FindingRules.Check(findings[i].Finding) is { } rule) return Problem.Invalid($"findings[{i}]", rule);
        }

        var cases = new List<CaseId>();
        foreach (var batch in findings.GroupBy(item => item.Customer, item => item.Finding).Chunk(Customers))
        {
            var recorded = await RecordAsync(batch, ct);
            if (recorded.Problem is { } problem) return problem;
            cases.AddRange(recorded.Value);
        }

        return cases;
    }

    private async Task<Outcome<IReadOnlyList<CaseId>>> RecordAsync(IReadOnlyList<IGrouping<CustomerId, CaseFinding>> batch, CancellationToken ct)
    {
        var known = (await keys.ListAsync([.. batch.Select(customer => customer.Key)], ct)).ToLookup(key => key.Customer);
        // Two days back: a decided incident that ended within 48 hours is the one that a new case follows.
        var from = batch.Min(customer => customer.Min(finding => finding.Date)).AddDays(-3);
        var left = batch.ToDictionary(customer => customer.Key);
        var cases = new List<CaseId>();
        for (var attempt = 0; attempt < MaxAttempts && left.Count > 0; attempt++)
        {
            var now = time.GetUtcNow();
            var plans = (await store.BooksAsync(left.Keys, from, ct))
                .Select(book => (Book: book, Changes: Named(Incidents.Plan(book, left[book.Customer], now), known[book.Customer]))).ToList();
            var writes = plans.Where(plan => plan.Changes.Count > 0).ToList();
            var saved = writes.Count == 0 ? [] : await store.SaveAsync([.. writes.Select(plan => new CaseWrite(plan.Changes, plan.Book.Version))], ct);
            var late = writes.Where((_, i) => !saved[i]).Select(plan => plan.Book.Customer).ToHashSet();
            var done = plans.Where(plan => !late.Contains(plan.Book.Customer)).ToList();
            var homes = done.SelectMany(plan => Homes(plan.Book, plan.Changes, left[plan.Book.Customer])).ToList();
            cases.AddRange(homes.Select(home => home.Id));
            await alarm.EndAsync(done.SelectMany(plan => plan.Changes).Where(change => change.File.Case.State == CaseState.Merged).Select(change => change.File.Case.Id), ct);
            await alarm.RaiseAsync(homes, ct);
            left = left.Where(pair => late.Contains(pair.Key)).ToDictionary();
        }

        return left.Count == 0 ? cases : new Problem(ProblemKind.Conflict, "changed-meanwhile", "Others changed the same cases again and again.", "What was saved stays; record the findings again.");
    }

    // The keys that were in use since the incident began: one of them is the one that was stolen.
    private static IReadOnlyList<CaseChange> Named(IReadOnlyList<CaseChange> changes, IEnumerable<CustomerKey> keys) =>
    [
        .. changes.Select(change => change.File.Case is not { State: CaseState.Open } @case ? change : change with
        {
            File = change.File with
            {
                Case = @case with
                {
                    Keys = [.. @case.Keys.Union(keys.Where(key => key.LastUsedAt >= @case.Incident.Start).Select(key => key.Id)).Take(CaseRules.MaxKeys)],
                },
            },
        }),
    ];

    private static IEnumerable<FraudCase> Homes(CaseBook book, IReadOnlyList<CaseChange> changes, IEnumerable<CaseFinding> findings)
    {
        var days = findings.Select(finding => (finding.Metric, finding.Date)).ToHashSet();
        var changed = changes.Select(change => change.File.Case.Id).ToHashSet();
        return book.Open.Where(file => !changed.Contains(file.Case.Id)).Concat(changes.Select(change => change.File))
            .Where(file => file.Findings.Any(finding => days.Contains((finding.Metric, finding.Date)))).Select(file => file.Case);
    }
}
