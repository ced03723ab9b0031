using System.Text.RegularExpressions;

namespace Breakwater.Tests.Architecture;

/// <summary>Rules about the tree: layout, sizes, words.</summary>
public sealed partial class FileRules
{
    private static readonly string[] Root = ["src", "tests", "wwwroot-assets", "Dashboard.sln", "appsettings.sample.json", "README.md"];

    [Fact]
    public void The_root_holds_exactly_what_the_layout_names()
    {
        var entries = Directory.EnumerateFileSystemEntries(Repository.Root).Select(entry => Path.GetFileName(entry)!)
            .Where(name => !name.StartsWith('.') && name != "data").ToList();
        Assert.Equal(Root.Order(StringComparer.Ordinal), entries.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Files_stay_small()
    {
        var code = Repository.Files("*.cs", "src", "tests");
        var razor = Repository.Files("*.razor", "src");
        Assert.NotEmpty(code);
        Assert.Empty(TooLong(code, 400).Concat(TooLong(razor, 200)));
    }

    [Fact]
    public void Capabilities_have_one_inside()
    {
        var folders = Directory.GetDirectories(Path.Combine(Repository.Root, "src/Capabilities"));
        Assert.NotEmpty(folders);
        foreach (var folder in folders)
        {
            var name = Path.GetFileName(folder);
            Assert.True(File.Exists(Path.Combine(folder, $"{name}Capability.cs")), $"{name}Capability.cs is missing.");
            Assert.True(File.Exists(Path.Combine(folder, "README.md")), $"The README of {name} is missing.");
            Assert.InRange(File.ReadAllLines(Path.Combine(folder, "README.md")).Length, 5, 40);
            var inside = Directory.GetDirectories(folder).Select(Path.GetFileName).Where(part => part is not ("bin" or "obj"));
            Assert.Empty(inside.Except(["Model", "Ingest", "Read", "Ports"]));
        }
    }

    [Fact]
    public void The_composition_root_fits_on_a_screen() =>
        Assert.InRange(File.ReadAllLines(Path.Combine(Repository.Root, "src/Host/Program.cs")).Length, 1, 60);

    [Fact]
    public void The_readmes_table_points_at_what_exists()
    {
        var table = Repository.Read("README.md");
        var section = table[table.IndexOf("## Where is", StringComparison.Ordinal)..];
        section = section[..section.IndexOf("\n## ", 3, StringComparison.Ordinal)];
        var paths = CodePath().Matches(section).Select(match => match.Groups[1].Value).ToList();
        Assert.True(paths.Count >= 8, "The table names places.");
        Assert.Empty(paths.Where(path => !Path.Exists(Path.Combine(Repository.Root, path))));
    }

    [Fact]
    public void The_tree_speaks_of_the_product_alone()
    {
        var files = Repository.Files("*", "src", "tests", "wwwroot-assets").Where(IsText).ToList();
        Assert.NotEmpty(files);
        var found = files.SelectMany(file => Repository.Read(file).Split('\n').Select((line, number) => (file, number, line)))
            .Where(row => ForeignWord(row.line) && !row.file.EndsWith("FileRules.cs", StringComparison.Ordinal))
            .Select(row => $"{row.file}:{row.number + 1}: {row.line.Trim()}");
        Assert.Empty(found);
        Assert.True(ForeignWord("see /" + "root/notes"), "A planted path must be caught.");
    }

    [Fact]
    public void Namespaces_follow_folders()
    {
        var files = Repository.Files("*.cs", "src").Where(file => !file.EndsWith("GlobalUsings.cs", StringComparison.Ordinal) && !file.Contains("/Host/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(files);
        var wrong = from file in files
                    let declared = NamespaceLine().Match(Repository.Read(file))
                    where declared.Success
                    let folder = "Breakwater." + file["src/".Length..file.LastIndexOf('/')].Replace("Capabilities/", "", StringComparison.Ordinal).Replace('/', '.')
                    where !folder.StartsWith(declared.Groups[1].Value, StringComparison.Ordinal) && !declared.Groups[1].Value.StartsWith("Microsoft.", StringComparison.Ordinal)
                    select $"{file}: {declared.Groups[1].Value}";
        Assert.Empty(wrong);
    }

    private static IEnumerable<string> TooLong(IEnumerable<string> files, int most) =>
        from file in files
        let lines = File.ReadAllLines(Path.Combine(Repository.Root, file)).Length
        where lines > most
        select $"{file}: {lines} lines, at most {most}";

    private static bool IsText(string file) =>
        Path.GetExtension(file) is ".cs" or ".razor" or ".css" or ".js" or ".mjs" or ".json" or ".md" or ".sh" or ".props" or ".csproj" or ".targets" or ".sql" or ".lua";

    private static bool ForeignWord(string line) => MachinePath().IsMatch(line);

    [GeneratedRegex(@"(^|[^A-Za-z0-9_.])/(work|root|farm)/")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"`((?:src|tests|wwwroot-assets)[A-Za-z0-9_./-]*)`")]
    private static partial Regex CodePath();

    [GeneratedRegex(@"^namespace ([A-Za-z0-9_.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();
}
