using Breakwater.Fraud.Model;
using CsCheck;

namespace Breakwater.Tests.Fraud;

/// <summary>Regions are exactly the connected components, found here in another way: by joining pairs until nothing changes.</summary>
public sealed class AnomalyRegionsTests
{
    private static readonly Gen<bool[][]> Grid = Gen.Double[0, 1].SelectMany(share => Gen.Double[0, 1].Select(value => value < share).Array[24].Array[7]);

    [Fact]
    public void Regions_are_the_connected_components() => Grid.Sample(grid =>
    {
        var regions = AnomalyRegions.Of(grid);
        var label = new Dictionary<GridCell, int>();
        for (var row = 0; row < 7; row++)
        {
            for (var hour = 0; hour < 24; hour++)
            {
                if (grid[row][hour]) label[new(row, hour)] = label.Count;
            }
        }

        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var a in label.Keys.ToList())
            {
                foreach (var b in label.Keys.Where(other => Math.Abs(other.Row - a.Row) + Math.Abs(other.Hour - a.Hour) == 1).ToList())
                {
                    var least = Math.Min(label[a], label[b]);
                    if (label[a] == least && label[b] == least) continue;
                    (label[a], label[b], changed) = (least, least, true);
                }
            }
        }

        var expected = label.GroupBy(pair => pair.Value, pair => pair.Key).Select(group => group.OrderBy(cell => cell.Row).ThenBy(cell => cell.Hour).ToArray())
            .OrderBy(group => group[0].Row).ThenBy(group => group[0].Hour).ToArray();
        Assert.Equal(expected, regions.Select(region => region.ToArray()));
    }, iter: 200);
}
