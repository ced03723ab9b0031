namespace Breakwater.Cli.Import;

/// <summary>Rows that were left out, with line and reason, so that they can be mended and imported on their own. Made with the first of them.</summary>
internal sealed class RejectsFile(string path) : IAsyncDisposable
{
    private StreamWriter? _writer;

    /// <summary>Where it is; null while there is none.</summary>
    public string? Written => _writer is null ? null : Path.GetFullPath(path);

    /// <summary>Adds a row.</summary>
    public async Task AddAsync(long line, string reason, string raw, CancellationToken ct)
    {
        if (_writer is null)
        {
            _writer = new StreamWriter(path, append: false);
            await _writer.WriteLineAsync("line,reason,row".AsMemory(), ct);
        }

        await _writer.WriteLineAsync($"{line},{Quoted(reason)},{Quoted(raw)}".AsMemory(), ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (_writer is not null) await _writer.DisposeAsync();
    }

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
