using System.CommandLine;
using Breakwater.Cli.Output;
using Breakwater.Engines.Embedded.Backup;
using Breakwater.Engines.Embedded.Storage;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater restore COPY</c></summary>
internal static class RestoreCommand
{
    public static Command Make()
    {
        var copy = new Argument<string>("COPY") { Description = "Folder of the copy, as breakwater backup printed it." };
        var check = new Option<bool>("--check") { Description = "Compare the copy with its checksums and restore nothing." };
        var command = new Command("restore", "Make a data folder from a copy. The folder given by --data must be missing or empty; no host may run on it.") { copy, check };
        command.SetAction((parsed, ct) => Session.GuardAsync(parsed, async (terminal, stop) =>
        {
            var (from, to) = (Path.GetFullPath(parsed.GetValue(copy)!), parsed.GetValue(Settings.Data)!.FullName);
            if (!Directory.Exists(from)) throw new CliException(ExitCodes.Usage, $"There is no copy in {from}.", "List copies with: breakwater backup --list");
            try
            {
                var report = parsed.GetValue(check) ? await RestoreBackup.VerifyAsync(from, stop) : await RestoreBackup.RunAsync(from, to, TimeProvider.System, stop);
                var result = new { restored = !parsed.GetValue(check), copy = from, data = parsed.GetValue(check) ? null : to, files = report.Files, bytes = report.Bytes, created_at = report.CreatedAt.ToUnixTimeMilliseconds() };
                terminal.Result(result, console => console.WriteLine(parsed.GetValue(check)
                    ? $"The copy is whole: {report.Files:N0} files, {report.Bytes:N0} bytes, made {report.CreatedAt:yyyy-MM-dd HH:mm:ss}Z."
                    : $"{report.Files:N0} files, {report.Bytes:N0} bytes restored to {to}. Check it with: breakwater verify --data {to}"));
                return ExitCodes.Done;
            }
            catch (InvalidDataException damaged)
            {
                throw new CliException(ExitCodes.Difference, damaged.Message, "Nothing was restored. Take another copy.", damaged);
            }
            catch (InvalidOperationException refused)
            {
                throw new CliException(ExitCodes.Usage, refused.Message, null, refused);
            }
            catch (DataFolderInUseException taken)
            {
                throw new CliException(ExitCodes.Unreachable, taken.Message, "Nothing was written.", taken);
            }
        }, ct));
        return command;
    }
}
