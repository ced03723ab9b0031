namespace Breakwater.Tests.Webhooks;

/// <summary>Histories end at the same record whatever the order, the repetition and the batches in which they arrive.</summary>
internal static class Convergence
{
    /// <summary>Histories tried: 2,000, or as many as the variable <c>BREAKWATER_HISTORIES</c> says.</summary>
    public static int Histories => int.TryParse(Environment.GetEnvironmentVariable("BREAKWATER_HISTORIES"), out var count) ? count : 2_000;

    public static void Check(IProviderFold fold, IReadOnlyList<byte[]> history, int seed)
    {
        var expected = Hashes(fold, history);
        var random = new Random(seed);
        for (var round = 0; round < 2; round++)
        {
            var arrived = history.SelectMany(one => Enumerable.Repeat(one, 1 + random.Next(4))).OrderBy(_ => random.Next()).ToList();
            Assert.Equal(expected, Hashes(fold, arrived));
            Assert.Equal(expected, Hashes(fold, arrived, 1 + random.Next(4), random));
        }
    }

    private static string Hashes(IProviderFold fold, IReadOnlyList<byte[]> history, int batches = 1, Random? random = null)
    {
        var whole = new Joined(fold);
        var parts = history.GroupBy(_ => random?.Next(batches) ?? 0).Select(part =>
        {
            var own = new Joined(fold);
            foreach (var body in part) own.Add(body);
            return own;
        }).ToList();
        foreach (var part in parts) whole.Add(part);
        return string.Join('\n', whole.Roots.Order(StringComparer.Ordinal).Select(key => $"{key} {whole.Of(key)?.Hash()}"));
    }
}
