// Types that break the rules on purpose: TypeRules must find each of them, so that a rule that looks at nothing cannot pass.
using Breakwater.Kernel.Ports;

namespace Breakwater.Tests.Architecture.Canaries.Ports
{
    /// <summary>A port that knows a type from outside the platform.</summary>
    internal interface IPlantedPort
    {
        ArchUnitNET.Domain.IType Driver { get; }
    }
}

namespace Breakwater.Tests.Architecture.Canaries.Pages
{
    /// <summary>A page that talks to a port.</summary>
    internal sealed class PlantedPage(IAuditLog audit)
    {
        public Task Read() => audit.ListAsync(new(), TestContext.Current.CancellationToken);
    }
}

namespace Breakwater.Tests.Architecture.Canaries.Adapters
{
    /// <summary>An adapter that anybody could reach and derive from.</summary>
    public class PlantedAdapter : IClaims
    {
        /// <inheritdoc/>
        public ValueTask<bool[]> TryClaimAsync(string scope, IReadOnlyList<string> names, TimeSpan ttl, CancellationToken ct) => new([]);

        /// <inheritdoc/>
        public ValueTask ReleaseAsync(string scope, IReadOnlyList<string> names, CancellationToken ct) => ValueTask.CompletedTask;
    }
}
