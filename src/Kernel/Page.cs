namespace Breakwater.Kernel;

/// <summary>One page of a list that an engine sorts and cuts.</summary>
/// <param name="Items">The rows of this page.</param>
/// <param name="Total">How many rows the whole list has.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, long Total);

/// <summary>Which page of a list is wanted.</summary>
/// <param name="Skip">Rows before the page, 0 or more.</param>
/// <param name="Take">Rows on the page, 1 to 1,000.</param>
/// <param name="Sort">Column to sort by, from the list's own allow-list; null for its natural order.</param>
/// <param name="Descending">Largest first.</param>
/// <param name="Search">Text to look for; null or empty for all rows.</param>
public sealed record PageRequest(int Skip = 0, int Take = 50, string? Sort = null, bool Descending = false, string? Search = null)
{
    /// <summary>The largest page that any list gives.</summary>
    public const int MaxTake = 1_000;

    /// <summary>The same request within its bounds.</summary>
    public PageRequest Clamped() => this with { Skip = Math.Max(0, Skip), Take = Math.Clamp(Take, 1, MaxTake) };
}
