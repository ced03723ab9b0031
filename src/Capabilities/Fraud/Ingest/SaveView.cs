namespace Breakwater.Fraud.Ingest;

/// <summary>Keeps views of the queue for a person. They are conveniences of one person, so they leave no audit entry.</summary>
public sealed class SaveView(ICaseViews views, TimeProvider time)
{
    /// <summary>Longest name, in characters.</summary>
    public const int MaxName = 60;

    /// <summary>Longest query, in characters.</summary>
    public const int MaxQuery = 1_000;

    /// <summary>Saves a view; one of the same name is replaced.</summary>
    public async Task<Outcome<SavedView>> RunAsync(Actor actor, string? name, string? query, CancellationToken ct)
    {
        if (actor.Refuse(Permission.WorkCases) is { } refusal) return refusal;
        if (string.IsNullOrWhiteSpace(name) || name.Trim().Length > MaxName || name.Any(char.IsControl)) return Problem.Invalid("name", $"A view's name has 1 to {MaxName} characters.");
        if (query is null || query.Length > MaxQuery || query.Any(char.IsControl)) return Problem.Invalid("query", $"A view's query has at most {MaxQuery:N0} characters.");
        var view = new SavedView(name.Trim(), query.TrimStart('?'), time.GetUtcNow());
        return await views.SaveAsync(actor.Id, view, ct)
            ? view
            : new Problem(ProblemKind.Conflict, "too-many-views", $"You keep {ICaseViews.Most} views already.", "Nothing was saved. Delete one that you no longer need.");
    }

    /// <summary>Deletes a view.</summary>
    public async Task<Outcome<Done>> DeleteAsync(Actor actor, string name, CancellationToken ct)
    {
        if (actor.Refuse(Permission.WorkCases) is { } refusal) return refusal;
        await views.DeleteAsync(actor.Id, name, ct);
        return default(Done);
    }
}
