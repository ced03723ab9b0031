using Breakwater.Kernel;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Breakwater.Dashboard.State;

/// <summary>
/// Range and time zone of the whole screen. The URL holds them (<c>range</c>, <c>tz</c>), so that a copied address shows the
/// same thing; links of the frame and of the components carry them on through <see cref="Href"/>. One per circuit.
/// </summary>
public sealed class ViewSettings : IDisposable
{
    /// <summary>Query name of the range.</summary>
    public const string RangeKey = "range";

    /// <summary>Query name of the zone.</summary>
    public const string ZoneKey = "tz";

    private readonly NavigationManager _navigation;
    private readonly TimeProvider _time;
    private TimeZoneInfo _preferred = TimeZoneInfo.Utc;

    /// <summary>Reads the current address.</summary>
    public ViewSettings(NavigationManager navigation, TimeProvider time)
    {
        (_navigation, _time) = (navigation, time);
        Read(navigation.Uri);
        navigation.LocationChanged += OnLocationChanged;
    }

    /// <summary>Raised after range or zone have changed.</summary>
    public event Action? Changed;

    /// <summary>What the range picker holds.</summary>
    public RangeChoice Choice { get; private set; } = RangeChoice.Default;

    /// <summary>The zone that days and clock times are shown in.</summary>
    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>True while the rail shows icons only.</summary>
    public bool NarrowRail { get; set; }

    /// <summary>The instants that the choice stands for now, in whole hours or days.</summary>
    public TimeRange Range => Choice.Resolve(_time.GetUtcNow(), Zone);

    /// <summary>The same length directly before <see cref="Range"/>: the usual comparison.</summary>
    public TimeRange Previous
    {
        get
        {
            var now = Range;
            return TimeRange.Until(now.Start, now.Length);
        }
    }

    /// <summary>Zone to use where the address names none; from the person's cookie.</summary>
    public void Prefer(string? zone)
    {
        if (FindZone(zone) is not { } found) return;
        _preferred = found;
        Read(_navigation.Uri);
    }

    /// <summary>Adds the present range and zone to a link unless it brings its own.</summary>
    public string Href(string path)
    {
        var query = new QueryReader(path);
        var add = new List<KeyValuePair<string, string?>>(2);
        if (query.Text(RangeKey) is null && Choice != RangeChoice.Default) add.Add(new(RangeKey, Choice.ToString()));
        if (query.Text(ZoneKey) is null && Zone.Id != TimeZoneInfo.Utc.Id) add.Add(new(ZoneKey, Zone.Id));
        return add.Count == 0 ? path : Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString(path, add);
    }

    /// <summary>Chooses a range: a new entry in the browser's history.</summary>
    public void Choose(RangeChoice choice) => Go(RangeKey, choice == RangeChoice.Default ? null : choice.ToString());

    /// <summary>Chooses a zone. UTC is written too where the person's own zone is another.</summary>
    public void Choose(TimeZoneInfo zone) =>
        Go(ZoneKey, zone.Id == TimeZoneInfo.Utc.Id && _preferred.Id == zone.Id ? null : zone.Id);

    /// <summary>A zone by its IANA name; null for unknown names.</summary>
    public static TimeZoneInfo? FindZone(string? id) =>
        id is { Length: > 0 and < 64 } && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : null;

    /// <inheritdoc/>
    public void Dispose() => _navigation.LocationChanged -= OnLocationChanged;

    private void Go(string name, string? value) => _navigation.NavigateTo(_navigation.GetUriWithQueryParameter(name, value));

    private void OnLocationChanged(object? sender, LocationChangedEventArgs args) => Read(args.Location);

    private void Read(string uri)
    {
        var query = new QueryReader(uri);
        var choice = RangeChoice.TryParse(query.Text(RangeKey)) ?? RangeChoice.Default;
        var zone = FindZone(query.Text(ZoneKey)) ?? _preferred;
        if (choice == Choice && zone.Id == Zone.Id) return;
        (Choice, Zone) = (choice, zone);
        Changed?.Invoke();
    }
}
