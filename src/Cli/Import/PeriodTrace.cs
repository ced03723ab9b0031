using System.Globalization;
using System.Runtime.CompilerServices;
using Breakwater.Ingestion.Client;
using Breakwater.Kernel;
using Breakwater.Metering.Model;

namespace Breakwater.Cli.Import;

/// <summary>
/// A trace of requests per client and period: columns <c>client_id</c> (or <c>customer_id</c>), <c>period_start_utc</c> and
/// <c>requests</c>; every other column becomes a text property. One event per row; a period without requests sends none.
/// </summary>
internal sealed class PeriodTrace : IRowParser
{
    /// <summary>Type of the events.</summary>
    public const string EventType = "api_usage";

    /// <summary>Property and metric that hold the number of requests.</summary>
    public const string Quantity = "requests";

    public string Kind => "hourly";

    public static bool Recognises(IReadOnlyList<string> header) =>
        Index(header, "client_id", "customer_id") >= 0 && header.Contains("period_start_utc") && header.Contains(Quantity);

    public async IAsyncEnumerable<SourceRow> RowsAsync(TextReader reader, string contentHash, [EnumeratorCancellation] CancellationToken ct)
    {
        var csv = new CsvReader(reader);
        var header = new List<string>();
        if (!await csv.ReadAsync(header, ct)) yield break;
        var columns = header.Select(name => name.Trim()).ToArray();
        var shape = new Shape(columns, Index(columns, "client_id", "customer_id"), Array.IndexOf(columns, "period_start_utc"), Array.IndexOf(columns, Quantity));
        var seen = new HashSet<(string Customer, long Start)>();
        var fields = new List<string>();
        for (long number = 1; await csv.ReadAsync(fields, ct); number++)
        {
            var row = Parse(shape, fields, csv, number, contentHash);
            if (row.Problem is null && !seen.Add((row.Customer!, row.PeriodStart)))
            {
                row = row with { Event = null, Problem = $"{row.Customer} has this period on an earlier line already" };
            }

            yield return row;
        }
    }

    private static SourceRow Parse(Shape shape, List<string> fields, CsvReader csv, long number, string contentHash)
    {
        SourceRow Bad(string problem) => new(number, csv.Line, null, null, 0, problem, csv.Raw);
        if (csv.Problem is not null) return Bad(csv.Problem);
        if (fields.Count != shape.Columns.Length) return Bad($"{fields.Count} fields where the header names {shape.Columns.Length}");
        var customer = string.Intern(fields[shape.Customer]);
        if (!Identifier.IsValid(customer)) return Bad($"{shape.Columns[shape.Customer]} {Identifier.Rule}");
        if (!TraceValues.TryTime(fields[shape.Start], out var start)) return Bad($"period_start_utc \"{TraceValues.Short(fields[shape.Start])}\" is not an instant such as 2026-03-01T14:00:00Z");
        if (!TraceValues.TryQuantity(fields[shape.Quantity], out var requests)) return Bad($"requests \"{TraceValues.Short(fields[shape.Quantity])}\" is not a number that fits: it {Metering.Model.Quantity.Rule}");
        if (requests < 0) return Bad("requests must not be negative");
        if (requests == 0) return new SourceRow(number, csv.Line, null, customer, 0, null, csv.Raw) { PeriodStart = start };

        var properties = new List<Property> { OutgoingEvent.Number(Quantity, requests) };
        for (var i = 0; i < fields.Count; i++)
        {
            if (i == shape.Customer || i == shape.Start || i == shape.Quantity || fields[i].Length == 0) continue;
            properties.Add(OutgoingEvent.Text(shape.Columns[i], fields[i]));
        }

        var id = $"{contentHash[..16]}-{DateTimeOffset.FromUnixTimeMilliseconds(start).UtcDateTime.ToString("yyyyMMdd'T'HHmm", CultureInfo.InvariantCulture)}";
        return new SourceRow(number, csv.Line, new OutgoingEvent(id, customer, EventType, start, properties), customer, requests, null, csv.Raw) { PeriodStart = start };
    }

    private static int Index(IReadOnlyList<string> header, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            for (var i = 0; i < header.Count; i++)
            {
                if (header[i].Trim() == name) return i;
            }
        }

        return -1;
    }

    private sealed record Shape(string[] Columns, int Customer, int Start, int Quantity);
}
