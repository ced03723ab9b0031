using Breakwater.Dashboard.Components;
using Breakwater.Dashboard.State;
using Breakwater.Kernel;
using Breakwater.Metering.Read;
using Microsoft.AspNetCore.Components;

namespace Breakwater.Dashboard.Pages.Catalog;

/// <summary>Lists metrics and the types of events that none of them uses; adds, changes and archives metrics.</summary>
public sealed partial class CatalogPage : UrlPage<CatalogState>
{
    private Panel<CatalogReport>? _panel;
    private MetricDrawer? _drawer;
    private string? _period;

    [Inject]
    private CatalogQueries Queries { get; set; } = default!;

    private void Noted(CatalogReport report) => _period = $"events of the last {Math.Round(report.Period.Length.TotalDays)} days";

    private Page<CatalogRow> Rows(CatalogReport report, PageRequest page)
    {
        var rows = report.Metrics.Where(row => State.Archived || !row.Metric.Archived).Where(row => Matches(row, page.Search));
        rows = page.Sort switch
        {
            "name" => rows.OrderBy(row => row.Metric.Name, StringComparer.OrdinalIgnoreCase),
            "type" => rows.OrderBy(row => row.Metric.EventType, StringComparer.Ordinal),
            "events" => rows.OrderBy(row => row.Events),
            "skipped" => rows.OrderBy(row => row.Skipped),
            _ => rows.OrderBy(row => row.Metric.Archived).ThenBy(row => row.Metric.Code.Value, StringComparer.Ordinal),
        };
        var all = page.Descending ? rows.Reverse().ToList() : [.. rows];
        return new Page<CatalogRow>([.. all.Skip(page.Skip).Take(page.Take)], all.Count);
    }

    private static bool Matches(CatalogRow row, string? text) => string.IsNullOrEmpty(text)
        || new[] { row.Metric.Code.Value, row.Metric.Name, row.Metric.EventType, row.Metric.Property ?? "" }.Any(field => field.Contains(text, StringComparison.OrdinalIgnoreCase));

    private async Task SavedAsync(string code)
    {
        Go(State with { Metric = code, Do = CatalogAction.None, Type = null });
        await ReloadAsync();
    }

    private async Task ReloadAsync()
    {
        if (_panel is not null) await _panel.ReloadAsync();
        if (_drawer is not null) await _drawer.ReloadAsync();
    }
}
