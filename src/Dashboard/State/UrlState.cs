using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Breakwater.Dashboard.State;

/// <summary>
/// The part of a page that lives in its query string: filters, selection, tab. A record of the page implements it;
/// reading what was written gives an equal record, and a value that cannot be read becomes its default.
/// </summary>
public interface IUrlState<TSelf> where TSelf : IUrlState<TSelf>
{
    /// <summary>Reads the state; must not throw, whatever the query holds.</summary>
    static abstract TSelf Read(QueryReader query);

    /// <summary>Writes the state; values that equal their default are left out.</summary>
    void Write(QueryWriter query);
}

/// <summary>Turns typed state into addresses and back.</summary>
public static class UrlState
{
    /// <summary>The state in an address.</summary>
    public static T Read<T>(string uri) where T : IUrlState<T> => T.Read(new QueryReader(uri));

    /// <summary>The address of a page in a state.</summary>
    /// <param name="path">The page's path, without a query.</param>
    /// <param name="state">The state to write.</param>
    public static string Href<T>(string path, T state) where T : IUrlState<T>
    {
        var writer = new QueryWriter();
        state.Write(writer);
        return writer.AppendTo(path);
    }
}

/// <summary>Reads typed values from a query string. What is missing, too long or malformed gives the default.</summary>
public sealed class QueryReader
{
    /// <summary>The longest value that is read, in characters.</summary>
    public const int MaxLength = 512;

    private readonly Dictionary<string, StringValues> _values;

    /// <summary>Reads the query of an absolute or relative address.</summary>
    public QueryReader(string uri)
    {
        var start = uri.IndexOf('?', StringComparison.Ordinal);
        var end = uri.IndexOf('#', StringComparison.Ordinal);
        var query = start < 0 || (end >= 0 && end < start) ? "" : end < 0 ? uri[start..] : uri[start..end];
        _values = QueryHelpers.ParseQuery(query);
    }

    /// <summary>A text, trimmed; null where it is empty.</summary>
    public string? Text(string name) =>
        _values.TryGetValue(name, out var values) && values.Count > 0 && values[0]?.Trim() is { Length: > 0 and <= MaxLength } text ? text : null;

    /// <summary>Every value of a repeated name, at most 50.</summary>
    public IReadOnlyList<string> Many(string name) => _values.TryGetValue(name, out var values)
        ? [.. values.OfType<string>().Select(value => value.Trim()).Where(value => value.Length is > 0 and <= MaxLength).Take(50)]
        : [];

    /// <summary>A whole number within bounds.</summary>
    public int Number(string name, int fallback, int min = int.MinValue, int max = int.MaxValue) =>
        int.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max ? value : fallback;

    /// <summary>A yes or no, written as 1 or 0.</summary>
    public bool Flag(string name, bool fallback = false) => Text(name) switch { "1" or "true" => true, "0" or "false" => false, _ => fallback };

    /// <summary>A named value, whatever the case of its letters.</summary>
    public T Choice<T>(string name, T fallback) where T : struct, Enum => Choice<T>(name) ?? fallback;

    /// <summary>A named value, whatever the case of its letters; null where there is none.</summary>
    public T? Choice<T>(string name) where T : struct, Enum =>
        Text(name) is { } text && char.IsAsciiLetter(text[0]) && Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : null;

    /// <summary>A day, <c>2026-11-23</c>.</summary>
    public DateOnly? Day(string name) =>
        DateOnly.TryParseExact(Text(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>An instant in UTC to the millisecond, <c>2026-11-23T14:05:07.123Z</c>.</summary>
    public DateTimeOffset? Instant(string name) =>
        DateTimeOffset.TryParseExact(Text(name), "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;
}

/// <summary>Collects the values of a query string in the order of writing.</summary>
public sealed class QueryWriter
{
    private readonly List<KeyValuePair<string, string?>> _values = [];

    /// <summary>Writes a text unless it is empty.</summary>
    public QueryWriter Text(string name, string? value) => Add(name, value?.Trim());

    /// <summary>Writes each value under the same name.</summary>
    public QueryWriter Many(string name, IEnumerable<string> values)
    {
        foreach (var value in values) Add(name, value.Trim());
        return this;
    }

    /// <summary>Writes a number unless it equals its default.</summary>
    public QueryWriter Number(string name, int value, int fallback) =>
        value == fallback ? this : Add(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Writes a yes or no unless it equals its default.</summary>
    public QueryWriter Flag(string name, bool value, bool fallback = false) => value == fallback ? this : Add(name, value ? "1" : "0");

    /// <summary>Writes a named value unless it equals its default.</summary>
    public QueryWriter Choice<T>(string name, T value, T fallback) where T : struct, Enum =>
        EqualityComparer<T>.Default.Equals(value, fallback) ? this : Add(name, value.ToString().ToLowerInvariant());

    /// <summary>Writes a named value where there is one.</summary>
    public QueryWriter Choice<T>(string name, T? value) where T : struct, Enum => Add(name, value?.ToString().ToLowerInvariant());

    /// <summary>Writes a day.</summary>
    public QueryWriter Day(string name, DateOnly? value) => Add(name, value?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    /// <summary>Writes an instant to the millisecond.</summary>
    public QueryWriter Instant(string name, DateTimeOffset? value) =>
        Add(name, value?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    /// <summary>The path with the query behind it.</summary>
    public string AppendTo(string path) => _values.Count == 0 ? path : QueryHelpers.AddQueryString(path, _values);

    private QueryWriter Add(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value)) _values.Add(new(name, value));
        return this;
    }
}
