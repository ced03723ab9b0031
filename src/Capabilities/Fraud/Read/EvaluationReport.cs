using Breakwater.Fraud.Model;

namespace Breakwater.Fraud.Read;

/// <summary>How a verdict does on labelled days.</summary>
/// <param name="FalseAlarms">Innocent days that it flags, as a share.</param>
/// <param name="Recall">Attacks that it finds, as a share by family, and of all of them under <c>all</c>.</param>
public sealed record VerdictQuality(double FalseAlarms, IReadOnlyDictionary<string, double> Recall);

/// <summary>Figures of one group of customers.</summary>
/// <param name="Negatives">Innocent days scored.</param>
/// <param name="Attacks">Attack days scored.</param>
/// <param name="Review">The detector at the review threshold.</param>
/// <param name="Alert">The detector at the alert threshold.</param>
/// <param name="Plain">The published pair of thresholds on the same days.</param>
public sealed record GroupQuality(int Negatives, int Attacks, VerdictQuality Review, VerdictQuality Alert, VerdictQuality Plain);

/// <summary>The detector beside the plain pair on a labelled set.</summary>
/// <param name="Levels">By level of volume, main part of the set only.</param>
/// <param name="AtLeast100">Levels of 100 events a day and more, pooled.</param>
/// <param name="Sets">Parts that are reported apart.</param>
/// <param name="DropCalledFraud">Outages that are called fraud at the review threshold, as a share.</param>
/// <param name="DropLabelled">Outages that are labelled as such, as a share.</param>
public sealed record EvaluationReport(
    IReadOnlyDictionary<string, GroupQuality> Levels, GroupQuality AtLeast100, IReadOnlyDictionary<string, GroupQuality> Sets, double DropCalledFraud, double DropLabelled);

/// <summary>One scored day of an evaluation.</summary>
/// <param name="Label">Null for an innocent day.</param>
/// <param name="Family">Family of the attack; empty for an innocent day.</param>
/// <param name="Score">The detector's.</param>
/// <param name="PlainFlags">The plain pair's verdict.</param>
internal readonly record struct ScoredExample(DayLabel? Label, string Family, FraudScore Score, bool PlainFlags);
