using System.Runtime.InteropServices;
using Breakwater.Metering.Model;
using DuckDB.NET.Data;

namespace Breakwater.Engines.Embedded.Metering.Columns;

/// <summary>What events add up to, counted from the archive or from the columns, to compare the two.</summary>
internal sealed class ColumnSums
{
    private readonly Dictionary<string, PropertySums> _properties = new(StringComparer.Ordinal);

    public long Events { get; private set; }

    private long Places { get; set; }

    private long Times { get; set; }

    /// <summary>Counts an event of the archive.</summary>
    public void Add(long place, UsageEvent usage)
    {
        Events++;
        Places ^= place;
        Times ^= usage.Timestamp * place;
        for (var i = 0; i < usage.Properties.Length; i++)
        {
            var (name, value) = usage.Properties[i];
            if (value.Kind == PropertyKind.Null || Array.FindIndex(usage.Properties, property => property.Name == name) < i) continue;
            ref var sums = ref CollectionsMarshal.GetValueRefOrAddDefault(_properties, name, out _);
            if (ColumnRow.HasText(value)) sums.Texts++;
            if (value.Kind != PropertyKind.Number) continue;
            sums.Numbers++;
            sums.Whole ^= (long)decimal.Floor(value.Number);
        }
    }

    /// <summary>Counts the rows before a place.</summary>
    public static ColumnSums Of(ColumnFile file, long until)
    {
        using var connection = file.OpenReader();
        using var command = connection.CreateCommand();
        var properties = file.Properties.All.ToArray();
        var columns = properties.Select(file.Properties.Find).Select(number => $", count(t{number}), count(d{number}), coalesce(bit_xor(CAST(floor(d{number}) AS BIGINT)), 0)");
#pragma warning disable CA2100 // Constants and numbers of columns.
        command.CommandText = $"SELECT count(*), coalesce(bit_xor(place), 0), coalesce(bit_xor(CAST((CAST(ms AS HUGEINT) * place) & 9223372036854775807 AS BIGINT)), 0){string.Concat(columns)} FROM events WHERE place < $until";
#pragma warning restore CA2100
        command.Parameters.Add(new DuckDBParameter("until", until));
        using var row = command.ExecuteReader();
        row.Read();
        var sums = new ColumnSums { Events = row.GetInt64(0), Places = row.GetInt64(1), Times = row.GetInt64(2) };
        for (var i = 0; i < properties.Length; i++)
        {
            var property = new PropertySums(row.GetInt64(3 + (i * 3)), row.GetInt64(4 + (i * 3)), row.GetInt64(5 + (i * 3)));
            sums._properties[properties[i]] = property;
        }

        return sums;
    }

    /// <summary>True where the columns' sums are those of the archive, as far as its properties have columns.</summary>
    public bool Agrees(ColumnSums archive) =>
        Events == archive.Events && Places == archive.Places && Times == (archive.Times & long.MaxValue)
        && _properties.All(pair => archive._properties.GetValueOrDefault(pair.Key) == pair.Value);

    private record struct PropertySums(long Texts, long Numbers, long Whole);
}
