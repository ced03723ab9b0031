using Breakwater.Kernel;
using MudBlazor;

namespace Breakwater.Dashboard.Layout;

/// <summary>Something that the search box of the top bar can lead to.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Detail">What it is, e.g. "Page" or "Usage of this customer".</param>
/// <param name="Href">Where it is.</param>
/// <param name="Icon">Contents of a 24 x 24 SVG.</param>
public sealed record SearchHit(string Title, string Detail, string Href, string Icon);

/// <summary>Answers the search box. A capability registers its own; every source is asked at the same time.</summary>
public interface ISearchSource
{
    /// <summary>The best matches, at most <paramref name="max"/>.</summary>
    /// <param name="text">What was typed, trimmed, 1 to 256 characters.</param>
    /// <param name="max">The most matches wanted.</param>
    /// <param name="ct">Cancelled by the next letter.</param>
    Task<IReadOnlyList<SearchHit>> SearchAsync(string text, int max, CancellationToken ct);
}

/// <summary>Finds the pages of the rail.</summary>
internal sealed class PageSearch(IEnumerable<NavItem> items) : ISearchSource
{
    public Task<IReadOnlyList<SearchHit>> SearchAsync(string text, int max, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<SearchHit>>([.. items
            .Where(item => item.Title.Contains(text, StringComparison.OrdinalIgnoreCase))
            .OrderBy(item => !item.Title.StartsWith(text, StringComparison.OrdinalIgnoreCase)).ThenBy(item => item.Order)
            .Take(max).Select(item => new SearchHit(item.Title, "Page", item.Href, item.Icon))]);
}

/// <summary>Offers the usage of whatever customer id was typed, known or not: the page says if there is none.</summary>
internal sealed class CustomerSearch : ISearchSource
{
    public Task<IReadOnlyList<SearchHit>> SearchAsync(string text, int max, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<SearchHit>>(Kernel.Identifier.IsValid(text)
            ? [new SearchHit(text, "Usage of the customer with this id", $"/usage?customer={Uri.EscapeDataString(text)}", Icons.Material.Outlined.Business)]
            : []);
}
