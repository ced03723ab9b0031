using Breakwater.Cli.Import;
using CsCheck;

namespace Breakwater.Tests.Cli.Import;

/// <summary>Comma-separated values come back as they were written, with the line on which each row began.</summary>
public sealed class CsvReaderTests
{
    private static readonly Gen<string> Field = Gen.OneOf(
        Gen.String[Gen.Char["abc019 -.:"], 0, 8], Gen.String[Gen.Char["a,\"\n x"], 0, 8]);

    [Fact]
    public Task Rows_come_back_as_written() => Field.Array[2, 5].Array[1, 8].SampleAsync(
        async rows =>
        {
            var text = string.Join("\n", rows.Select(row => string.Join(',', row.Select(Quoted)))) + "\n";
            var read = await ReadAsync(text);
            Assert.Equal(rows, read.Select(row => row.Fields));
            var line = 1;
            foreach (var (row, written) in read.Zip(rows))
            {
                Assert.Equal(line, row.Line);
                line += 1 + written.Sum(field => field.Count(letter => letter == '\n'));
            }
        },
        iter: 300);

    [Fact]
    public async Task Empty_lines_and_windows_line_ends_do_not_count_as_rows()
    {
        var rows = await ReadAsync("a,b\r\n\r\n\"1\",2\r\n");
        Assert.Equal([(1, new[] { "a", "b" }), (3, ["1", "2"])], rows.Select(row => ((int)row.Line, row.Fields)));
    }

    [Fact]
    public async Task A_quote_that_never_closes_is_a_problem_and_not_the_end_of_memory()
    {
        var reader = new CsvReader(new StringReader("a,\"b\n" + string.Concat(Enumerable.Repeat("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n", 60_000))));
        Assert.True(await reader.ReadAsync([], TestContext.Current.CancellationToken));
        Assert.Equal("a quoted field is not closed", reader.Problem);
        Assert.True(reader.Raw.Length < CsvReader.MaxRow + 100);
    }

    private static string Quoted(string field) =>
        field.AsSpan().IndexOfAny(",\"\n") >= 0 || field.Length == 0 || field[0] == ' ' ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;

    private static async Task<List<(long Line, string[] Fields)>> ReadAsync(string text)
    {
        var reader = new CsvReader(new StringReader(text));
        var rows = new List<(long, string[])>();
        var fields = new List<string>();
        while (await reader.ReadAsync(fields, TestContext.Current.CancellationToken)) rows.Add((reader.Line, [.. fields]));
        return rows;
    }
}
