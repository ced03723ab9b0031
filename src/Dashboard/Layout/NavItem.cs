namespace Breakwater.Dashboard.Layout;

/// <summary>A line of the rail. A capability registers its own with <c>services.AddSingleton(new NavItem(...))</c>.</summary>
/// <param name="Group">Heading that the line stands under; empty for the lines at the top.</param>
/// <param name="Title">The page.</param>
/// <param name="Href">Its path.</param>
/// <param name="Icon">Contents of a 24 x 24 SVG.</param>
/// <param name="Go">Letter that opens it after <c>g</c>; lower case, unique.</param>
/// <param name="Order">Place in the rail, smallest first; groups stand where their first line stands.</param>
public sealed record NavItem(string Group, string Title, string Href, string Icon, char Go, int Order);

/// <summary>Counts what waits behind a line of the rail, e.g. open cases. Asked every few seconds; a failure hides the badge.</summary>
public interface INavBadge
{
    /// <summary>Path of the line, as in <see cref="NavItem.Href"/>.</summary>
    string Href { get; }

    /// <summary>How many; 0 hides the badge.</summary>
    ValueTask<int> CountAsync(CancellationToken ct);
}
