using System.Globalization;
using System.IO.Compression;
using Breakwater.Cli.Import;
using Breakwater.Cli.Output;
using Breakwater.Fraud.Model;

namespace Breakwater.Cli.Fraud;

/// <summary>
/// Reads a labelled set: <c>customers.csv</c>, <c>usage.csv</c> and <c>cases.csv</c> in one folder, plain or gzipped, columns found by
/// their names. Other files of the folder are not read.
/// </summary>
internal static class LabelledSet
{
    private const int Hours = UsageDay.HoursPerDay;
    private const double MaxQuantity = 1e15;
    private static readonly string[] HourColumns = [.. Enumerable.Range(0, Hours).Select(hour => $"h{hour:00}")];

    /// <summary>Reads the whole set.</summary>
    /// <exception cref="CliException">A file is missing, or a line of it cannot be read; the message names both.</exception>
    public static async Task<IReadOnlyList<LabelledCustomer>> ReadAsync(string folder, CancellationToken ct)
    {
        if (!Directory.Exists(folder)) throw new CliException(ExitCodes.Usage, $"There is no folder {folder}.", "Name the folder of a labelled set: customers.csv.gz, usage.csv.gz and cases.csv.gz.");
        var days = new Dictionary<string, SortedDictionary<int, double[]>>(StringComparer.Ordinal);
        await foreach (var row in RowsAsync(folder, "usage", ["customer", "day", .. HourColumns], ct))
        {
            if (!days.TryGetValue(row.Text(0), out var own)) days.Add(row.Text(0), own = []);
            if (!own.TryAdd(row.Whole(1), row.Hours(2))) throw row.Wrong($"day {row.Whole(1)} of {row.Text(0)} stands there twice");
        }

        var cases = new Dictionary<string, List<LabelledDay>>(StringComparer.Ordinal);
        await foreach (var row in RowsAsync(folder, "cases", ["customer", "day", "label", "type", .. HourColumns], ct))
        {
            if (row.Text(3).Length == 0) throw row.Wrong("the type is empty");
            var label = row.Text(2) switch { "fraud" => DayLabel.Fraud, "drop" => DayLabel.Drop, var other => throw row.Wrong($"the label \"{other}\" is neither fraud nor drop") };
            if (!cases.TryGetValue(row.Text(0), out var own)) cases.Add(row.Text(0), own = []);
            own.Add(new(row.Whole(1), label, row.Text(3), row.Hours(4)));
        }

        var customers = new List<LabelledCustomer>();
        await foreach (var row in RowsAsync(folder, "customers", ["customer", "level", "start", "history_days", "set"], ct))
        {
            if (!DateOnly.TryParseExact(row.Text(2), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var start)) throw row.Wrong($"the start \"{row.Text(2)}\" is no date like 2026-03-01");
            var own = days.GetValueOrDefault(row.Text(0)) ?? throw row.Wrong($"usage.csv has no day of {row.Text(0)}");
            if (own.Keys.Last() != own.Count - 1) throw row.Wrong($"the days of {row.Text(0)} in usage.csv do not run from 0 without a gap");
            var examples = cases.GetValueOrDefault(row.Text(0)) ?? [];
            if (examples.Find(example => example.Day < row.Whole(3) || example.Day >= own.Count) is { } outside) throw row.Wrong($"cases.csv has day {outside.Day} of {row.Text(0)}, which is not scored");
            if (row.Whole(3) < 1) throw row.Wrong("history_days must be 1 or more");
            customers.Add(new(row.Text(0), row.Text(4), row.Text(1), start.DayOfWeek, row.Whole(3), [.. own.Values], examples));
        }

        return customers.Count > 0 ? customers : throw new CliException(ExitCodes.Usage, $"customers.csv in {folder} names no customer.");
    }

    private static async IAsyncEnumerable<Row> RowsAsync(string folder, string name, string[] columns, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var path = new[] { $"{name}.csv.gz", $"{name}.csv" }.Select(file => Path.Combine(folder, file)).FirstOrDefault(File.Exists)
            ?? throw new CliException(ExitCodes.Usage, $"{folder} has no {name}.csv.gz or {name}.csv.", "A labelled set has customers, usage and cases.");
        await using var file = File.OpenRead(path);
        await using Stream content = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var text = new StreamReader(content);
        var reader = new CsvReader(text);
        var fields = new List<string>();
        if (!await ReadAsync(reader, fields, path, ct)) throw new CliException(ExitCodes.Usage, $"{path} is empty.");
        var at = Array.ConvertAll(columns, fields.IndexOf);
        if (Array.IndexOf(at, -1) is >= 0 and var missing) throw new CliException(ExitCodes.Usage, $"{path} has no column {columns[missing]}.");
        while (await ReadAsync(reader, fields, path, ct)) yield return new Row(path, reader.Line, fields, at);
    }

    private static async Task<bool> ReadAsync(CsvReader reader, List<string> fields, string path, CancellationToken ct)
    {
        try
        {
            var more = await reader.ReadAsync(fields, ct);
            return reader.Problem is null ? more : throw new CliException(ExitCodes.Usage, $"{path} line {reader.Line}: {reader.Problem}.");
        }
        catch (InvalidDataException)
        {
            throw new CliException(ExitCodes.Usage, $"{path} is a broken gzip file.", "Fetch or make it again.");
        }
    }

    private readonly record struct Row(string Path, long Line, List<string> Fields, int[] At)
    {
        public string Text(int column) => At[column] < Fields.Count ? Fields[At[column]] : throw Wrong("the line has too few columns");

        public int Whole(int column) => int.TryParse(Text(column), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong($"\"{Text(column)}\" is no whole number");

        public double[] Hours(int first)
        {
            var hours = new double[LabelledSet.Hours];
            for (var hour = 0; hour < hours.Length; hour++)
            {
                var text = Text(first + hour);
                if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out hours[hour]) || !(hours[hour] <= MaxQuantity)) throw Wrong($"\"{text}\" is no quantity from 0 to 1e15");
            }

            return hours;
        }

        public CliException Wrong(string why) => new(ExitCodes.Usage, $"{Path} line {Line}: {why}.");
    }
}
