using System.Text;
using Breakwater.Metering.Model;
using DuckDB.NET.Data;

namespace Breakwater.Engines.Embedded.Metering.Columns;

/// <summary>Writes values into appended rows so that they can be read back exactly.</summary>
internal static class ColumnRow
{
    /// <summary>Appends a text. The driver ends a string at its first NUL, so that such texts go as bytes.</summary>
    public static IDuckDBAppenderRow Text(IDuckDBAppenderRow row, string text) =>
        text.Contains('\0', StringComparison.Ordinal) ? row.AppendValue(Encoding.UTF8.GetBytes(text)) : row.AppendValue(text);

    /// <summary>Appends a property's text and number.</summary>
    public static void Value(IDuckDBAppenderRow row, in PropertyValue value)
    {
        if (HasText(value)) Text(row, value.Text!);
        else row.AppendNullValue();
        row.AppendValue(value.Kind == PropertyKind.Number ? value.Number : (decimal?)null);
    }

    /// <summary>True where the text column is needed to give the value back.</summary>
    public static bool HasText(in PropertyValue value) => value.Kind switch
    {
        PropertyKind.Null => false,
        PropertyKind.Number => !IsPlain(value.Text!),
        _ => true,
    };

    /// <summary>The text that a number alone gives back.</summary>
    public static string Plain(decimal number) => Aggregate.Canonical(number);

    // JSON allows no leading zeros: what else can differ is an exponent, zeros at the end and the sign of zero.
    private static bool IsPlain(string json) =>
        json != "-0" && !json.AsSpan().ContainsAny('e', 'E') && (!json.Contains('.', StringComparison.Ordinal) || json[^1] != '0');
}
