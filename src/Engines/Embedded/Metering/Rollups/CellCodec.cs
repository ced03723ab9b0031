using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Breakwater.Metering.Model;

namespace Breakwater.Engines.Embedded.Metering.Rollups;

/// <summary>
/// One day of hourly states as stored in a row: per hour the hour of the day, flags, counts as variable-length integers,
/// and the decimals that are there (16 bytes each). Values of Unique and Percentile have a table of their own.
/// </summary>
internal static class CellCodec
{
    public const int HoursPerDay = 24;
    private const byte HasSum = 1;
    private const byte HasMin = 2;
    private const byte HasMax = 4;
    private const byte HasLatest = 8;

    /// <summary>Reads a row into the states of its hours, null where the hour has none.</summary>
    public static void Decode(ReadOnlySpan<byte> row, Aggregate?[] day)
    {
        while (row.Length > 0)
        {
            var (hour, flags, count, skipped, sum) = Counts(ref row);
            decimal? min = (flags & HasMin) != 0 ? Number(ref row) : null;
            decimal? max = (flags & HasMax) != 0 ? Number(ref row) : null;
            LatestValue? latest = null;
            if ((flags & HasLatest) != 0)
            {
                var at = BinaryPrimitives.ReadInt64LittleEndian(row);
                row = row[8..];
                var length = (int)Unsigned(ref row);
                var id = Encoding.UTF8.GetString(row[..length]);
                row = row[length..];
                latest = new LatestValue(at, id, Number(ref row));
            }

            day[hour] = Aggregate.Restore(count, skipped, sum, min, max, latest, null);
        }
    }

    /// <summary>Reads the next hour of a row of an additive metric: its count and sum are all that there is.</summary>
    public static (int Hour, long Count, decimal Sum) NextAdditive(ref ReadOnlySpan<byte> row)
    {
        var (hour, _, count, _, sum) = Counts(ref row);
        return (hour, count, sum);
    }

    private static (byte Hour, byte Flags, long Count, long Skipped, decimal Sum) Counts(ref ReadOnlySpan<byte> row)
    {
        var (hour, flags) = (row[0], row[1]);
        row = row[2..];
        var count = (long)Unsigned(ref row);
        var skipped = (long)Unsigned(ref row);
        return (hour, flags, count, skipped, (flags & HasSum) != 0 ? Number(ref row) : 0m);
    }

    /// <summary>Writes the states of a day's hours; empty ones are left out.</summary>
    public static byte[] Encode(Aggregate?[] day)
    {
        var row = new List<byte>(256);
        Span<byte> at = stackalloc byte[8];
        for (var hour = 0; hour < HoursPerDay; hour++)
        {
            if (day[hour] is not { IsEmpty: false } state) continue;
            row.Add((byte)hour);
            row.Add((byte)((state.Sum != 0 ? HasSum : 0) | (state.Min is null ? 0 : HasMin) | (state.Max is null ? 0 : HasMax) | (state.Latest is null ? 0 : HasLatest)));
            Unsigned(row, (ulong)state.Count);
            Unsigned(row, (ulong)state.Skipped);
            if (state.Sum != 0) Number(row, state.Sum);
            if (state.Min is { } min) Number(row, min);
            if (state.Max is { } max) Number(row, max);
            if (state.Latest is not { } latest) continue;
            BinaryPrimitives.WriteInt64LittleEndian(at, latest.Timestamp);
            row.AddRange(at);
            var id = Encoding.UTF8.GetBytes(latest.TransactionId);
            Unsigned(row, (ulong)id.Length);
            row.AddRange(id);
            Number(row, latest.Value);
        }

        return [.. row];
    }

    /// <summary>Places in ascending order as differences.</summary>
    public static byte[] EncodePlaces(ReadOnlySpan<long> places)
    {
        var row = new List<byte>(places.Length * 3);
        long last = 0;
        foreach (var place in places)
        {
            Unsigned(row, (ulong)(place - last));
            last = place;
        }

        return [.. row];
    }

    /// <summary>Reads what <see cref="EncodePlaces"/> wrote.</summary>
    public static void DecodePlaces(ReadOnlySpan<byte> row, List<long> places)
    {
        long last = 0;
        while (row.Length > 0) places.Add(last += (long)Unsigned(ref row));
    }

    private static ulong Unsigned(ref ReadOnlySpan<byte> from)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = from[0];
            from = from[1..];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }
    }

    private static void Unsigned(List<byte> to, ulong value)
    {
        for (; value >= 0x80; value >>= 7) to.Add((byte)(value | 0x80));
        to.Add((byte)value);
    }

    private static decimal Number(ref ReadOnlySpan<byte> from)
    {
        var number = new decimal(MemoryMarshal.Cast<byte, int>(from[..16]));
        from = from[16..];
        return number;
    }

    private static void Number(List<byte> to, decimal number)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(number, bits);
        to.AddRange(MemoryMarshal.AsBytes(bits));
    }
}
