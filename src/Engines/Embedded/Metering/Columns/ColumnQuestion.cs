using System.Globalization;
using Breakwater.Engines.Embedded.Metering.Reading;
using Breakwater.Metering.Model;
using DuckDB.NET.Data;

namespace Breakwater.Engines.Embedded.Metering.Columns;

/// <summary>
/// A question in DuckDB's words. Its text consists of constants and of the numbers of columns; everything else is a parameter.
/// </summary>
internal sealed class ColumnQuestion
{
    private const string NoText = "CAST(NULL AS VARCHAR)";
    private const string NoNumber = "CAST(NULL AS DECIMAL(25, 9))";
    private readonly List<DuckDBParameter> _parameters = [];
    private readonly string _from;
    private readonly string _slice;
    private readonly (string Text, string Number) _group;
    private readonly (string Text, string Number) _value;

    private ColumnQuestion(ColumnFile file, Question question, IReadOnlyList<SlicePiece> pieces, IReadOnlySet<long> voided, long until, List<int> types, int customer)
    {
        _group = question.Grouping switch
        {
            Grouping.Customer => ("CAST(e.customer AS VARCHAR)", NoNumber),
            Grouping.Type => ("CAST(e.type AS VARCHAR)", NoNumber),
            Grouping.Property => Columns(file, question.Property!),
            _ => (NoText, NoNumber),
        };
        _value = question.AllTypes || question.Metric.Property is not { } property ? (NoText, NoNumber) : Columns(file, property);
        var with = "";
        var where = $"e.place < {Add("until", until)} AND e.ms >= {Add("first", pieces[0].Start)} AND e.ms < {Add("last", pieces[^1].End)}";
        if (types.Count == 1) where += $" AND e.type = {Add("type", types[0])}";
        else if (question.AllTypes && types.Count < file.Types.Count) where += $" AND e.type IN (SELECT unnest(CAST({Add("types", types)} AS INTEGER[])))";
        if (question.Customer is not null) where += $" AND e.customer = {Add("customer", customer)}";
        if (voided.Count > 0) where += $" AND e.place NOT IN (SELECT unnest(CAST({Add("voided", voided.ToList())} AS BIGINT[])))";
        _slice = string.Create(CultureInfo.InvariantCulture, $"{pieces[0].Slice}");
        var join = "";
        if (!IsOneRange(pieces))
        {
            with = $"""
                WITH pieces AS (SELECT unnest(CAST({Add("hours", pieces.Select(piece => piece.Hour).ToList())} AS INTEGER[])) AS hour,
                  unnest(CAST({Add("starts", pieces.Select(piece => piece.Start).ToList())} AS BIGINT[])) AS first,
                  unnest(CAST({Add("ends", pieces.Select(piece => piece.End).ToList())} AS BIGINT[])) AS last,
                  unnest(CAST({Add("slices", pieces.Select(piece => piece.Slice).ToList())} AS INTEGER[])) AS slice)

                """;
            join = " JOIN pieces p ON e.hour = p.hour AND e.ms >= p.first AND e.ms < p.last";
            _slice = "p.slice";
        }

        With = with;
        _from = $"FROM events e{join} WHERE {where}";
    }

    private string With { get; }

    /// <summary>Puts the question, or null where no row can belong to it.</summary>
    public static ColumnQuestion? Of(ColumnFile file, Question question, IReadOnlyList<SlicePiece> pieces, IReadOnlySet<long> voided, long until)
    {
        var types = file.Types.All.Where(question.Wants).Select(file.Types.Find).ToList();
        var customer = question.Customer is { } name ? file.Customers.Find(name) : 0;
        return pieces.Count == 0 || types.Count == 0 || (question.Customer is not null && customer == 0) ? null
            : new(file, question, pieces, voided, until, types, customer);
    }

    /// <summary>True where the columns hold all that the question is about.</summary>
    public static bool Fits(ColumnFile file, Question question) =>
        file.Properties.Count < ColumnFile.MostProperties
        || ((question.Property is not { } group || file.Properties.Find(group) > 0)
            && (question.AllTypes || question.Metric.Property is not { } value || file.Properties.Find(value) > 0));

    /// <summary>Slice, group (text, number), events, events with a number, and the figure of the aggregation.</summary>
    public DuckDBCommand Figures(DuckDBConnection connection, Aggregation aggregation)
    {
        var figure = aggregation switch { Aggregation.Min => "min", Aggregation.Max => "max", _ => "sum" };
        return Command(connection, $"{With}SELECT {_slice}, {_group.Text}, {_group.Number}, count(*), count({_value.Number}), {figure}({_value.Number}) {_from} GROUP BY 1, 2, 3");
    }

    /// <summary>Slice, group (text, number), events, and the value (text, number) that they have.</summary>
    public DuckDBCommand Values(DuckDBConnection connection) =>
        Command(connection, $"{With}SELECT {_slice}, {_group.Text}, {_group.Number}, count(*), {_value.Text}, {_value.Number} {_from} GROUP BY 1, 2, 3, 5, 6");

    /// <summary>Slice, group (text, number) and places of the events at the latest instant of each.</summary>
    public DuckDBCommand Latest(DuckDBConnection connection) =>
        Command(connection, $"""
            {With}{(With.Length == 0 ? "WITH " : ", ")}hits AS MATERIALIZED (SELECT {_slice} AS slice, {_group.Text} AS t, {_group.Number} AS d, e.ms AS ms, e.place AS place {_from} AND {_value.Number} IS NOT NULL),
            tops AS (SELECT slice, t, d, max(ms) AS ms FROM hits GROUP BY 1, 2, 3)
            SELECT h.slice, h.t, h.d, h.place FROM hits h JOIN tops ON h.slice = tops.slice AND h.ms = tops.ms AND h.t IS NOT DISTINCT FROM tops.t AND h.d IS NOT DISTINCT FROM tops.d
            """);

    private DuckDBCommand Command(DuckDBConnection connection, string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants and numbers of columns, see the type.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var parameter in _parameters) command.Parameters.Add(parameter);
        return command;
    }

    private string Add(string name, object value)
    {
        _parameters.Add(new DuckDBParameter(name, value));
        return $"${name}";
    }

    // A property without columns was on no event: the caller has made sure of that.
    private static (string, string) Columns(ColumnFile file, string property) =>
        file.Properties.Find(property) is > 0 and var number ? ($"e.t{number}", $"e.d{number}") : (NoText, NoNumber);

    private static bool IsOneRange(IReadOnlyList<SlicePiece> pieces)
    {
        for (var i = 1; i < pieces.Count; i++)
        {
            if (pieces[i].Slice != pieces[i - 1].Slice || pieces[i].Start != pieces[i - 1].End) return false;
        }

        return true;
    }
}
