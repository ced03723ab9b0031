namespace Breakwater.Tests.Contracts;

/// <summary>What every front of claims must do: never tell two callers that each was the first.</summary>
public abstract class ClaimsContract
{
    private static readonly TimeSpan Ttl = TimeSpan.FromHours(1);

    /// <summary>The claims.</summary>
    protected abstract IClaims Claims { get; }

    [Fact]
    public async Task The_first_gets_a_name_and_the_second_does_not()
    {
        var scope = Scope();
        Assert.Equal((bool[])[true], await ClaimAsync(scope, "a"));
        Assert.Equal((bool[])[false], await ClaimAsync(scope, "a"));
        Assert.Equal((bool[])[true], await ClaimAsync(Scope(), "a"));
    }

    [Fact]
    public async Task A_whole_batch_is_new_once()
    {
        var (scope, names) = (Scope(), Enumerable.Range(0, 1_000).Select(i => $"t-{i}").ToArray());
        Assert.All(await ClaimAsync(scope, names), Assert.True);
        Assert.All(await ClaimAsync(scope, names), Assert.False);
    }

    [Fact]
    public async Task A_held_name_is_never_given_again_in_a_mixed_batch()
    {
        var scope = Scope();
        await ClaimAsync(scope, "old-1", "old-2");
        var names = Enumerable.Range(0, 200).Select(i => i % 50 == 0 ? (i == 0 ? "old-1" : "old-2") : $"new-{i}").ToArray();
        var answers = await ClaimAsync(scope, names);
        Assert.Equal(names.Length, answers.Length);
        Assert.All(names.Zip(answers).Where(pair => pair.First.StartsWith("old", StringComparison.Ordinal)), pair => Assert.False(pair.Second));
    }

    [Fact]
    public async Task Of_many_at_once_exactly_one_gets_a_single_name()
    {
        var scope = Scope();
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => ClaimAsync(scope, "one"))));
        Assert.Equal(1, answers.Count(answer => answer[0]));
    }

    [Fact]
    public async Task Of_many_batches_at_once_at_most_one_gets_each_name()
    {
        var (scope, names) = (Scope(), Enumerable.Range(0, 300).Select(i => $"t-{i}").ToArray());
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ClaimAsync(scope, names))));
        Assert.All(Enumerable.Range(0, names.Length), i => Assert.InRange(answers.Count(answer => answer[i]), 0, 1));
        Assert.Contains(answers, answer => answer.Any(claimed => claimed));
    }

    [Fact]
    public async Task What_is_given_back_can_be_claimed_again()
    {
        var scope = Scope();
        await ClaimAsync(scope, "a", "b");
        await Claims.ReleaseAsync(scope, ["a"], TestContext.Current.CancellationToken);
        Assert.Equal((bool[])[true], await ClaimAsync(scope, "a"));
        Assert.Equal((bool[])[false], await ClaimAsync(scope, "b"));
    }

    [Theory]
    [InlineData("'; DROP TABLE events; --")]
    [InlineData("a\r\nSET x 1\r\n")]
    [InlineData("Ünïcödé 🚢 {tag}")]
    [InlineData("")]
    public async Task Any_text_is_a_name(string name)
    {
        var scope = Scope();
        Assert.Equal((bool[])[true], await ClaimAsync(scope, name));
        Assert.Equal((bool[])[false], await ClaimAsync(scope, name));
        Assert.Equal((bool[])[true], await ClaimAsync(scope, name + "x"));
    }

    [Fact]
    public async Task No_names_are_no_work() => Assert.Empty(await ClaimAsync(Scope()));

    private static string Scope() => $"customer-{Guid.NewGuid():N}";

    private async Task<bool[]> ClaimAsync(string scope, params string[] names) =>
        await Claims.TryClaimAsync(scope, names, Ttl, TestContext.Current.CancellationToken);
}
