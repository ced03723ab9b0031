namespace Breakwater.Fraud.Model;

/// <summary>A cell of a weekday by hour grid.</summary>
/// <param name="Row">0 for Monday to 6.</param>
/// <param name="Hour">0 to 23.</param>
public readonly record struct GridCell(int Row, int Hour);

/// <summary>Joins adjoining unusual cells of a grid: the regions are exactly its connected components, where cells adjoin by a side.</summary>
public static class AnomalyRegions
{
    /// <summary>The regions, each with its cells in reading order; the region of the topmost, leftmost cell first.</summary>
    /// <param name="unusual">Rows of equal length.</param>
    public static IReadOnlyList<IReadOnlyList<GridCell>> Of(bool[][] unusual)
    {
        var seen = unusual.Select(row => new bool[row.Length]).ToArray();
        var regions = new List<IReadOnlyList<GridCell>>();
        for (var row = 0; row < unusual.Length; row++)
        {
            for (var hour = 0; hour < unusual[row].Length; hour++)
            {
                if (unusual[row][hour] && !seen[row][hour]) regions.Add(Flood(unusual, seen, new(row, hour)));
            }
        }

        return regions;
    }

    private static List<GridCell> Flood(bool[][] unusual, bool[][] seen, GridCell start)
    {
        var region = new List<GridCell>();
        var next = new Stack<GridCell>([start]);
        seen[start.Row][start.Hour] = true;
        while (next.TryPop(out var cell))
        {
            region.Add(cell);
            foreach (var side in (GridCell[])[new(cell.Row - 1, cell.Hour), new(cell.Row + 1, cell.Hour), new(cell.Row, cell.Hour - 1), new(cell.Row, cell.Hour + 1)])
            {
                if (side.Row < 0 || side.Row >= unusual.Length || side.Hour < 0 || side.Hour >= unusual[side.Row].Length) continue;
                if (!unusual[side.Row][side.Hour] || seen[side.Row][side.Hour]) continue;
                seen[side.Row][side.Hour] = true;
                next.Push(side);
            }
        }

        return [.. region.OrderBy(cell => cell.Row).ThenBy(cell => cell.Hour)];
    }
}
