using System.CommandLine;
using System.Net;
using Breakwater.Cli.Connection;
using Breakwater.Cli.Output;
using Breakwater.Engines.Embedded.Storage;
using Breakwater.Ingestion.Client;
using Breakwater.Kernel;
using Microsoft.Extensions.Options;

namespace Breakwater.Cli.Commands;

/// <summary>What a running command has at hand.</summary>
/// <param name="Api">The host, or the store that the command opened itself.</param>
/// <param name="Terminal">Where it speaks.</param>
/// <param name="Data">The data folder's path.</param>
/// <param name="Clock">The time.</param>
internal sealed record Session(ApiClient Api, Terminal Terminal, string Data, TimeProvider Clock)
{
    /// <summary>Runs a command that needs the API, and turns every failure into words and an exit code.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="work">The command.</param>
    /// <param name="ct">Cancelled by Ctrl-C.</param>
    /// <param name="mayCreate">True where the command may make a store in a folder that holds none.</param>
    public static Task<int> RunAsync(ParseResult parsed, Func<Session, CancellationToken, Task<int>> work, CancellationToken ct, bool mayCreate = false) => GuardAsync(
        parsed,
        async (terminal, stop) =>
        {
            var data = parsed.GetValue(Settings.Data)!.FullName;
            await using var link = await ApiLink.OpenAsync(data, parsed.GetValue(Settings.Url), parsed.GetValue(Settings.AdminKey), mayCreate, TimeProvider.System, stop);
            return await work(new Session(link.Api, terminal, data, TimeProvider.System), stop);
        },
        ct);

    /// <summary>Runs a command that needs no API.</summary>
    public static async Task<int> GuardAsync(ParseResult parsed, Func<Terminal, CancellationToken, Task<int>> work, CancellationToken ct)
    {
        var terminal = new Terminal(parsed.GetValue(Settings.Json), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        try
        {
            return await work(terminal, ct);
        }
        catch (CliException problem)
        {
            terminal.Error(ExitCodes.Name(problem.ExitCode), problem.Message, problem.Fix);
            return problem.ExitCode;
        }
        catch (ApiException problem)
        {
            var (code, fix) = Explain(problem);
            terminal.Error(problem.Type, problem.Message, fix, problem.Field, problem.CorrelationId);
            return code;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            terminal.Error("interrupted", "Interrupted.", "What was acknowledged is stored. Run the same command again to go on.");
            return ExitCodes.Interrupted;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            terminal.Error("files", problem.Message, "Check that the path exists, that your user may write there, and that the disk has room.");
            return ExitCodes.Unreachable;
        }
        catch (Exception problem) when (StoreProblem(problem) is { } words)
        {
            terminal.Error("store", words, null);
            return ExitCodes.Unreachable;
        }
    }

    // Why a store that the command opens itself cannot be opened; null for a fault of the product.
    private static string? StoreProblem(Exception problem) => problem switch
    {
        OptionsValidationException settings => string.Join(' ', settings.Failures),
        StoreVersionException or InvalidDataException or EngineUnavailableException => problem.Message,
        AggregateException { InnerExceptions: [var one, ..] } => StoreProblem(one),
        _ => null,
    };

    private static (int Code, string? Fix) Explain(ApiException problem) => problem.Status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => (ExitCodes.Refused, problem.Detail ?? "Give the host's admin key with --admin-key or Admin__ApiKey, or name its data folder with --data."),
        null => (ExitCodes.Unreachable, problem.Detail),
        _ => (ExitCodes.Failed, problem.Detail),
    };
}
