namespace Breakwater.Tests.Architecture;

/// <summary>Rules about project files. Each proves that it looks at something and that a planted breach is caught.</summary>
public sealed class ProjectRules
{
    // Client packages: one project each, so that a driver can be replaced in one place.
    private static readonly string[] ClientPackages =
        ["AWSSDK.", "StackExchange.Redis", "DuckDB.", "Microsoft.Data.Sqlite", "Microsoft.Garnet", "ClickHouse.", "Stripe.", "Quartz", "Microsoft.AspNetCore.OpenApi", "Scalar.", "System.CommandLine", "Spectre."];

    [Fact]
    public void References_follow_the_arrows()
    {
        var projects = Repository.Projects("src", "wwwroot-assets");
        Assert.True(projects.Count >= 10, "The rule must see the product's projects.");
        Assert.Contains(projects, project => project.References.Count > 3);
        Assert.Empty(Arrows.Breaches(projects));
    }

    [Theory]
    [InlineData("src/Kernel", "../Capabilities/Metering/Metering.csproj")]
    [InlineData("src/Capabilities/Metering", "../../Engines/Embedded/Embedded.csproj")]
    [InlineData("src/Capabilities/Metering", "../Access/Access.csproj")]
    [InlineData("src/Engines/Redis", "../Embedded/Embedded.csproj")]
    [InlineData("src/Ingestion", "../Dashboard/Dashboard.csproj")]
    [InlineData("src/Dashboard", "../Engines/Redis/Redis.csproj")]
    [InlineData("src/Cli", "../Host/Host.csproj")]
    public void A_planted_reference_is_caught(string folder, string include)
    {
        var planted = Project.Parse($"{folder}/Planted.csproj", $"<Project><ItemGroup><ProjectReference Include=\"{include}\" /></ItemGroup></Project>");
        Assert.Single(Arrows.Breaches([planted]));
    }

    [Fact]
    public void Client_packages_have_one_home_and_stay_private()
    {
        var projects = Repository.Projects("src");
        Assert.Contains(projects.SelectMany(project => project.Packages), package => IsClient(package.Id));
        Assert.Empty(ClientBreaches(projects));
    }

    [Fact]
    public void A_planted_client_package_is_caught()
    {
        var one = Project.Parse("src/Engines/Redis/Redis.csproj", Package("StackExchange.Redis", "compile"));
        var two = Project.Parse("src/Capabilities/Access/Access.csproj", Package("StackExchange.Redis", "compile"));
        var open = Project.Parse("src/Engines/Embedded/Embedded.csproj", Package("Microsoft.Data.Sqlite", null));
        Assert.Single(ClientBreaches([one, two]));
        Assert.Single(ClientBreaches([open]));
    }

    [Fact]
    public void Versions_are_central()
    {
        var projects = Repository.Projects("src", "tests", "wwwroot-assets");
        Assert.NotEmpty(projects);
        Assert.Empty(projects.SelectMany(project => project.Packages.Where(package => package.Version is not null)
            .Select(package => $"{project.Path}: {package.Id} {package.Version}")));
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Read("Dashboard.sln").Replace('\\', '/');
        var projects = Repository.Files("*.csproj", "src", "tests", "wwwroot-assets");
        Assert.NotEmpty(projects);
        Assert.Empty(projects.Where(project => !solution.Contains($"\"{project}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Assemblies_carry_the_products_name()
    {
        var projects = Repository.Projects("src").Where(project => Arrows.Layer(project.Folder) != "Composition" || !project.Path.EndsWith("Cli.csproj", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(projects);
        Assert.All(projects, project => Assert.Contains($"<RootNamespace>Breakwater.{project.Folder["src/".Length..].Replace("Capabilities/", "", StringComparison.Ordinal).Replace('/', '.')}</RootNamespace>", project.Xml, StringComparison.Ordinal));
    }

    private static bool IsClient(string id) => ClientPackages.Any(prefix => id.StartsWith(prefix, StringComparison.Ordinal));

    private static List<string> ClientBreaches(IEnumerable<Project> projects)
    {
        var uses = projects.SelectMany(project => project.Packages.Where(package => IsClient(package.Id)).Select(package => (project, package))).ToList();
        return
        [
            .. uses.Where(use => use.package.PrivateAssets?.Split(';').Any(asset => asset is "compile" or "all") != true).Select(use => $"{use.project.Path}: {use.package.Id} lacks PrivateAssets=\"compile\""),
            .. uses.GroupBy(use => use.package.Id).Where(group => group.Count() > 1).Select(group => $"{group.Key} is referenced by {string.Join(" and ", group.Select(use => use.project.Path))}"),
        ];
    }

    private static string Package(string id, string? assets) =>
        $"<Project><ItemGroup><PackageReference Include=\"{id}\" {(assets is null ? "" : $"PrivateAssets=\"{assets}\"")} /></ItemGroup></Project>";
}
