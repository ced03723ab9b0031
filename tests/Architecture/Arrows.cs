namespace Breakwater.Tests.Architecture;

/// <summary>The arrow table of src/ARCHITECTURE.md as data: which project may reference which.</summary>
internal static class Arrows
{
    private const string Kernel = "src/Kernel";
    private const string Assets = "wwwroot-assets";

    /// <summary>Arrows between capabilities; there are no others.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> BetweenCapabilities = new Dictionary<string, string[]>
    {
        ["Fraud"] = ["Metering"],
        ["Billing"] = ["Metering"],
        ["Retention"] = ["Churn", "Experiments"],
    };

    public static bool Allows(string from, string to) => Layer(from) switch
    {
        "Kernel" => false,
        "Assets" => false,
        "Capability" => to == Kernel || (Layer(to) == "Capability" && BetweenCapabilities.GetValueOrDefault(Name(from), []).Contains(Name(to))),
        "Engine" => to == Kernel || Layer(to) == "Capability",
        "Ingestion" => to == Kernel || Layer(to) == "Capability",
        "Dashboard" => to is Kernel or Assets || Layer(to) == "Capability",
        "Composition" => Layer(to) != "Composition",
        _ => throw new InvalidOperationException($"{from} is not a folder of the layout."),
    };

    public static string Layer(string folder) => folder switch
    {
        Kernel => "Kernel",
        Assets => "Assets",
        "src/Ingestion" => "Ingestion",
        "src/Dashboard" => "Dashboard",
        "src/Host" or "src/Cli" => "Composition",
        _ when folder.StartsWith("src/Capabilities/", StringComparison.Ordinal) => "Capability",
        _ when folder.StartsWith("src/Engines/", StringComparison.Ordinal) => "Engine",
        _ => "Unknown",
    };

    /// <summary>Every breach in the given projects, in words.</summary>
    public static IReadOnlyList<string> Breaches(IEnumerable<Project> projects) =>
        [.. from project in projects
            from reference in project.References
            where !Allows(project.Folder, reference)
            select $"{project.Folder} must not reference {reference}"];

    private static string Name(string folder) => folder[(folder.LastIndexOf('/') + 1)..];
}
