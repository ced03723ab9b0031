namespace Breakwater.Fraud.Ingest;

/// <summary>Keeps the notification of a critical case in step with the case.</summary>
public sealed class CaseAlarm(INotifications notifications, TimeProvider time)
{
    /// <summary>Names the condition "this case is critical and open".</summary>
    public static string Key(CaseId id) => $"fraud-case:{id}";

    /// <summary>Names the condition "detection has stood still for this customer since the case was opened".</summary>
    public static string StandstillKey(CaseId id) => $"fraud-standstill:{id}";

    /// <summary>Names what an analyst told about a case.</summary>
    public static string NoticeKey(CaseId id) => $"fraud-notice:{id}";

    /// <summary>Where the dashboard shows a case.</summary>
    public static string Link(CaseId id) => $"/fraud/cases/{id}";

    /// <summary>Raises the alarm of every open case that is critical or keeps a baseline from learning; raising one again is harmless, so that a lost one is made good with the next scoring.</summary>
    public async Task RaiseAsync(IReadOnlyCollection<FraudCase> cases, CancellationToken ct)
    {
        await RaiseStandstillsAsync(cases, ct);
        foreach (var @case in cases.Where(@case => @case is { State: CaseState.Open, Severity: CaseSeverity.Critical }))
        {
            var stake = @case.Stakes.Count == 0 || @case.Stakes[0].Amount <= 0 ? "" : FormattableString.Invariant($" At stake: {@case.Stakes[0].Amount:#,##0} {@case.Stakes[0].Unit} above the usual.");
            await notifications.RaiseAsync(new(
                Key(@case.Id), Severity.Critical, $"Critical fraud case: {@case.Customer}",
                FormattableString.Invariant($"{Read.FindingWords.Of(@case)}. Score {@case.Score:0.0} in {string.Join(", ", @case.Metrics)}.{stake} Decide it by {@case.DueAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC."),
                Link(@case.Id), time.GetUtcNow()), ct);
        }
    }

    private async Task RaiseStandstillsAsync(IEnumerable<FraudCase> cases, CancellationToken ct)
    {
        foreach (var @case in cases.Where(@case => @case.IsStandstill))
        {
            await notifications.RaiseAsync(new(
                StandstillKey(@case.Id), Severity.Warning, $"Detection stands still for {@case.Customer}",
                $"{@case.HeldDays} days in a row are under suspicion and teach the baseline nothing. Decide the case; dismissed with a date to learn anew from, detection goes on from there.",
                Link(@case.Id), time.GetUtcNow()), ct);
        }
    }

    /// <summary>Ends what was raised about cases that are decided or went on as others.</summary>
    public async Task EndAsync(IEnumerable<CaseId> ids, CancellationToken ct)
    {
        var keys = ids.SelectMany(id => new[] { Key(id), NoticeKey(id), StandstillKey(id) }).ToHashSet(StringComparer.Ordinal);
        if (keys.Count == 0) return;
        // Few cases ever raise anything: one look at the open list spares a write for each of a thousand that did not.
        foreach (var key in (await OpenAsync(ct)).Where(keys.Contains)) await notifications.ResolveAsync(key, ct);
    }

    private async Task<List<string>> OpenAsync(CancellationToken ct)
    {
        var open = new List<string>();
        for (var skip = 0; ; skip += PageRequest.MaxTake)
        {
            var page = await notifications.ListAsync(new(skip, PageRequest.MaxTake, Search: "fraud-"), ct);
            open.AddRange(page.Items.TakeWhile(item => item.ResolvedAt is null).Select(item => item.Key));
            if (page.Items.Count < PageRequest.MaxTake || page.Items[^1].ResolvedAt is not null) return open;
        }
    }
}
