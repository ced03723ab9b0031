using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Extensions;
using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;

namespace Breakwater.Tests.Architecture;

/// <summary>Rules about types, read from the built assemblies.</summary>
public sealed class TypeRules
{
    private static readonly Assembly[] Product =
        [.. new[] { "Kernel", "Metering", "Access", "Operations", "Fraud", "Ingestion", "Dashboard", "Engines.Embedded", "Engines.Redis" }
            .Select(name => Assembly.Load($"Breakwater.{name}"))];

    private static readonly ArchUnitNET.Domain.Architecture Built = new ArchLoader().LoadAssemblies(Product).Build();
    private static readonly ArchUnitNET.Domain.Architecture Planted = new ArchLoader().LoadAssemblies([.. Product, typeof(TypeRules).Assembly]).Build();

    [Fact]
    public void Ports_know_no_driver()
    {
        Assert.True(Ports(Built).Count() >= 10, "The rule must see the ports.");
        Assert.Empty(DriverTypesIn(Ports(Built)));
    }

    [Fact]
    public void Adapters_are_internal_and_sealed()
    {
        Assert.True(Adapters(Built, "Breakwater.Engines.").Count >= 3, "The rule must see the adapters.");
        Assert.Empty(OpenAdapters(Adapters(Built, "Breakwater.Engines.")));
    }

    [Fact]
    public void Pages_never_touch_ports()
    {
        Assert.NotEmpty(Pages(Built, "Breakwater.Dashboard."));
        Assert.Empty(PortUses(Pages(Built, "Breakwater.Dashboard.")));
    }

    [Fact]
    public void Planted_breaches_are_caught()
    {
        const string canaries = "Breakwater.Tests.Architecture.Canaries.";
        Assert.NotEmpty(DriverTypesIn(Planted.Types.Where(type => type.FullName.StartsWith(canaries + "Ports.", StringComparison.Ordinal))));
        Assert.NotEmpty(OpenAdapters(Adapters(Planted, canaries)));
        Assert.NotEmpty(PortUses(Pages(Planted, canaries)));
    }

    private static IEnumerable<IType> Ports(ArchUnitNET.Domain.Architecture architecture) =>
        architecture.Types.Where(type => type.FullName.StartsWith("Breakwater.", StringComparison.Ordinal) && IsPortNamespace(type) && !type.FullName.StartsWith("Breakwater.Tests.", StringComparison.Ordinal));

    private static bool IsPortNamespace(IType type) => type.Namespace.FullName.EndsWith(".Ports", StringComparison.Ordinal);

    private static List<string> DriverTypesIn(IEnumerable<IType> ports) =>
        [.. from port in ports
            from dependency in port.Dependencies
            let target = dependency.Target.FullName
            where !target.StartsWith("System", StringComparison.Ordinal) && !target.StartsWith("Breakwater.", StringComparison.Ordinal)
                && !target.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)
                && target.Contains('.', StringComparison.Ordinal)
            select $"{port.FullName} knows {target}"];

    private static List<Class> Adapters(ArchUnitNET.Domain.Architecture architecture, string prefix) =>
        [.. architecture.Classes.Where(type => type.FullName.StartsWith(prefix, StringComparison.Ordinal)
            && type.ImplementedInterfaces.Any(port => port.Namespace.FullName.EndsWith(".Ports", StringComparison.Ordinal)))];

    private static List<string> OpenAdapters(IEnumerable<Class> adapters) =>
        [.. adapters.Where(type => type.Visibility == Visibility.Public || type.IsSealed != true).Select(type => type.FullName)];

    private static List<Class> Pages(ArchUnitNET.Domain.Architecture architecture, string prefix) =>
        [.. architecture.Classes.Where(type => type.FullName.StartsWith(prefix, StringComparison.Ordinal)
            && (type.FullName.Contains(".Pages.", StringComparison.Ordinal) || type.FullName.Contains(".Components.", StringComparison.Ordinal) || type.FullName.Contains(".Layout.", StringComparison.Ordinal)))];

    private static List<string> PortUses(IEnumerable<Class> pages) =>
        [.. from page in pages
            from dependency in page.Dependencies
            where dependency.Target is Interface && IsPortNamespace(dependency.Target)
            select $"{page.FullName} uses {dependency.Target.FullName}"];
}
