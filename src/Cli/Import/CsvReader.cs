using System.Text;

namespace Breakwater.Cli.Import;

/// <summary>Reads comma-separated values (RFC 4180) row by row and knows the line on which each row began.</summary>
internal sealed class CsvReader(TextReader reader)
{
    /// <summary>Longest row, in characters: longer ones are a broken quote, not data.</summary>
    public const int MaxRow = 1_000_000;

    private long _line;

    /// <summary>Line on which the last row began, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>The last row as written.</summary>
    public string Raw { get; private set; } = "";

    /// <summary>Why the last row cannot be read; null where it can.</summary>
    public string? Problem { get; private set; }

    /// <summary>Reads the next row that is not empty into <paramref name="fields"/>.</summary>
    /// <returns>False at the end of the file.</returns>
    public async ValueTask<bool> ReadAsync(List<string> fields, CancellationToken ct)
    {
        fields.Clear();
        Problem = null;
        string? text;
        do
        {
            if ((text = await reader.ReadLineAsync(ct)) is null) return false;
            _line++;
        }
        while (text.Length == 0);

        Line = _line;
        while (!Split(text, fields))
        {
            if (text.Length > MaxRow || await reader.ReadLineAsync(ct) is not { } more)
            {
                Problem = "a quoted field is not closed";
                break;
            }

            _line++;
            text = $"{text}\n{more}";
        }

        Raw = text;
        return true;
    }

    // False where the row ends inside quotes and goes on in the next line.
    private static bool Split(string text, List<string> fields)
    {
        fields.Clear();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (quoted)
            {
                if (letter != '"') field.Append(letter);
                else if (i + 1 < text.Length && text[i + 1] == '"') field.Append(text[++i]);
                else quoted = false;
            }
            else if (letter == '"' && field.Length == 0)
            {
                quoted = true;
            }
            else if (letter == ',')
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(letter);
            }
        }

        fields.Add(field.ToString());
        return !quoted;
    }
}
