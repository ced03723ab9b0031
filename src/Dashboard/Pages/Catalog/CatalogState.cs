using Breakwater.Dashboard.State;

namespace Breakwater.Dashboard.Pages.Catalog;

/// <summary>What is being done to a metric.</summary>
public enum CatalogAction
{
    /// <summary>Nothing: it is looked at.</summary>
    None,

    /// <summary>Define a new metric.</summary>
    New,

    /// <summary>Change the chosen metric.</summary>
    Edit,

    /// <summary>Take the chosen metric off the list of those that are offered.</summary>
    Archive,

    /// <summary>Offer the chosen metric again.</summary>
    Restore,
}

/// <summary>What the address of the catalog page holds.</summary>
/// <param name="Search">Text in code, name, event type or property.</param>
/// <param name="Archived">True to list archived metrics too.</param>
/// <param name="Metric">Code of the metric that is open beside the list.</param>
/// <param name="Type">Event type that a new metric starts with.</param>
/// <param name="Do">What is being done.</param>
public sealed record CatalogState(string? Search = null, bool Archived = false, string? Metric = null, string? Type = null, CatalogAction Do = CatalogAction.None) : IUrlState<CatalogState>
{
    /// <inheritdoc/>
    public static CatalogState Read(QueryReader query) =>
        new(query.Text("q"), query.Flag("archived"), query.Text("metric"), query.Text("type"), query.Choice("do", CatalogAction.None));

    /// <inheritdoc/>
    public void Write(QueryWriter query) =>
        query.Text("q", Search).Flag("archived", Archived).Text("metric", Metric).Text("type", Type).Choice("do", Do, CatalogAction.None);
}
