using System.Text.Json;

namespace Breakwater.Tests.Webhooks;

/// <summary>The vendors' own test vectors, and messages signed with their published test keys.</summary>
public sealed class VectorTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("stripe", 89)]
    [InlineData("apple", 20)]
    [InlineData("google", 5)]
    [InlineData("standard-webhooks", 2)]
    public void Every_vector_is_as_expected(string provider, int count)
    {
        var results = File.ReadLines(Path.Combine(Samples.Folder("vectors"), $"{provider}.ndjson")).Select(line => SignatureVectors.Run(JsonElement.Parse(line), Now)).ToList();
        Assert.Equal(count, results.Count);
        Assert.Empty(results.Where(result => !result.AsExpected).Select(result => $"{result.Name}: {result.Check.Fault}"));
    }

    [Theory]
    [InlineData("""[]""", "object")]
    [InlineData("""{"provider":"stripe","body":"","headers":{}}""", "expect")]
    [InlineData("""{"provider":"paypal","expect":"valid","body":"","headers":{},"config":{}}""", "provider")]
    [InlineData("""{"provider":"stripe","expect":"valid","headers":{},"config":{}}""", "body")]
    [InlineData("""{"provider":"stripe","expect":"valid","body":"","now":"soon","config":{}}""", "now")]
    [InlineData("""{"provider":"stripe","expect":"valid","body":"","config":{"secrets":[1]}}""", "secrets")]
    [InlineData("""{"provider":"stripe","expect":"valid","body":"","config":{"secrets":[],"toleranceSeconds":-1}}""", "toleranceSeconds")]
    [InlineData("""{"provider":"apple","expect":"valid","body":"","config":{"roots":["no base64!"]}}""", "roots")]
    [InlineData("""{"provider":"apple","expect":"valid","body":"","kind":"receipt","config":{"roots":[]}}""", "kind")]
    [InlineData("""{"provider":"google","expect":"valid","body":"","config":{}}""", "audience")]
    public void What_is_no_vector_is_refused_by_the_name_of_the_member(string line, string member) =>
        Assert.Contains(member, Assert.Throws<FormatException>(() => SignatureVectors.Run(JsonElement.Parse(line), Now)).Message, StringComparison.Ordinal);
}
