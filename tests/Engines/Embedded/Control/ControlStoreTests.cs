using Breakwater.Engines.Embedded.Storage;
using Breakwater.Fraud.Model;
using Breakwater.Fraud.Ports;
using Breakwater.Fraud.Read;
using Breakwater.Kernel;
using Breakwater.Kernel.Ports;
using Breakwater.Metering.Ports;
using Breakwater.Operations.Ports;
using Breakwater.Tests.Contracts;
using Breakwater.Tests.Contracts.Fraud;
using Microsoft.Data.Sqlite;

namespace Breakwater.Tests.Embedded.Control;

/// <summary>What the SQLite store adds to the contracts: durability, schema, faults.</summary>
public sealed class ControlStoreTests : IAsyncDisposable
{
    private readonly ControlHarness _harness = new(options => options with { Patience = TimeSpan.FromSeconds(1) });

    private IAuditLog Log => _harness.Get<IAuditLog>();

    [Fact]
    public async Task What_was_saved_is_there_after_a_restart()
    {
        await _harness.Get<IMetricStore>().SaveAsync(Some.Metric(), 0, Some.Entry(), Some.Ct);
        await _harness.ReopenAsync();
        Assert.Single(await _harness.Get<IMetricStore>().CurrentAsync(Some.Ct));
        Assert.Equal(2, (await Log.AppendAsync(Some.Entry(), Some.Ct)).Sequence);
    }

    [Fact]
    public async Task A_closed_store_is_one_file()
    {
        await Log.AppendAsync(Some.Entry(), Some.Ct);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Log.ListAsync(new(), Some.Ct)));
        await _harness.ReopenAsync(options => Assert.False(File.Exists(options.DatabasePath + "-wal"), "What was written still lies in the write-ahead log."));
        Assert.Equal(1, (await Log.ListAsync(new(), Some.Ct)).Total);
    }

    [Theory]
    [InlineData("UPDATE audit SET reason = 'other'")]
    [InlineData("DELETE FROM audit")]
    [InlineData("INSERT OR REPLACE INTO audit SELECT sequence, at_ms, 'someone', actor_name, action, subject, reason, details, previous_hash, hash FROM audit")]
    public async Task The_log_refuses_every_change(string sql)
    {
        await Log.AppendAsync(Some.Entry(), Some.Ct);
        var before = (await Log.ListAsync(new(), Some.Ct)).Items;
        using var connection = Raw();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.Throws<SqliteException>(() => command.ExecuteNonQuery());
        Assert.Equal(before, (await Log.ListAsync(new(), Some.Ct)).Items);
    }

    [Fact]
    public async Task A_newer_schema_is_refused_in_words_and_left_alone()
    {
        await Log.AppendAsync(Some.Entry(), Some.Ct);
        await _harness.ReopenAsync(_ => Raw("PRAGMA user_version = 99"));
        var fault = await Assert.ThrowsAsync<StoreVersionException>(() => Log.AppendAsync(Some.Entry(), Some.Ct));
        Assert.Contains("schema version 99", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_schema_moves_forward_and_keeps_what_it_holds()
    {
        await _harness.Get<ISettings>().SetAsync("theme", "dark", Some.Entry(), Some.Ct);
        await _harness.Get<IIngestStats>().AddAsync([new(Some.Instant, new(1, 2, 3, 4, 5, 6, new(1, 1, 1, 1)))], Some.Ct);
        var today = Shape();
        await _harness.ReopenAsync(_ => Raw(
            """
            DROP TABLE imports;
            DROP TABLE alert_attempts; DROP TABLE alert_deliveries; DROP TABLE alert_messages; DROP TABLE alert_endpoints;
            DROP TABLE fraud_days; DROP TABLE fraud_series; DROP TABLE fraud_zones; DROP TABLE fraud_settings;
            ALTER TABLE api_keys DROP COLUMN suspended_ms;
            DROP TABLE case_search; DROP TABLE case_views; DROP TABLE case_books; DROP TABLE case_steps; DROP TABLE case_findings; DROP TABLE cases;
            ALTER TABLE ingest_minutes DROP COLUMN refused_limit; ALTER TABLE ingest_minutes DROP COLUMN refused_credentials;
            ALTER TABLE ingest_minutes DROP COLUMN refused_invalid; ALTER TABLE ingest_minutes DROP COLUMN refused_unavailable;
            PRAGMA user_version = 1
            """));
        Assert.Equal([new(Some.Instant, new(1, 2, 3, 4, 5, 6))], await _harness.Get<IIngestStats>().ReadAsync(new(Some.Instant, Some.Instant.AddMinutes(1)), Some.Ct));
        Assert.Equal("dark", await _harness.Get<ISettings>().GetAsync("theme", Some.Ct));
        Assert.Equal(2, (await Log.AppendAsync(Some.Entry(), Some.Ct)).Sequence);
        Assert.Empty(await _harness.Get<IImportStore>().ListAsync(Some.Ct));
        Assert.Equal(today, Shape());
    }

    [Fact]
    public async Task Cases_of_an_earlier_build_are_called_by_their_volume_where_it_weighs_most()
    {
        var cases = _harness.Get<ICaseStore>();
        var volume = SomeCases.Finding() with { Terms = [new(Feature.Volume, 9, 9), new(Feature.Shape, 3, 3)], Observed = 960, Expected = 240 };
        foreach (var (customer, finding) in new[] { ("a", volume), ("b", SomeCases.Finding()) })
        {
            var opened = CaseFiles.Open(new(customer), [SomeCases.Finding(day: 1, score: 7), finding], null, Some.Instant);
            Assert.Equal([true], await cases.SaveAsync([new([CaseChange.Of(opened, opened, Actor.System, CaseStepKind.Opened, Some.Instant)])], Some.Ct));
        }

        var today = Shape();
        await _harness.ReopenAsync(_ => Raw(
            """
            DROP INDEX cases_queue; DROP INDEX cases_score; DROP INDEX cases_due; DROP INDEX cases_age; DROP INDEX cases_stake;
            ALTER TABLE cases DROP COLUMN headline; ALTER TABLE cases DROP COLUMN held_days;
            CREATE INDEX cases_urgent ON cases (state, severity DESC, due_ms);
            PRAGMA user_version = 7
            """));
        var found = (await _harness.Get<ICaseStore>().ListAsync(new(), new(), Some.Ct)).Items.OrderBy(one => one.Customer.Value).ToList();
        Assert.Equal(["Volume 4.0x of what was expected", null], found.Select(one => one.Headline));
        Assert.Equal("Looks like this customer's own day moved by 8 h", FindingWords.Of(found[1]));
        Assert.Equal(today, Shape());
    }

    [Fact]
    public async Task A_step_that_fails_leaves_the_store_at_the_version_before_it()
    {
        await Log.AppendAsync(Some.Entry(), Some.Ct);
        // The table that the step makes is in its way.
        await _harness.ReopenAsync(_ => Raw("PRAGMA user_version = 1"));
        var before = Shape();
        await Assert.ThrowsAsync<EngineUnavailableException>(() => Log.AppendAsync(Some.Entry(), Some.Ct));
        Assert.Equal(before, Shape());
        Assert.StartsWith("1\n", before, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_fails_in_its_middle_leaves_the_store_at_the_version_before_it()
    {
        await Log.AppendAsync(Some.Entry(), Some.Ct);
        // The second column that the step adds is in its way; the SQLite library ends such a batch without a word.
        await _harness.ReopenAsync(_ => Raw("DROP INDEX cases_queue; ALTER TABLE cases DROP COLUMN headline; PRAGMA user_version = 7"));
        var before = Shape();
        await Assert.ThrowsAsync<EngineUnavailableException>(() => Log.AppendAsync(Some.Entry(), Some.Ct));
        Assert.Equal(before, Shape());
    }

    [Fact]
    public async Task Another_programs_file_is_refused()
    {
        await Log.AppendAsync(Some.Entry(), Some.Ct);
        await _harness.ReopenAsync(_ => Raw("PRAGMA application_id = 7"));
        Assert.Contains("not a Breakwater control store", (await Assert.ThrowsAsync<StoreVersionException>(() => Log.AppendAsync(Some.Entry(), Some.Ct))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_locked_store_is_an_engine_that_does_not_answer_and_works_again_afterwards()
    {
        await Log.AppendAsync(Some.Entry(), Some.Ct);
        using (var other = Raw())
        {
            using var begin = other.CreateCommand();
            begin.CommandText = "BEGIN IMMEDIATE";
            begin.ExecuteNonQuery();
            await Assert.ThrowsAsync<EngineUnavailableException>(() => Log.AppendAsync(Some.Entry(), Some.Ct));
            Assert.Equal(EngineState.Down, (await _harness.Get<IEngineProbe>().ProbeAsync(Some.Ct)).State);
            Assert.Equal(1, (await Log.ListAsync(new(), Some.Ct)).Total);
        }

        Assert.Equal(2, (await Log.AppendAsync(Some.Entry(), Some.Ct)).Sequence);
        Assert.Equal(EngineState.Healthy, (await _harness.Get<IEngineProbe>().ProbeAsync(Some.Ct)).State);
    }

    [Fact]
    public async Task A_full_store_refuses_and_keeps_what_it_has()
    {
        await _harness.ReopenAsync(configure: options => options with { MaxBytes = 1 << 20 });
        var saved = 0;
        var fault = await Assert.ThrowsAsync<EngineUnavailableException>(async () =>
        {
            for (; saved < 100; saved++) await _harness.Get<ISettings>().SetAsync($"k{saved}", new string('x', 60_000), Some.Entry(), Some.Ct);
        });
        Assert.Equal("Control store", fault.Engine);
        Assert.True(saved > 3);
        Assert.Equal(saved, (await Log.ListAsync(new(), Some.Ct)).Total);
        Assert.Equal(saved, (await _harness.Get<ISettings>().ListAsync("k", Some.Ct)).Count);
        await _harness.ReopenAsync(configure: options => options with { MaxBytes = 1 << 30 });
        Assert.Equal(saved + 1, (await Log.AppendAsync(Some.Entry(), Some.Ct)).Sequence);
    }

    [Fact]
    public async Task A_damaged_file_is_an_engine_that_does_not_answer()
    {
        await Log.AppendAsync(Some.Entry(), Some.Ct);
        await _harness.ReopenAsync(options => File.WriteAllText(options.DatabasePath, new string('x', 8192)));
        await Assert.ThrowsAsync<EngineUnavailableException>(() => Log.AppendAsync(Some.Entry(), Some.Ct));
        await Assert.ThrowsAsync<EngineUnavailableException>(() => Log.ListAsync(new(), Some.Ct));
        Assert.Equal(EngineState.Down, (await _harness.Get<IEngineProbe>().ProbeAsync(Some.Ct)).State);
    }

    [Fact]
    public async Task Housekeeping_drops_what_is_past_its_retention()
    {
        var stats = _harness.Get<IIngestStats>();
        var now = _harness.Time.GetUtcNow();
        await stats.AddAsync([new(now.AddDays(-91), new(1, 0, 0, 0, 0, 1)), new(now.AddDays(-89), new(2, 0, 0, 0, 0, 1))], Some.Ct);
        Assert.Contains("1 rows", await _harness.Get<IMaintenance>().RunAsync(Some.Ct), StringComparison.Ordinal);
        Assert.Equal(2, Assert.Single(await stats.ReadAsync(new(now.AddDays(-400), now), Some.Ct)).Counts.Accepted);
        Assert.Equal(0, new FileInfo(_harness.Options.DatabasePath + "-wal").Length);
    }

    [Fact]
    public async Task A_cancelled_query_stops()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Log.ListAsync(new(), cancelled.Token));
    }

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    /// <summary>Version and schema of the file.</summary>
    private string Shape()
    {
        using var connection = Raw();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT (SELECT user_version FROM pragma_user_version) || char(10) || group_concat(sql, char(10)) FROM (SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name)";
        return (string)command.ExecuteScalar()!;
    }

    private SqliteConnection Raw(string? sql = null)
    {
        var connection = new SqliteConnection($"Data Source={_harness.Options.DatabasePath};Pooling=False");
        connection.Open();
        if (sql is null) return connection;
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
        connection.Dispose();
        return connection;
    }
}
