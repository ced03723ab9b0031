using Breakwater.Fraud.Model;
using Breakwater.Fraud.Read;
using Breakwater.Tests.Contracts.Fraud;

namespace Breakwater.Tests.Fraud.Cases;

/// <summary>A case is called by what its own page begins with.</summary>
public sealed class HeadlineTests : IAsyncDisposable
{
    private readonly CaseHarness _harness = new();

    private static CaseFinding Volume => SomeCases.Finding(score: 30) with { Terms = [new(Feature.Volume, 9.2, 9.2), new(Feature.Shape, 3.1, 3.1)], Observed = 960, Expected = 240 };

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task A_case_driven_by_volume_says_so_in_the_queue_and_in_its_alarm()
    {
        var opened = (await _harness.Rig.OpenAsync(finding: Volume)).Case;
        var listed = Assert.Single(await _harness.Rig.AllAsync());
        Assert.Equal("Volume 4.0x of what was expected", FindingWords.Of(listed));
        Assert.StartsWith(FindingWords.Of(listed) + " (", FindingWords.Reasons(Volume)[0], StringComparison.Ordinal);
        Assert.StartsWith(FindingWords.Of(opened) + ". Score 30.0", Assert.Single(await _harness.OpenNotificationsAsync()).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_finding_of_the_highest_score_names_the_case()
    {
        await _harness.Rig.OpenAsync(finding: SomeCases.Finding(score: 12));
        Assert.Equal("Looks like this customer's own day moved by 8 h", FindingWords.Of(Assert.Single(await _harness.Rig.AllAsync())));
        await _harness.Rig.OpenAsync(finding: Volume with { Date = SomeCases.Day.AddDays(1), Incident = SomeCases.Finding(day: 1).Incident });
        Assert.Equal("Volume 4.0x of what was expected", FindingWords.Of(Assert.Single(await _harness.Rig.AllAsync())));
    }
}
