using Breakwater.Access.Model;
using Breakwater.Metering.Model;

namespace Breakwater.Tests.Contracts;

/// <summary>Plain values for suites.</summary>
public static class Some
{
    public static readonly DateTimeOffset Instant = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static AuditEntry Entry(string action = "test.done", string subject = "thing:1") => new(Actor.AdminKey, action, subject, "because", """{"a":1}""");

    public static ApiKey Key(string id, string customer = "acme", string? name = null, int minutes = 0) => new(
        new("k_" + id), new string('0', 60) + id.PadLeft(4, '0')[..4] + id, "bw_" + id, new(customer), name ?? $"Key {id}", 100, KeyScopes.All, Instant.AddMinutes(minutes));

    public static Metric Metric(string code = "api_calls", int version = 1) => new(
        new(code), "API calls", "api_request", Aggregation.Percentile, "latency", "ms", ["region", "endpoint"], 99.5m, "How slow", version, 3, version > 2);

    public static CancellationToken Ct => TestContext.Current.CancellationToken;
}
