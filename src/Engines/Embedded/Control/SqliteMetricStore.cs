using System.Text.Json;
using System.Text.Json.Serialization;
using Breakwater.Metering.Model;
using Breakwater.Metering.Ports;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Control;

internal sealed class SqliteMetricStore(ControlDatabase database) : IMetricStore
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public Task<IReadOnlyList<Metric>> CurrentAsync(CancellationToken ct) => database.ReadAsync<IReadOnlyList<Metric>>(
        connection => connection.Rows(
            "SELECT definition FROM metric_versions AS m WHERE version = (SELECT MAX(version) FROM metric_versions WHERE code = m.code) ORDER BY code", row => Parse(row.GetString(0))),
        ct);

    public Task<IReadOnlyList<MetricVersion>> HistoryAsync(MetricCode code, CancellationToken ct) => database.ReadAsync<IReadOnlyList<MetricVersion>>(
        connection => connection.Rows(
            "SELECT definition, saved_ms, saved_by FROM metric_versions WHERE code = $code ORDER BY version DESC",
            (SqliteDataReader row) => new MetricVersion(Parse(row.GetString(0)), row.Time(1), row.GetString(2)), null, ("$code", code.Value)),
        ct);

    public Task<bool> SaveAsync(Metric metric, int expectedVersion, AuditEntry entry, CancellationToken ct)
    {
        if (metric.Version != expectedVersion + 1) throw new ArgumentException("A saved metric's version follows the expected one.", nameof(metric));
        return database.WriteAsync(
            write =>
            {
                var current = write.Scalar("SELECT MAX(version) FROM metric_versions WHERE code = $code", ("$code", metric.Code.Value)) is long version ? version : 0;
                if (current != expectedVersion) return write.Abandon(false);
                write.Run(
                    "INSERT INTO metric_versions (code, version, definition, saved_ms, saved_by) VALUES ($code, $version, $definition, $at, $by)",
                    ("$code", metric.Code.Value), ("$version", metric.Version), ("$definition", JsonSerializer.Serialize(Document.Of(metric), Json)),
                    ("$at", write.NowMs), ("$by", entry.Actor.Name));
                write.Append(entry);
                return true;
            },
            ct);
    }

    private static Metric Parse(string json) => JsonSerializer.Deserialize<Document>(json, Json)!.ToMetric();

    // The stored form is a contract of its own: renaming a member of Metric must not change what is on disk.
    private sealed record Document(
        string Code, string Name, string EventType, Aggregation Aggregation, string? Property, string Unit, string[] Dimensions,
        decimal? Percentile, string? Description, int Version, int Definition, bool Archived)
    {
        public static Document Of(Metric m) => new(
            m.Code.Value, m.Name, m.EventType, m.Aggregation, m.Property, m.Unit, [.. m.Dimensions], m.Percentile, m.Description, m.Version, m.Definition, m.Archived);

        public Metric ToMetric() =>
            new(new(Code), Name, EventType, Aggregation, Property, Unit, Dimensions, Percentile, Description, Version, Definition, Archived);
    }
}
