using System.Text;
using Breakwater.Fraud.Model;
using Breakwater.Metering.Model;

namespace Breakwater.Engines.Redis;

/// <summary>
/// A baseline as about 2 KB of binary: shares and noise as 32-bit floats, which is finer than any score can see. The first byte names
/// the form; another form is as good as no baseline, since it can be built again.
/// </summary>
internal static class BaselineCodec
{
    private const byte Form = 1;
    private const int Hours = UsageDay.HoursPerDay;

    public static byte[] Encode(SeriesBaseline baseline)
    {
        using var buffer = new MemoryStream(2_560);
        using var writer = new BinaryWriter(buffer, Encoding.UTF8);
        writer.Write(Form);
        writer.Write(baseline.TimeZone);
        writer.Write(baseline.Through.DayNumber);
        writer.Write((byte)baseline.HistoryDays);
        writer.Write((byte)baseline.LearntDays);
        writer.Write((byte)baseline.SilentDays);
        writer.Write((byte)baseline.GrowingDays);
        writer.Write(baseline.BuiltAt.ToUnixTimeMilliseconds());
        var week = baseline.Week;
        foreach (var shape in (double[][])[.. week.Weekdays, week.Overall, week.Workday, week.Weekend, week.Noise, week.Effects])
        {
            foreach (var value in shape) writer.Write((float)value);
        }

        foreach (var value in (double[])[week.Level, week.VolumeVariance]) writer.Write(value);
        foreach (var feature in Enum.GetValues<Feature>())
        {
            writer.Write(baseline.Scales[feature].Middle);
            writer.Write(baseline.Scales[feature].Spread);
        }

        foreach (var plain in baseline.Plain)
        {
            writer.Write(plain is not null);
            if (plain is null) continue;
            foreach (var share in plain.Shares) writer.Write((float)share);
            writer.Write(plain.Volume);
        }

        writer.Write(baseline.Volume.Mean);
        writer.Write(baseline.Volume.Deviation);
        writer.Write((byte)baseline.Volume.Days);
        writer.Flush();
        return buffer.ToArray();
    }

    /// <summary>Reads a baseline back; null where the value has another form or is damaged.</summary>
    public static SeriesBaseline? Decode(SeriesKey key, byte[] value)
    {
        if (value.Length == 0 || value[0] != Form) return null;
        try
        {
            using var reader = new BinaryReader(new MemoryStream(value, 1, value.Length - 1), Encoding.UTF8);
            var zone = reader.ReadString();
            var through = DateOnly.FromDayNumber(reader.ReadInt32());
            var (history, learnt, silent, growing) = (reader.ReadByte(), reader.ReadByte(), reader.ReadByte(), reader.ReadByte());
            var builtAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64());
            double[][] weekdays = [.. Enumerable.Range(0, 7).Select(_ => Floats(reader, Hours))];
            double[] overall = Floats(reader, Hours), workday = Floats(reader, Hours), weekend = Floats(reader, Hours), noise = Floats(reader, Hours), effects = Floats(reader, 7);
            var week = new WeekBaseline(weekdays, overall, workday, weekend, noise, reader.ReadDouble(), effects, reader.ReadDouble());
            var scales = new FeatureScales(Scale(reader), Scale(reader), Scale(reader), Scale(reader));
            PlainShape?[] plain = [.. Enumerable.Range(0, 7).Select(_ => reader.ReadBoolean() ? new PlainShape(Floats(reader, Hours), reader.ReadDouble()) : null)];
            var volume = new PlainVolume(reader.ReadDouble(), reader.ReadDouble(), reader.ReadByte());
            return new(key, zone, through, history, learnt, silent, growing, week, scales, plain, volume, builtAt);
        }
        catch (Exception damaged) when (damaged is IOException or ArgumentException or FormatException)
        {
            return null;
        }
    }

    private static double[] Floats(BinaryReader reader, int count)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++) values[i] = reader.ReadSingle();
        return values;
    }

    private static FeatureScale Scale(BinaryReader reader) => new(reader.ReadDouble(), reader.ReadDouble());
}
