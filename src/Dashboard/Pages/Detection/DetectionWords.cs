using System.Globalization;
using Breakwater.Dashboard.Components.Charts;
using Breakwater.Dashboard.State;
using Breakwater.Fraud.Model;

namespace Breakwater.Dashboard.Pages.Detection;

/// <summary>Detection in words.</summary>
public static class DetectionWords
{
    /// <summary>A grade in a word.</summary>
    public static string Word(DetectabilityGrade grade) => grade == DetectabilityGrade.None ? "No baseline" : grade.ToString();

    /// <summary>Tone of a grade.</summary>
    public static string Tone(DetectabilityGrade grade) => grade switch
    {
        DetectabilityGrade.Good => "ok",
        DetectabilityGrade.Fair => "info",
        DetectabilityGrade.Poor => "warning",
        _ => "",
    };

    /// <summary>Why a series has its grade.</summary>
    public static string Why(SeriesCoverage series) => series.Grade switch
    {
        DetectabilityGrade.None when series.HistoryDays < ColdStart.MinDays => $"{series.HistoryDays} days of history; {ColdStart.MinDays} are needed",
        DetectabilityGrade.None => "every day is under suspicion: decide its cases",
        DetectabilityGrade.Learning => $"{series.HistoryDays} days of history: an alert needs {ColdStart.AlertDays}, a review {ColdStart.ReviewDays}",
        DetectabilityGrade.Poor when series.DailyUsage < Detectability.LowVolume => "little usage: only long attacks show",
        DetectabilityGrade.Poor => "something else every day: only strong attacks show",
        DetectabilityGrade.Fair => "most attacks show",
        _ => "regular: attacks show well",
    };

    /// <summary>Where the fleet's scales come from.</summary>
    public static string Fleet(DetectionSettings settings) => settings.FleetDays == 0
        ? "What is usual for the fleet comes from the published development set until 20 customers have 30 scored days each."
        : $"What is usual for the fleet was estimated from {Format.Count(settings.FleetDays)} of its own days.";

    /// <summary>Decisions by month.</summary>
    public static ChartModel Months(IReadOnlyList<DecisionMonth> months) => new(
        [.. months.Select(month => month.Month.ToString("MMMM yyyy", CultureInfo.InvariantCulture))],
        [
            new("Confirmed fraud", [.. months.Select(month => (double?)month.Confirmed)], Color: 2),
            new("False alarms", [.. months.Select(month => (double?)month.Dismissed)], Color: 1),
            new("Open", [.. months.Select(month => (double?)month.Open)], Color: 0),
        ])
    {
        LabelName = "Month (UTC)",
        Unit = "cases",
        Stacked = true,
    };

    /// <summary>Precision over all months.</summary>
    public static string Precision(IReadOnlyList<DecisionMonth> months)
    {
        var (confirmed, dismissed) = (months.Sum(month => month.Confirmed), months.Sum(month => month.Dismissed));
        return confirmed + dismissed == 0 ? "None of them is decided yet." : $"{Format.Percent((double)confirmed / (confirmed + dismissed))} of the {confirmed + dismissed} decided cases were fraud.";
    }
}
