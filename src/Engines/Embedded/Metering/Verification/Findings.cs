namespace Breakwater.Engines.Embedded.Metering.Verification;

/// <summary>What a verification finds, over all lanes.</summary>
internal sealed class Findings
{
    private const int Most = 100;
    private readonly List<string> _differences = [];

    public long Archived { get; set; }

    public long Indexed { get; set; }

    public long Counted { get; set; }

    public long Voided { get; set; }

    /// <summary>Sentences, at most 100; the last one then tells how many more there are.</summary>
    public IReadOnlyList<string> Differences => _more == 0 ? _differences : [.. _differences.Take(Most - 1), $"{_more + 1:N0} more differences were found."];

    private long _more;

    public void Add(string difference)
    {
        if (_differences.Count < Most) _differences.Add(difference);
        else _more++;
    }
}
