using Breakwater.Kernel;

namespace Breakwater.Dashboard.Components;

/// <summary>Sorts and cuts a list that is short enough to be held whole, as an engine does with a long one.</summary>
internal static class ShortList
{
    /// <summary>One page of the rows; those that compare equal stay in their natural order.</summary>
    /// <param name="rows">The whole list in its natural order.</param>
    /// <param name="page">The page and its order.</param>
    /// <param name="by">What a column sorts by; null for a column that is not on the list's allow-list.</param>
    public static Page<T> Cut<T>(IReadOnlyList<T> rows, PageRequest page, Func<string?, Func<T, IComparable?>?> by)
    {
        IEnumerable<T> sorted = by(page.Sort) is not { } key ? rows : page.Descending ? rows.OrderByDescending(key) : rows.OrderBy(key);
        return new Page<T>([.. sorted.Skip(page.Skip).Take(page.Take)], rows.Count);
    }
}
