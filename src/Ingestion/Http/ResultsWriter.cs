using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Breakwater.Ingestion.Http;

/// <summary>Writes the answer to a batch by hand: it is as long as the request and as hot.</summary>
internal static class ResultsWriter
{
    /// <summary>Writes <c>{accepted, duplicates, failed, results}</c>.</summary>
    public static void Write(PooledBuffer buffer, UsageReceipt receipt)
    {
        buffer.Append("{\"accepted\":"u8);
        Number(buffer, receipt.Counts.Accepted);
        buffer.Append(",\"duplicates\":"u8);
        Number(buffer, receipt.Counts.Duplicates + receipt.Counts.Conflicts);
        buffer.Append(",\"failed\":["u8);
        if (receipt.Counts.Rejected > 0) Failed(buffer, receipt);
        buffer.Append("],\"results\":["u8);
        var index = 0;
        foreach (var outcome in receipt.Outcomes)
        {
            if (index > 0) buffer.Append(","u8);
            Result(buffer, outcome, index++);
        }

        buffer.Append("]}"u8);
    }

    private static void Result(PooledBuffer buffer, in EventOutcome outcome, int index)
    {
        if (outcome.Status == EventStatus.Rejected)
        {
            Rejected(buffer, outcome, index, status: true);
            return;
        }

        // A stored event's id holds nothing that JSON would escape.
        buffer.Append("{\"transaction_id\":\""u8);
        Ascii(buffer, outcome.TransactionId!);
        buffer.Append(outcome.Status switch
        {
            EventStatus.Accepted => "\",\"status\":\"accepted\""u8,
            EventStatus.Duplicate => "\",\"status\":\"duplicate\""u8,
            _ => "\",\"status\":\"conflict\",\"reason\":\"stored before with other content; this one is not stored\""u8,
        });
        if (outcome.FirstSeen is { } first)
        {
            buffer.Append(",\"first_seen\":"u8);
            Number(buffer, first.ToUnixTimeMilliseconds());
        }

        buffer.Append("}"u8);
    }

    private static void Failed(PooledBuffer buffer, UsageReceipt receipt)
    {
        var (index, first) = (0, true);
        foreach (var outcome in receipt.Outcomes)
        {
            if (outcome.Status == EventStatus.Rejected)
            {
                if (!first) buffer.Append(","u8);
                first = false;
                Rejected(buffer, outcome, index, status: false);
            }

            index++;
        }
    }

    private static void Rejected(PooledBuffer buffer, in EventOutcome outcome, int index, bool status)
    {
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("transaction_id"u8, outcome.TransactionId);
        if (status) json.WriteString("status"u8, "rejected"u8);
        json.WriteString("reason"u8, outcome.Fault!.Field is { } field ? $"{field} {outcome.Fault.Reason}" : $"The event {outcome.Fault.Reason}");
        if (outcome.Fault.Field is not null) json.WriteString("field"u8, outcome.Fault.Field);
        json.WriteNumber("index"u8, index);
        json.WriteEndObject();
    }

    private static void Number(PooledBuffer buffer, long value)
    {
        Utf8Formatter.TryFormat(value, buffer.GetSpan(20), out var written);
        buffer.Advance(written);
    }

    private static void Ascii(PooledBuffer buffer, string text) => buffer.Advance(Encoding.ASCII.GetBytes(text, buffer.GetSpan(text.Length)));
}
