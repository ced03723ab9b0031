using System.Text.Json;
using Breakwater.Cli.Output;
using Breakwater.Webhooks.Read;

namespace Breakwater.Cli.Webhooks;

/// <summary>Reads files of test vectors, one JSON object a line.</summary>
internal static class VectorFiles
{
    private const int MaxLine = 4 * 1024 * 1024;

    /// <summary>Runs every vector of the files.</summary>
    /// <exception cref="CliException">A file is missing, or a line of it is no vector; the message names both.</exception>
    public static async IAsyncEnumerable<VectorResult> RunAsync(IEnumerable<FileInfo> files, TimeProvider time, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var file in files)
        {
            if (!file.Exists) throw new CliException(ExitCodes.Usage, $"There is no file {file}.", "Name files of vectors, one JSON object a line.");
            using var reader = new StreamReader(file.FullName);
            for (var line = 1; await reader.ReadLineAsync(ct) is { } text; line++)
            {
                if (text.Length == 0 || text.AsSpan().IsWhiteSpace()) continue;
                if (text.Length > MaxLine) throw Wrong(file, line, $"it is longer than {MaxLine / 1_048_576} MiB");
                yield return Run(file, line, text, time);
            }
        }
    }

    private static VectorResult Run(FileInfo file, int line, string text, TimeProvider time)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return SignatureVectors.Run(document.RootElement, time.GetUtcNow());
        }
        catch (JsonException)
        {
            throw Wrong(file, line, "it is no JSON");
        }
        catch (FormatException wrong)
        {
            throw Wrong(file, line, wrong.Message);
        }
    }

    private static CliException Wrong(FileInfo file, int line, string why) => new(ExitCodes.Usage, $"{file} line {line} is no vector: {why.TrimEnd('.')}.");
}
