using CsCheck;

namespace Breakwater.Tests.Webhooks;

/// <summary>Sets of facts are a join semilattice: nothing but their content decides.</summary>
public sealed class FactSetTests
{
    private static readonly Gen<Fact> Facts = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 30], Gen.Int[0, 2],
        (key, major, minor, id, note) => new Fact($"k{key}", new(major, minor, $"e{id}"), new MarkFact(note > 0, $"n{note}")));

    [Fact]
    public void Order_repetition_and_batches_leave_no_trace() => Gen.Select(Facts.Array[0, 60], Gen.Int).Sample((facts, seed) =>
    {
        var random = new Random(seed);
        var expected = Text(Of(facts));
        var shuffled = facts.Concat(facts.Where(_ => random.Next(2) == 0)).OrderBy(_ => random.Next()).ToArray();
        Assert.Equal(expected, Text(Of(shuffled)));
        var parts = shuffled.GroupBy(_ => random.Next(4)).Select(part => Of([.. part])).ToList();
        var all = new FactSet();
        foreach (var part in parts) all.Add(part);
        all.Add(all);
        Assert.Equal(expected, Text(all));
        Assert.Equal(expected, Text(FactJson.Read(FactJson.Write(all))));
    }, iter: 2_000);

    [Fact]
    public void Of_each_key_the_latest_are_kept_and_ties_beside_them() => Facts.Array[1, 60].Sample(facts =>
    {
        var set = Of(facts);
        foreach (var own in facts.GroupBy(fact => fact.Key))
        {
            var latest = own.Max(fact => fact.Order.Major);
            var expected = own.Where(fact => fact.Order.Major == latest).Select(fact => fact.Order).Distinct().OrderDescending().Take(16);
            Assert.Equal(expected, set.Latest(own.Key).Select(fact => fact.Order));
        }
    }, iter: 1_000);

    private static FactSet Of(IEnumerable<Fact> facts)
    {
        var set = new FactSet();
        foreach (var fact in facts) set.Add(fact);
        return set;
    }

    private static string Text(FactSet set) => FactJson.Text(set.All);
}
