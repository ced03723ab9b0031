using System.CommandLine;
using System.Text.Json;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater verify</c></summary>
internal static class VerifyCommand
{
    public static Command Make()
    {
        var command = new Command("verify", "Count archive, ledger and rollups against each other, and check the audit chain. Exit code 0 where all agree, 1 where anything differs.");
        command.SetAction((parsed, ct) => Session.RunAsync(parsed, async (session, stop) =>
        {
            var usage = await session.Api.GetAsync<JsonElement>("v1/admin/verify", stop);
            var audit = await session.Api.GetAsync<JsonElement>("v1/admin/audit/verify", stop);
            var whole = Good(usage, "conserved") && Good(audit, "whole");
            session.Terminal.Result(new { Ok = whole, Usage = usage, Audit = audit }, console =>
            {
                console.Fields(usage, ("Events in the archive", "archived_events"), ("Events in the ledger", "ledger_events"), ("Events counted", "counted_events"),
                    ("Events voided", "voided_events"), ("Metrics recomputed", "metrics_checked"));
                foreach (var difference in usage.Member("differences").EnumerateArray()) console.WriteLine($"differs: {difference.GetString()}");
                console.Fields(audit, ("Audit entries", "entries"), ("Audit head", "head_hash"), ("Audit chain broken at", "broken_at"), ("Audit fault", "fault"));
                console.WriteLine(whole ? "Archive, ledger and rollups agree; the audit chain is intact." : "Something differs. Nothing was changed; keep a copy of the data folder before anything else.");
            });
            return whole ? ExitCodes.Done : ExitCodes.Difference;
        }, ct));
        return command;
    }

    private static bool Good(JsonElement report, string member) => report.Member(member).ValueKind == JsonValueKind.True;
}
