using System.Text.Json;
using Breakwater.Metering.Ports;

namespace Breakwater.Metering.Ingest;

/// <summary>Starts an import, notes how far it is, and answers where to go on.</summary>
public sealed class TrackImport(IImportStore store, TimeProvider clock)
{
    /// <summary>Longest state that an importer may keep, in characters.</summary>
    public const int MaxState = 16_384;

    /// <summary>The import of that id.</summary>
    public async Task<Outcome<UsageImport>> FindAsync(string id, Actor actor, CancellationToken ct)
    {
        if (actor.Refuse(Permission.CorrectUsage) is { } refusal) return refusal;
        return await store.FindAsync(id, ct) is { } found ? found : Problem.NotFound("import", "No import of that id was ever started.");
    }

    /// <summary>The imports that moved last.</summary>
    public async Task<Outcome<Page<UsageImport>>> ListAsync(Actor actor, CancellationToken ct)
    {
        if (actor.Refuse(Permission.CorrectUsage) is { } refusal) return refusal;
        var imports = await store.ListAsync(ct);
        return new Page<UsageImport>(imports, imports.Count);
    }

    /// <summary>Starts the import, or notes its progress where it is known. Progress never goes back.</summary>
    /// <returns>The import as the store has it now.</returns>
    public async Task<Outcome<UsageImport>> SaveAsync(ImportProgress progress, Actor actor, CancellationToken ct)
    {
        if (actor.Refuse(Permission.CorrectUsage) is { } refusal) return refusal;
        if (Check(progress) is { } problem) return problem;
        var now = clock.GetUtcNow();
        var wanted = new UsageImport(progress.Id, progress.Name, progress.Kind, progress.ShiftWeeks, progress.Cursor, progress.Completed, progress.State, now, now);
        if (await store.AddAsync(wanted, Entry("import.start", wanted, actor), ct)) return wanted;
        if (await store.FindAsync(progress.Id, ct) is not { } known) return Problem.NotFound("import", "The import was removed meanwhile. Start it again.");
        if (known.ShiftWeeks != progress.ShiftWeeks)
        {
            return new Problem(ProblemKind.Conflict, "import-shift-differs", $"This import moves its dates by {known.ShiftWeeks} weeks, not by {progress.ShiftWeeks}.",
                "Nothing was changed. Read the import and use its shift, so that its events keep their times.", "shift_weeks");
        }

        var next = known with
        {
            Cursor = Math.Max(known.Cursor, progress.Cursor),
            Completed = known.Completed || progress.Completed,
            State = progress.State ?? known.State,
            UpdatedAt = now,
        };
        var entry = next.Completed && !known.Completed ? Entry("import.complete", next, actor) : null;
        return await store.UpdateAsync(next, entry, ct) ? next : Problem.NotFound("import", "The import was removed meanwhile. Start it again.");
    }

    private static Problem? Check(ImportProgress progress) =>
        !Identifier.IsValid(progress.Id) ? Problem.Invalid("id", $"The import's id {Identifier.Rule}.")
        : progress.Name.Length is 0 or > 256 ? Problem.Invalid("name", "The import's name must have 1 to 256 characters.")
        : progress.Kind is not ("hourly" or "events" or "demo") ? Problem.Invalid("kind", "The kind must be hourly, events or demo.")
        : Math.Abs((long)progress.ShiftWeeks) > 5_300 ? Problem.Invalid("shift_weeks", "The shift must lie between -5,300 and 5,300 weeks.")
        : progress.Cursor < 0 ? Problem.Invalid("cursor", "The cursor must not be negative.")
        : progress.State is { Length: > MaxState } ? Problem.Invalid("state", $"The state must have at most {MaxState:N0} characters.")
        : null;

    private static AuditEntry Entry(string action, UsageImport import, Actor actor) =>
        new(actor, action, $"import:{import.Id}", import.Name, JsonSerializer.Serialize(new { import.Kind, import.ShiftWeeks, import.Cursor }));
}

/// <summary>How far an importer is.</summary>
/// <param name="Id">See <see cref="UsageImport.Id"/>.</param>
/// <param name="Name">See <see cref="UsageImport.Name"/>.</param>
/// <param name="Kind">See <see cref="UsageImport.Kind"/>.</param>
/// <param name="ShiftWeeks">See <see cref="UsageImport.ShiftWeeks"/>.</param>
/// <param name="Cursor">See <see cref="UsageImport.Cursor"/>.</param>
/// <param name="Completed">See <see cref="UsageImport.Completed"/>.</param>
/// <param name="State">See <see cref="UsageImport.State"/>; null keeps what is stored.</param>
public sealed record ImportProgress(string Id, string Name, string Kind, int ShiftWeeks, long Cursor, bool Completed, string? State);
