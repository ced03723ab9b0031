using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Import;

/// <summary>A file with usage, plain or gzipped, in one of the known formats.</summary>
internal sealed class TraceFile
{
    private readonly string _path;

    private TraceFile(string path, IRowParser parser, string hash, long bytes) => (_path, Parser, Hash, Bytes) = (path, parser, hash, bytes);

    /// <summary>Reads its rows.</summary>
    public IRowParser Parser { get; }

    /// <summary>SHA-256 of the content before compression, so that a.csv and a.csv.gz are the same import.</summary>
    public string Hash { get; }

    /// <summary>Size of the content before compression.</summary>
    public long Bytes { get; }

    /// <summary>The file's name without its folder.</summary>
    public string Name => Path.GetFileName(_path);

    /// <summary>Finds out the format and hashes the content.</summary>
    /// <exception cref="CliException">There is no such file, or it has no known format.</exception>
    public static async Task<TraceFile> OpenAsync(string path, CancellationToken ct)
    {
        try
        {
            var parser = await RecogniseAsync(path, ct);
            await using var content = Content(path);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[128 * 1024];
            long bytes = 0;
            for (int read; (read = await content.ReadAsync(buffer, ct)) > 0; bytes += read) hash.AppendData(buffer, 0, read);
            return new TraceFile(path, parser, Convert.ToHexStringLower(hash.GetHashAndReset()), bytes);
        }
        catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CliException(ExitCodes.Usage, $"There is no file {path}.", "Check the path; it is taken from the working directory.");
        }
        catch (UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.Usage, $"{path} cannot be read.", "It is a folder, or your user may not read it.");
        }
        catch (InvalidDataException)
        {
            throw new CliException(ExitCodes.Usage, $"{path} is a broken gzip file.", "Fetch or make it again; nothing was imported.");
        }
    }

    /// <summary>All rows in order.</summary>
    public async IAsyncEnumerable<SourceRow> RowsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var content = Content(_path);
        using var reader = new StreamReader(content, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 64 * 1024);
        await foreach (var row in Parser.RowsAsync(reader, Hash, ct)) yield return row;
    }

    private static async Task<IRowParser> RecogniseAsync(string path, CancellationToken ct)
    {
        await using var content = Content(path);
        using var reader = new StreamReader(content, Encoding.UTF8);
        var header = new List<string>();
        var csv = new CsvReader(reader);
        if (!await csv.ReadAsync(header, ct)) throw new CliException(ExitCodes.Usage, $"{path} is empty.", "Nothing was imported.");
        if (csv.Raw.TrimStart().StartsWith('{')) return new EventLines();
        var columns = header.Select(name => name.Trim()).ToList();
        if (PeriodTrace.Recognises(columns)) return new PeriodTrace();
        if (EventCsv.Recognises(columns)) return new EventCsv();
        throw new CliException(
            ExitCodes.Usage, $"{path} has no known format: its first line is \"{TraceValues.Short(csv.Raw)}\".",
            "Known are CSV with the columns client_id, period_start_utc, requests (and others); CSV with transaction_id, customer_id, event_type, timestamp (and others); and JSON, one event a line. All may be gzipped.");
    }

    // By content, not by name: traces are renamed more often than recompressed.
    private static Stream Content(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024, FileOptions.Asynchronous | FileOptions.SequentialScan);
        Span<byte> magic = stackalloc byte[2];
        var gzip = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
        file.Position = 0;
        return gzip ? new GZipStream(file, CompressionMode.Decompress) : file;
    }
}
