using Breakwater.Dashboard.State;
using Breakwater.Kernel;
using Breakwater.Metering.Model;
using Breakwater.Metering.Read;

namespace Breakwater.Dashboard.Components.Usage;

/// <summary>What every panel of the page asks about.</summary>
/// <param name="Customer">Whose usage; null for all customers together.</param>
/// <param name="Metric">The metric, of the catalog or built in.</param>
/// <param name="Choice">The range as it was chosen.</param>
/// <param name="Range">The instants that it stands for.</param>
/// <param name="Zone">The zone whose days and hours are meant.</param>
public sealed record UsageView(string? Customer, Metric Metric, RangeChoice Choice, TimeRange Range, TimeZoneInfo Zone)
{
    /// <summary>Up to this length hours are shown instead of days.</summary>
    public static readonly TimeSpan LongestInHours = TimeSpan.FromHours(73);

    /// <summary>Everything that an answer depends on, as text: also what panels share an answer by.</summary>
    public string Key => $"{Customer}|{Metric.Code}|{Metric.Version}|{Range}|{Zone.Id}";

    /// <summary>Whose usage, in words.</summary>
    public string Who => Customer ?? "all customers";

    /// <summary>The width of a bar.</summary>
    public UsageWindow Window => Range.Length <= LongestInHours ? UsageWindow.Hour : UsageWindow.Day;

    /// <summary>The width of a bar in words.</summary>
    public string Per => Window == UsageWindow.Hour ? "hour" : "day";

    /// <summary>The question about the whole range.</summary>
    public UsageRequest Request(string? groupBy = null, bool series = false) =>
        new(Customer, Metric.Code.Value, Range.Start, Range.End, groupBy, series ? Per : null, Zone.Id);
}
