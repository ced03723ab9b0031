namespace Breakwater.Ingestion.Demo;

/// <summary>
/// How fast live traffic runs. After a start it is lively, so that there is something to see; then it eases to the pace of the
/// history, because a day of lively traffic would dwarf every day before it and make every comparison meaningless.
/// </summary>
/// <param name="lively">Events per second of all customers together after a start.</param>
public sealed class DemoPace(double lively)
{
    private static readonly TimeSpan Full = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan HalfLife = TimeSpan.FromMinutes(5);

    /// <summary>By how much the customers' own pace is multiplied.</summary>
    /// <param name="ownPace">Events per second of all customers together by their profiles.</param>
    /// <param name="elapsed">Time since the start.</param>
    /// <returns>1 or more; 1 where nobody sends.</returns>
    public double Factor(double ownPace, TimeSpan elapsed)
    {
        if (ownPace <= 0) return 1;
        var eased = elapsed <= Full ? 1 : Math.Pow(0.5, (elapsed - Full) / HalfLife);
        return Math.Max(1, lively * eased / ownPace);
    }
}
