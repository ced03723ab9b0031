using Breakwater.Metering.Ingest;
using Breakwater.Metering.Model;
using Breakwater.Metering.Ports;

namespace Breakwater.Tests.Contracts;

/// <summary>What every store of imports does, and the rules of <see cref="TrackImport"/> on top of it.</summary>
public abstract class ImportStoreContract
{
    private static readonly UsageImport Trace = new("f00d", "trace.csv.gz", "hourly", 88, 0, false, null, Some.Instant, Some.Instant);

    protected abstract IImportStore Store { get; }

    protected abstract IAuditLog Log { get; }

    [Fact]
    public async Task The_first_start_decides_and_is_audited()
    {
        Assert.Null(await Store.FindAsync("f00d", Some.Ct));
        Assert.True(await Store.AddAsync(Trace, Some.Entry("import.start"), Some.Ct));
        Assert.False(await Store.AddAsync(Trace with { ShiftWeeks = 89, Name = "other" }, Some.Entry("import.start"), Some.Ct));
        Assert.Equal(Trace, await Store.FindAsync("f00d", Some.Ct));
        Assert.Equal(1, (await Log.ListAsync(new(), Some.Ct)).Total);
    }

    [Fact]
    public async Task Progress_keeps_shift_and_start()
    {
        await Store.AddAsync(Trace, Some.Entry(), Some.Ct);
        var later = Some.Instant.AddMinutes(3);
        var moved = Trace with { Cursor = 4711, Completed = true, State = """{"accepted":7}""", UpdatedAt = later, ShiftWeeks = 1, StartedAt = later };
        Assert.True(await Store.UpdateAsync(moved, null, Some.Ct));
        Assert.Equal(moved with { ShiftWeeks = 88, StartedAt = Some.Instant }, await Store.FindAsync("f00d", Some.Ct));
        Assert.False(await Store.UpdateAsync(moved with { Id = "'; DROP TABLE imports;--" }, Some.Entry(), Some.Ct));
        Assert.Equal(1, (await Log.ListAsync(new(), Some.Ct)).Total);
    }

    [Fact]
    public async Task The_list_begins_with_what_moved_last()
    {
        await Store.AddAsync(Trace, Some.Entry(), Some.Ct);
        await Store.AddAsync(Trace with { Id = "beef", UpdatedAt = Some.Instant.AddHours(1) }, Some.Entry(), Some.Ct);
        Assert.Equal(["beef", "f00d"], (await Store.ListAsync(Some.Ct)).Select(import => import.Id));
    }

    [Fact]
    public async Task Tracking_never_goes_back_and_never_changes_the_shift()
    {
        var track = new TrackImport(Store, TimeProvider.System);
        var start = new ImportProgress("f00d", "trace.csv.gz", "hourly", 88, 0, false, null);
        Assert.Equal(88, (await track.SaveAsync(start, Actor.AdminKey, Some.Ct)).Value.ShiftWeeks);
        Assert.Equal(500, (await track.SaveAsync(start with { Cursor = 500, State = "{}" }, Actor.AdminKey, Some.Ct)).Value.Cursor);
        var back = (await track.SaveAsync(start with { Cursor = 200, Completed = true }, Actor.AdminKey, Some.Ct)).Value;
        Assert.Equal((500, true, "{}"), (back.Cursor, back.Completed, back.State));
        Assert.True((await track.SaveAsync(start with { Cursor = 600 }, Actor.AdminKey, Some.Ct)).Value.Completed);
        Assert.Equal("import-shift-differs", (await track.SaveAsync(start with { ShiftWeeks = 89 }, Actor.AdminKey, Some.Ct)).Problem!.Type);
        Assert.Equal(["import.complete", "import.start"], (await Log.ListAsync(new(), Some.Ct)).Items.Select(entry => entry.Action));
    }

    [Theory]
    [InlineData("bad id", "n", "hourly", 0, 0)]
    [InlineData("id", "", "hourly", 0, 0)]
    [InlineData("id", "n", "weekly", 0, 0)]
    [InlineData("id", "n", "hourly", 6_000, 0)]
    [InlineData("id", "n", "hourly", 0, -1)]
    public async Task What_does_not_fit_is_refused(string id, string name, string kind, int weeks, long cursor)
    {
        var track = new TrackImport(Store, TimeProvider.System);
        Assert.Equal(ProblemKind.Invalid, (await track.SaveAsync(new(id, name, kind, weeks, cursor, false, null), Actor.AdminKey, Some.Ct)).Problem!.Kind);
        Assert.Empty(await Store.ListAsync(Some.Ct));
    }

    [Fact]
    public async Task Only_whoever_may_load_history_tracks_imports()
    {
        var track = new TrackImport(Store, TimeProvider.System);
        var analyst = new Actor("local:analyst", "Analyst", new HashSet<Role> { Role.Analyst });
        Assert.Equal(ProblemKind.Forbidden, (await track.ListAsync(analyst, Some.Ct)).Problem!.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await track.FindAsync("f00d", analyst, Some.Ct)).Problem!.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await track.SaveAsync(new("f00d", "n", "hourly", 0, 0, false, null), analyst, Some.Ct)).Problem!.Kind);
    }
}
