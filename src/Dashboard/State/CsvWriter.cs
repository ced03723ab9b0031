using System.Globalization;
using System.Text;

namespace Breakwater.Dashboard.State;

/// <summary>
/// Writes RFC 4180 CSV in the invariant culture. A text that a spreadsheet would run as a formula gets a leading
/// apostrophe: ids and names come from outside.
/// </summary>
public sealed class CsvWriter
{
    private readonly StringBuilder _text = new();
    private bool _started;

    /// <summary>Adds a row of texts.</summary>
    public CsvWriter Row(IEnumerable<string?> cells)
    {
        foreach (var cell in cells) Cell(cell);
        return EndRow();
    }

    /// <summary>Adds a text.</summary>
    public CsvWriter Cell(string? text)
    {
        Separate();
        if (string.IsNullOrEmpty(text)) return this;
        if (text[0] is '=' or '+' or '-' or '@' or '\t' or '\r') text = "'" + text;
        if (text.AsSpan().IndexOfAny(",\"\r\n") < 0) _text.Append(text);
        else _text.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        return this;
    }

    /// <summary>Adds a number in full precision; null leaves the cell empty.</summary>
    public CsvWriter Cell(double? number)
    {
        Separate();
        if (number is { } value) _text.Append(value.ToString("R", CultureInfo.InvariantCulture));
        return this;
    }

    /// <summary>Adds an instant in UTC.</summary>
    public CsvWriter Cell(DateTimeOffset? at)
    {
        Separate();
        if (at is { } value) _text.Append(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        return this;
    }

    /// <summary>Ends the row.</summary>
    public CsvWriter EndRow()
    {
        _text.Append("\r\n");
        _started = false;
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private void Separate()
    {
        if (_started) _text.Append(',');
        _started = true;
    }
}
