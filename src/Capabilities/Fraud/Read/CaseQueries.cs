namespace Breakwater.Fraud.Read;

/// <summary>Reads cases for the queue, the case page, the customer page and the detection page.</summary>
public sealed class CaseQueries(ICaseStore store, ICaseViews views, ICustomerKeys keys)
{
    /// <summary>One page of the queue; see <see cref="ICaseStore.ListAsync"/> for sorting and search.</summary>
    public async Task<Outcome<Page<FraudCase>>> ListAsync(Actor actor, CaseFilter filter, PageRequest page, CancellationToken ct)
    {
        if (actor.Refuse(Permission.Read) is { } refusal) return refusal;
        if (page.Sort is { } sort && !CaseFilter.Sorts.Contains(sort)) return Problem.Invalid("sort", $"Cases are sorted by {string.Join(", ", CaseFilter.Sorts)}.");
        return await store.ListAsync(filter, page.Clamped(), ct);
    }

    /// <summary>One case with its findings, the newest steps and the customer's keys.</summary>
    public async Task<Outcome<CasePage>> FindAsync(Actor actor, CaseId id, CancellationToken ct)
    {
        if (actor.Refuse(Permission.Read) is { } refusal) return refusal;
        if (await store.FindAsync([id], ct) is not [var file]) return Problem.NotFound("case", "There is no case of that id.");
        var steps = store.StepsAsync(id, new(Take: 100), ct);
        var others = store.ListAsync(new(Customer: file.Case.Customer), new(Take: 20, Sort: "age"), ct);
        var owned = keys.ListAsync([file.Case.Customer], ct);
        return new CasePage(file, await steps, await owned, [.. (await others).Items.Where(other => other.Id != id)]);
    }

    /// <summary>A case's timeline, newest first.</summary>
    public async Task<Outcome<Page<CaseStep>>> StepsAsync(Actor actor, CaseId id, PageRequest page, CancellationToken ct) =>
        actor.Refuse(Permission.Read) is { } refusal ? refusal : await store.StepsAsync(id, page.Clamped(), ct);

    /// <summary>How many cases there are, for tiles and the badge.</summary>
    public async Task<Outcome<CaseCounts>> CountAsync(Actor actor, CancellationToken ct) =>
        actor.Refuse(Permission.Read) is { } refusal ? refusal : await store.CountAsync(ct);

    /// <summary>What became of the cases of each month from that day on, oldest first.</summary>
    public async Task<Outcome<IReadOnlyList<DecisionMonth>>> MonthsAsync(Actor actor, DateOnly from, CancellationToken ct) =>
        actor.Refuse(Permission.Read) is { } refusal ? refusal : (await store.MonthsAsync(from, ct)).ToArray();

    /// <summary>The actor's own views of the queue, by name.</summary>
    public async Task<Outcome<IReadOnlyList<SavedView>>> ViewsAsync(Actor actor, CancellationToken ct) =>
        actor.Refuse(Permission.Read) is { } refusal ? refusal : (await views.ListAsync(actor.Id, ct)).ToArray();
}

/// <summary>Everything that the case page shows from the cases' store.</summary>
/// <param name="File">The case with its findings.</param>
/// <param name="Steps">The newest 100 steps of its timeline, and how many there are.</param>
/// <param name="Keys">All keys of the customer, newest first; those in <see cref="FraudCase.Keys"/> were in use during the incident.</param>
/// <param name="Others">Up to 20 other cases of the customer, newest first.</param>
public sealed record CasePage(CaseFile File, Page<CaseStep> Steps, IReadOnlyList<CustomerKey> Keys, IReadOnlyList<FraudCase> Others);
