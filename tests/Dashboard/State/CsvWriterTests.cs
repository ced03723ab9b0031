using System.Globalization;
using System.Text;
using CsCheck;

namespace Breakwater.Tests.Dashboard.State;

public sealed class CsvWriterTests
{
    [Fact]
    public void Every_cell_is_read_back_as_it_was() => Gen.String.Array[1, 4].Array[1, 4].Sample(rows =>
    {
        var csv = new CsvWriter();
        foreach (var row in rows) csv.Row(row);
        var read = Parse(csv.ToString());
        Assert.Equal(rows.Select(row => row.Select(Safe)), read);
    });

    [Theory]
    [InlineData("=HYPERLINK(\"http://x\")")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@sum")]
    public void A_text_that_a_spreadsheet_would_run_is_disarmed(string text) => Assert.StartsWith("'", Parse(new CsvWriter().Row([text]).ToString())[0][0], StringComparison.Ordinal);

    [Fact]
    public void Numbers_keep_every_digit_and_their_sign() => Gen.Double.Where(double.IsFinite).Sample(value =>
        double.Parse(new CsvWriter().Cell(value).ToString(), CultureInfo.InvariantCulture).Equals(value));

    [Fact]
    public void Times_are_in_utc() => Assert.Equal("2026-11-23T13:05:07.123Z", new CsvWriter().Cell(new DateTimeOffset(2026, 11, 23, 14, 5, 7, 123, TimeSpan.FromHours(1))).ToString());

    private static string Safe(string text) => text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;

    // RFC 4180, written again so that the writer is not checked by itself.
    private static List<List<string>> Parse(string text)
    {
        var rows = new List<List<string>>();
        var row = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted)
            {
                if (c != '"') cell.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"') cell.Append(text[i++]);
                else quoted = false;
            }
            else if (c == '"')
            {
                quoted = true;
            }
            else if (c is ',' or '\r')
            {
                row.Add(cell.ToString());
                cell.Clear();
                if (c == ',') continue;
                i++;
                rows.Add(row);
                row = [];
            }
            else
            {
                cell.Append(c);
            }
        }

        return rows;
    }
}
