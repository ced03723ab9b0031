using Breakwater.Metering.Read;

namespace Breakwater.Fraud.Read;

/// <summary>Turns what a caller says into what detection is asked, or names the field at fault.</summary>
public static class FraudRules
{
    /// <summary>The customer and an additive metric.</summary>
    public static Outcome<(CustomerId Customer, Metric Metric)> Subject(MetricCatalog catalog, string? customerId, string? metric)
    {
        if (string.IsNullOrEmpty(customerId)) return Problem.Invalid("customer_id", "customer_id is missing.");
        var customer = UsageRules.Customer(customerId);
        if (!customer.IsOk) return customer.Problem!;
        var found = UsageRules.Metric(catalog, metric);
        if (!found.IsOk) return found.Problem!;
        if (!found.Value.IsAdditive)
        {
            return Problem.Invalid("metric", $"The metric {found.Value.Code} cannot be judged: only COUNT and SUM can be spread over the hours of a day.", "Name a metric whose aggregation is COUNT or SUM.");
        }

        return (customer.Value!.Value, found.Value);
    }
}
