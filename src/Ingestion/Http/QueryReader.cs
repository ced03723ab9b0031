using System.Globalization;
using System.Text.Json;
using Breakwater.Ingestion.Parsing;
using Microsoft.AspNetCore.Http;

namespace Breakwater.Ingestion.Http;

/// <summary>Reads query parameters by their rules and keeps the first fault.</summary>
internal sealed class QueryReader(IQueryCollection query)
{
    private const int MaxSearch = 256;

    /// <summary>What is wrong with the query; null where all was well so far.</summary>
    public Problem? Problem { get; private set; }

    /// <summary>A text of at most 256 characters; null where it is absent or empty.</summary>
    public string? Text(string name)
    {
        var values = query[name];
        if (values.Count > 1) Fault(name, "may be there only once");
        else if (values is [{ Length: > MaxSearch }]) Fault(name, $"may have at most {MaxSearch} characters");
        return values is [{ Length: > 0 and <= MaxSearch } text] ? text : null;
    }

    /// <summary>A well-formed identifier; null where it is absent.</summary>
    public string? Identifier(string name, bool required = false)
    {
        var text = Text(name);
        if (text is null && required) Fault(name, "is required");
        if (text is null || Kernel.Identifier.IsValid(text)) return text;
        Fault(name, Kernel.Identifier.Rule);
        return null;
    }

    /// <summary>An instant as Unix milliseconds or ISO 8601 with offset; null where it is absent.</summary>
    public DateTimeOffset? Instant(string name, bool required = false)
    {
        var text = Text(name);
        if (text is null)
        {
            if (required) Fault(name, "is required");
            return null;
        }

        // A plus sign arrives as a space where the sender did not escape it.
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ms) ? ms <= EventRules.MaxTimestamp : IsoTime.TryRead(text.Replace(' ', '+'), out ms))
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(ms);
        }

        Fault(name, "must be whole Unix milliseconds or an ISO 8601 time with its offset");
        return null;
    }

    /// <summary>A whole number in a range.</summary>
    public int Number(string name, int fallback, int min, int max)
    {
        var text = Text(name);
        if (text is null) return fallback;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max) return number;
        Fault(name, $"must be a whole number between {min:N0} and {max:N0}");
        return fallback;
    }

    /// <summary>A number in a range, with a point where it has decimals.</summary>
    public double Real(string name, double fallback, double min, double max)
    {
        var text = Text(name);
        if (text is null) return fallback;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max) return number;
        Fault(name, $"must be a number between {min:0.##} and {max:0.##}");
        return fallback;
    }

    /// <summary>One of the names of an enumeration in snake_case; null where it is absent.</summary>
    public T? OneOf<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text) return null;
        foreach (var value in Enum.GetValues<T>())
        {
            if (JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()) == text) return value;
        }

        Fault(name, $"must be one of {string.Join(", ", Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))}");
        return null;
    }

    /// <summary>True or false; null where it is absent.</summary>
    public bool? Flag(string name)
    {
        var text = Text(name);
        if (text is not (null or "true" or "false")) Fault(name, "must be true or false");
        return text is null ? null : text == "true";
    }

    /// <summary>A day as YYYY-MM-DD; null where it is absent.</summary>
    public DateOnly? Day(string name)
    {
        if (Text(name) is not { } text) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        Fault(name, "must be a day like 2026-03-01");
        return null;
    }

    /// <summary>Which page: skip, take, sort (from the allow-list), descending, search.</summary>
    public PageRequest Page(params string[] sorts)
    {
        var sort = Text("sort");
        if (sort is not null && !sorts.Contains(sort, StringComparer.Ordinal)) Fault("sort", $"must be one of {string.Join(", ", sorts)}");
        return new(Number("skip", 0, 0, int.MaxValue), Number("take", 50, 1, PageRequest.MaxTake), sort, Flag("descending") == true, Text("search"));
    }

    /// <summary>Notes a fault that this reader cannot see itself; the first one counts.</summary>
    public void Fault(string name, string rule) => Problem ??= Problem.Invalid(name, $"The parameter {name} {rule}.");
}
