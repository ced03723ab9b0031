using Breakwater.Dashboard.State;
using Breakwater.Kernel;

namespace Breakwater.Dashboard.Pages.Usage;

/// <summary>The two questions that the page answers.</summary>
public enum UsageTab
{
    /// <summary>How much was used, when, and by what.</summary>
    Figures,

    /// <summary>Where is my event?</summary>
    Event,
}

/// <summary>A dialog of the page.</summary>
public enum UsageAction
{
    /// <summary>No dialog.</summary>
    None,

    /// <summary>Take the event that is looked up out of every figure.</summary>
    Void,
}

/// <summary>What the page shows, as its address holds it. Range and zone belong to the whole screen and are kept beside it.</summary>
public sealed record UsageState : IUrlState<UsageState>
{
    /// <summary>Longest property name to group by, characters.</summary>
    public const int MaxGroup = 64;

    /// <summary>Whose usage; null for all customers together.</summary>
    public string? Customer { get; init; }

    /// <summary>Code of the metric; null for the first one of the catalog.</summary>
    public string? Metric { get; init; }

    /// <summary>Property to break the figure down by; null for the metric's first dimension.</summary>
    public string? Group { get; init; }

    /// <summary>Day whose hours are shown; null for today.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>Which question is open.</summary>
    public UsageTab Tab { get; init; }

    /// <summary>Text that narrows the list of customers.</summary>
    public string? Find { get; init; }

    /// <summary>Transaction id that is looked up.</summary>
    public string? Event { get; init; }

    /// <summary>The dialog that is open.</summary>
    public UsageAction Do { get; init; }

    /// <inheritdoc/>
    public static UsageState Read(QueryReader query) => new()
    {
        Customer = Id(query.Text("customer")),
        Metric = Code(query.Text("metric")),
        Group = query.Text("group") is { Length: <= MaxGroup } group && !group.Any(char.IsControl) ? group : null,
        Day = query.Day("day"),
        Tab = query.Choice("tab", UsageTab.Figures),
        Find = query.Text("find") is { Length: <= Identifier.MaxLength } find ? find : null,
        Event = Id(query.Text("event")),
        Do = query.Choice("do", UsageAction.None),
    };

    /// <inheritdoc/>
    public void Write(QueryWriter query) => query
        .Text("customer", Customer)
        .Text("metric", Metric)
        .Text("group", Group)
        .Day("day", Day)
        .Choice("tab", Tab, UsageTab.Figures)
        .Text("find", Find)
        .Text("event", Event)
        .Choice("do", Do, UsageAction.None);

    // What no customer, metric or event can be called is dropped here: no query has to look for it.
    private static string? Id(string? text) => text is not null && Identifier.IsValid(text) ? text : null;

    private static string? Code(string? text) =>
        text is { Length: <= 64 } && char.IsAsciiLetterLower(text[0]) && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_') ? text : null;
}
