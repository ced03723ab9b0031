using CsCheck;
using Microsoft.Data.Sqlite;

namespace Breakwater.Tests.Operations;

/// <summary>Whoever changes the log outside the product is found out, whatever is changed.</summary>
public sealed class VerifyAuditTests : IAsyncDisposable
{
    private const int Entries = 12;
    private const string DropTriggers = "DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete; DROP TRIGGER audit_next;";
    private static readonly string[] Texts = ["actor_id", "actor_name", "action", "subject", "reason", "details", "previous_hash", "hash"];

    private readonly OperationsHarness _harness = new();

    [Fact]
    public async Task An_untouched_log_is_whole_and_names_its_head()
    {
        Assert.True((await VerifyAsync()).IsWhole);
        await FillAsync();
        var verdict = await VerifyAsync();
        Assert.Equal((true, Entries), (verdict.IsWhole, (int)verdict.Entries));
        var last = (await _harness.Get<IAuditLog>().ListAsync(new(Take: 1), OperationsHarness.Ct)).Items[0];
        Assert.Equal(last.Hash, verdict.HeadHash);
        await _harness.TamperAsync(null);
        Assert.True((await VerifyAsync()).IsWhole);
    }

    [Fact]
    public async Task Any_change_of_any_field_of_any_entry_is_found_at_that_entry()
    {
        await FillAsync();
        var pristine = await SnapshotAsync();
        await Gen.Select(Gen.Int[1, Entries], Gen.Int[0, Texts.Length], Gen.Int[0, 3]).SampleAsync(async (sequence, field, kind) =>
        {
            var changed = false;
            await _harness.TamperAsync(connection =>
            {
                Run(connection, DropTriggers);
                changed = field == Texts.Length
                    ? Run(connection, "UPDATE audit SET at_ms = at_ms + $delta WHERE sequence = $s", ("$s", sequence), ("$delta", kind - 5)) > 0
                    : ChangeText(connection, Texts[field], sequence, kind);
            });
            var verdict = await VerifyAsync();
            if (changed) Assert.Equal(sequence, verdict.BrokenAt);
            else Assert.True(verdict.IsWhole);
            await RestoreAsync(pristine);
        }, iter: 60, threads: 1);
    }

    [Fact]
    public async Task Removed_swapped_and_invented_entries_are_found()
    {
        await FillAsync();
        var pristine = await SnapshotAsync();
        foreach (var (sql, at) in new[]
        {
            ("DELETE FROM audit WHERE sequence = 1", 1L),
            ("DELETE FROM audit WHERE sequence = 7", 7),
            ("DELETE FROM audit WHERE sequence = 12", 12),
            ("DELETE FROM audit WHERE sequence >= 5", 5),
            ("DELETE FROM audit", 1),
            ("UPDATE audit SET sequence = 100 WHERE sequence = 4; UPDATE audit SET sequence = 4 WHERE sequence = 5; UPDATE audit SET sequence = 5 WHERE sequence = 100", 4),
            ("UPDATE audit SET sequence = 13 WHERE sequence = 12", 12),
            ("INSERT INTO audit SELECT 13, at_ms, actor_id, actor_name, action, subject, reason, details, hash, previous_hash FROM audit WHERE sequence = 12", 13),
        })
        {
            await _harness.TamperAsync(connection => Run(connection, DropTriggers + sql));
            Assert.Equal((sql, at), (sql, (await VerifyAsync()).BrokenAt ?? 0));
            await RestoreAsync(pristine);
        }
    }

    [Fact]
    public async Task A_whole_new_chain_is_found_by_its_head()
    {
        await FillAsync();
        await _harness.TamperAsync(connection =>
        {
            Run(connection, DropTriggers + "DELETE FROM audit");
            AuditHead? head = null;
            for (var i = 0; i < Entries; i++)
            {
                var record = AuditChain.Next(head, _harness.Time.GetUtcNow(), new(Actor.System, "forged", $"thing:{i}"));
                Run(connection, "INSERT INTO audit VALUES ($s, $at, $aid, $an, $ac, $su, NULL, NULL, $ph, $h)", ("$s", record.Sequence), ("$at", record.At.ToUnixTimeMilliseconds()),
                    ("$aid", record.ActorId), ("$an", record.ActorName), ("$ac", record.Action), ("$su", record.Subject), ("$ph", record.PreviousHash), ("$h", record.Hash));
                head = new(record.Sequence, record.Hash);
            }
        });
        Assert.Equal(Entries, (await VerifyAsync()).BrokenAt);

        // Going on does not heal it: the head stays where it was.
        await _harness.Get<IAuditLog>().AppendAsync(new(Actor.AdminKey, "later", "thing:x"), OperationsHarness.Ct);
        Assert.False((await VerifyAsync()).IsWhole);
        Assert.Equal(EngineState.Degraded, (await _harness.Get<IEngineProbe>().ProbeAsync(OperationsHarness.Ct)).State);
    }

    [Fact]
    public async Task A_tail_that_was_cut_off_stays_found_after_new_entries()
    {
        await FillAsync();
        await _harness.TamperAsync(connection => Run(connection, DropTriggers + "DELETE FROM audit WHERE sequence > 9"));
        for (var i = 0; i < 10; i++) await _harness.Get<IAuditLog>().AppendAsync(new(Actor.AdminKey, "later", $"thing:{i}"), OperationsHarness.Ct);
        Assert.False((await VerifyAsync()).IsWhole);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("-3 abc")]
    public async Task A_removed_or_damaged_head_is_found(string? content)
    {
        await FillAsync();
        await _harness.TamperAsync(null, () =>
        {
            File.Delete(_harness.HeadPath);
            if (content is not null) File.WriteAllText(_harness.HeadPath, content);
        });
        Assert.False((await VerifyAsync()).IsWhole);
    }

    [Fact]
    public async Task A_head_that_a_crash_left_behind_is_no_fault_and_catches_up()
    {
        await _harness.Get<IAuditLog>().AppendAsync(new(Actor.AdminKey, "first", "thing:0"), OperationsHarness.Ct);
        var old = await File.ReadAllTextAsync(_harness.HeadPath, OperationsHarness.Ct);
        await FillAsync();
        await _harness.TamperAsync(null, () => File.WriteAllText(_harness.HeadPath, old));
        Assert.True((await VerifyAsync()).IsWhole);
        await _harness.Get<IAuditLog>().AppendAsync(new(Actor.AdminKey, "later", "thing:1"), OperationsHarness.Ct);
        Assert.Equal(Entries + 2, (await _harness.Get<IAuditLog>().HeadAsync(OperationsHarness.Ct))!.Sequence);
    }

    [Fact]
    public async Task Only_who_may_verify_verifies()
    {
        var analyst = new Actor("local:analyst", "Analyst", new HashSet<Role> { Role.Analyst });
        Assert.Equal(ProblemKind.Forbidden, (await _harness.Get<VerifyAudit>().RunAsync(analyst, null, OperationsHarness.Ct)).Problem!.Kind);
    }

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    private async Task<AuditVerdict> VerifyAsync() => (await _harness.Get<VerifyAudit>().RunAsync(Actor.AdminKey, null, OperationsHarness.Ct)).Value;

    private async Task FillAsync()
    {
        for (var i = 0; i < Entries; i++)
        {
            await _harness.Get<IAuditLog>().AppendAsync(new(Actor.AdminKey, "key.issued", $"key:k_{i}", i % 2 == 0 ? null : "because", i % 3 == 0 ? null : """{"a":1}"""), OperationsHarness.Ct);
        }
    }

    private async Task<string> SnapshotAsync()
    {
        var copy = Path.Combine(_harness.Folder, "pristine.db");
        await _harness.TamperAsync(connection => Run(connection, "VACUUM INTO $copy", ("$copy", copy)), () => File.Copy(_harness.HeadPath, copy + ".head"));
        return copy;
    }

    private Task RestoreAsync(string copy) => _harness.TamperAsync(null, () =>
    {
        foreach (var old in Directory.GetFiles(_harness.Folder, "control.db*")) File.Delete(old);
        File.Copy(copy, _harness.DatabasePath);
        File.Copy(copy + ".head", _harness.HeadPath, overwrite: true);
    });

    // The four ways in which a text can differ: one character more, empty, null, another case.
    private static bool ChangeText(SqliteConnection connection, string field, int sequence, int kind)
    {
        var change = kind switch { 0 => $"COALESCE({field}, '') || 'x'", 1 => "''", 2 => field is "reason" or "details" ? "NULL" : "'x'", _ => $"UPPER({field})" };
        return Run(connection, $"UPDATE audit SET {field} = {change} WHERE sequence = $s AND {field} IS NOT {change}", ("$s", sequence)) > 0;
    }

    private static int Run(SqliteConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        return command.ExecuteNonQuery();
    }
}
