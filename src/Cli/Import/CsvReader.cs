using System.Text;

namespace Breakwater.Cli.Import;

/// <summary>Reads comma-separated values (RFC 4180) row by row and knows the line on which each row began.</summary>
internal sealed class CsvReader(TextReader reader)
{
    /// <summary>Longest row, in characters: longer ones are a broken quote, not data.</summary>
    public const int MaxRow = 1_000_000;

    private readonly StringBuilder _field = new();
    private bool _quoted;
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
        var raw = new StringBuilder(text);
        _field.Clear();
        _quoted = false;
        // Goes on where the line before stopped: reading a long row again for each of its lines would take quadratic time.
        while (!Split(text, fields))
        {
            if (raw.Length > MaxRow || (text = await reader.ReadLineAsync(ct)) is null)
            {
                Problem = "a quoted field is not closed";
                break;
            }

            _line++;
            _field.Append('\n');
            raw.Append('\n').Append(text);
        }

        Raw = raw.ToString();
        return true;
    }

    // False where the row ends inside quotes and goes on in the next line.
    private bool Split(string text, List<string> fields)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (_quoted)
            {
                if (letter != '"') _field.Append(letter);
                else if (i + 1 < text.Length && text[i + 1] == '"') _field.Append(text[++i]);
                else _quoted = false;
            }
            else if (letter == '"' && _field.Length == 0)
            {
                _quoted = true;
            }
            else if (letter == ',')
            {
                fields.Add(_field.ToString());
                _field.Clear();
            }
            else
            {
                _field.Append(letter);
            }
        }

        if (_quoted) return false;
        fields.Add(_field.ToString());
        return true;
    }
}
