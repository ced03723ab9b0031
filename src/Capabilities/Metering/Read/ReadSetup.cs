using Breakwater.Metering.Ports;

namespace Breakwater.Metering.Read;

/// <summary>What every question about one customer's metric has in common: the catalog's metric, the customer, the zone.</summary>
internal readonly record struct Subject(Metric Metric, CustomerId? Customer, TimeZoneInfo Zone)
{
    public static Outcome<Subject> Of(ICatalogSource catalog, string? customerId, string? metricCode, string? timeZone)
    {
        var customer = UsageRules.Customer(customerId);
        if (!customer.IsOk) return customer.Problem!;
        var metric = UsageRules.Metric(catalog.Current, metricCode);
        if (!metric.IsOk) return metric.Problem!;
        var zone = UsageRules.Zone(timeZone);
        if (!zone.IsOk) return zone.Problem!;
        return new Subject(metric.Value, customer.Value, zone.Value);
    }
}
