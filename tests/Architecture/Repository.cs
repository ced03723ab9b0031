using System.Xml.Linq;

namespace Breakwater.Tests.Architecture;

/// <summary>The repository as files: what the rules below look at.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Tracked-looking files under the given folders, relative, with forward slashes; build output and restored packages left out.</summary>
    public static IReadOnlyList<string> Files(string pattern, params string[] folders) =>
        [.. folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj" or "node_modules" or "vendor"))
            .Order(StringComparer.Ordinal)];

    public static IReadOnlyList<Project> Projects(params string[] folders) =>
        [.. Files("*.csproj", folders).Select(path => Project.Parse(path, Read(path)))];

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Dashboard.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("Dashboard.sln was not found above the test's folder.");
    }
}

/// <summary>What a project file says.</summary>
internal sealed record Project(string Path, string Folder, IReadOnlyList<string> References, IReadOnlyList<Package> Packages, string Xml)
{
    public static Project Parse(string path, string xml)
    {
        var folder = path[..path.LastIndexOf('/')];
        var document = XDocument.Parse(xml);
        return new Project(
            path, folder,
            [.. document.Descendants("ProjectReference").Select(item => Resolve(folder, item.Attribute("Include")!.Value))],
            [.. document.Descendants("PackageReference").Select(item => new Package(
                item.Attribute("Include")!.Value,
                item.Attribute("PrivateAssets")?.Value ?? item.Element("PrivateAssets")?.Value,
                item.Attribute("Version")?.Value))],
            xml);
    }

    private static string Resolve(string folder, string include)
    {
        var parts = new List<string>(folder.Split('/'));
        foreach (var part in include.Replace('\\', '/').Split('/'))
        {
            if (part == "..") parts.RemoveAt(parts.Count - 1);
            else parts.Add(part);
        }

        return string.Join('/', parts.SkipLast(1));
    }
}

internal sealed record Package(string Id, string? PrivateAssets, string? Version);
