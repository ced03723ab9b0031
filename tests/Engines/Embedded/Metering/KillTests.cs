using Breakwater.Benchmarks;

namespace Breakwater.Tests.Embedded.Metering;

/// <summary>The short form of the crash test; <c>Benchmarks crash --rounds 200</c> is the long one.</summary>
public sealed class KillTests
{
    [Fact]
    public async Task Killed_at_random_instants_nothing_is_lost_and_nothing_counts_twice()
    {
        var root = Path.Combine(Path.GetTempPath(), $"breakwater-test-{Guid.NewGuid():N}");
        var run = await CrashRounds.RunAsync(root, rounds: 10, tell: null, TestContext.Current.CancellationToken);
        Assert.Empty(run.Faults);
        Assert.True(run.Events > 0);
        Directory.Delete(root, recursive: true);
    }
}
