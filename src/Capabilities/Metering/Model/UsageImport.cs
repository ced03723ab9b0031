namespace Breakwater.Metering.Model;

/// <summary>
/// What the store remembers of an import, so that an interrupted or repeated one goes on where it was and adds nothing twice,
/// from whatever machine and on whatever day it is started again.
/// </summary>
/// <param name="Id">Names the import: the SHA-256 of the file's content, or <c>demo</c>.</param>
/// <param name="Name">Name for people, e.g. the file's name.</param>
/// <param name="Kind">What is imported: <c>hourly</c>, <c>events</c> or <c>demo</c>.</param>
/// <param name="ShiftWeeks">Whole weeks by which its dates are moved; decided once, never changed.</param>
/// <param name="Cursor">How far every part is stored: a row of the file, or Unix milliseconds for the demonstration.</param>
/// <param name="Completed">True where the whole of it is stored.</param>
/// <param name="State">What else the importer keeps, a JSON object of at most 16,384 characters; null for nothing.</param>
/// <param name="StartedAt">When it was first started.</param>
/// <param name="UpdatedAt">When it last got on.</param>
public sealed record UsageImport(
    string Id, string Name, string Kind, int ShiftWeeks, long Cursor, bool Completed, string? State,
    DateTimeOffset StartedAt, DateTimeOffset UpdatedAt);
