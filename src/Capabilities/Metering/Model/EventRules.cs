namespace Breakwater.Metering.Model;

/// <summary>What an event may hold, beside well-formed identifiers (<see cref="Identifier"/>).</summary>
public static class EventRules
{
    /// <summary>Most events in one request.</summary>
    public const int MaxEvents = 10_000;

    /// <summary>Most properties on one event.</summary>
    public const int MaxProperties = 64;

    /// <summary>Longest property name, in characters.</summary>
    public const int MaxPropertyName = 64;

    /// <summary>Longest text value, in characters.</summary>
    public const int MaxText = 1_000;

    /// <summary>Last instant that a timestamp can name: the end of the year 9999, Unix milliseconds.</summary>
    public const long MaxTimestamp = 253_402_300_799_999;

    /// <summary>Null where the window holds the timestamp, else what is wrong with it.</summary>
    public static EventFault? CheckTimestamp(long timestamp, in EventWindow window) =>
        timestamp > window.NewestMs ? new($"lies more than {Words(window.Ahead)} in the future", "timestamp")
        : timestamp < window.OldestMs ? new($"is older than {Words(window.Back)}", "timestamp")
        : null;

    /// <summary>
    /// Null where every metric of the event's type finds a usable value or none at all. A value of the wrong type rejects
    /// the event, because counting part of it would be a silent error; a missing one only leaves it out of that metric.
    /// </summary>
    public static EventFault? CheckProperties(UsageEvent usage, ReadOnlySpan<Metric> metrics)
    {
        foreach (var metric in metrics)
        {
            if (metric.Property is not { } name || !metric.NeedsNumber) continue;
            switch (usage.Get(name).Kind)
            {
                case PropertyKind.Null or PropertyKind.Number:
                    continue;
                case PropertyKind.OutOfRange:
                    return new($"{Quantity.Rule}, because the metric {metric.Code} measures it", $"properties.{name}");
                default:
                    return new($"must be a number, because the metric {metric.Code} measures it", $"properties.{name}");
            }
        }

        return null;
    }

    private static string Words(TimeSpan span) => span.TotalDays >= 1 ? $"{span.TotalDays:0.##} days" : $"{span.TotalMinutes:0.##} minutes";
}

/// <summary>Why one event of a request is not stored.</summary>
/// <param name="Reason">What is wrong, in words that follow the field's name.</param>
/// <param name="Field">The field at fault, e.g. <c>properties.bytes</c>; null where it is the event as a whole.</param>
public sealed record EventFault(string Reason, string? Field = null);

/// <summary>The instants that events may carry.</summary>
/// <param name="NowMs">Arrival, Unix milliseconds.</param>
/// <param name="Back">How old an event may be.</param>
/// <param name="Ahead">How far ahead of the arrival it may lie.</param>
public readonly record struct EventWindow(long NowMs, TimeSpan Back, TimeSpan Ahead)
{
    /// <summary>Oldest timestamp, Unix milliseconds.</summary>
    public long OldestMs { get; } = NowMs - (long)Back.TotalMilliseconds;

    /// <summary>Newest timestamp, Unix milliseconds.</summary>
    public long NewestMs { get; } = NowMs + (long)Ahead.TotalMilliseconds;
}
