namespace Breakwater.Cli.Commands;

/// <summary>Paths and bodies with what was given and without what was not.</summary>
internal static class Query
{
    /// <summary>A path with its query; parameters without a value are left out.</summary>
    public static string Of(string path, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var parts = new List<string>();
        foreach (var (name, value) in parameters)
        {
            if (value is not null) parts.Add($"{name}={Uri.EscapeDataString(value)}");
        }

        return parts.Count == 0 ? path : $"{path}?{string.Join('&', parts)}";
    }

    /// <summary>A body without members that have no value.</summary>
    public static Dictionary<string, object> WithoutNulls(Dictionary<string, object?> body) =>
        body.Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => pair.Value!);
}
