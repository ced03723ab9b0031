namespace Breakwater.Fraud.Model;

/// <summary>What a labelled day is an example of.</summary>
public enum DayLabel
{
    /// <summary>Somebody else used the key.</summary>
    Fraud,

    /// <summary>Usage broke off: to be called an outage, never fraud.</summary>
    Drop,
}

/// <summary>A day as it would have looked under an attack or an outage; it stands in for the real day and is then forgotten.</summary>
/// <param name="Day">Index of the day that it replaces.</param>
/// <param name="Label">What it is an example of.</param>
/// <param name="Type">The attack, e.g. <c>A8</c>; the first letter is its family.</param>
/// <param name="Hours">24 quantities.</param>
public sealed record LabelledDay(int Day, DayLabel Label, string Type, double[] Hours)
{
    /// <summary>Family of the attack: A takeover, B partial, C spike, E burst in quiet hours.</summary>
    public char Family => Type[0];
}

/// <summary>A customer of a labelled set.</summary>
/// <param name="Customer">Name in the set.</param>
/// <param name="Set">Part of the set: main, or one that is reported apart.</param>
/// <param name="Level">Level of volume that the customer belongs to, e.g. <c>100</c>.</param>
/// <param name="FirstWeekday">Weekday of day 0.</param>
/// <param name="HistoryDays">Days that are history only; every later day is an innocent example.</param>
/// <param name="Days">24 quantities for each day from 0 on.</param>
/// <param name="Cases">Examples of attacks and outages.</param>
public sealed record LabelledCustomer(
    string Customer, string Set, string Level, DayOfWeek FirstWeekday, int HistoryDays, IReadOnlyList<double[]> Days, IReadOnlyList<LabelledDay> Cases);
