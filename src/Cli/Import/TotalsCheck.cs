using Breakwater.Cli.Output;
using Breakwater.Ingestion.Client;

namespace Breakwater.Cli.Import;

/// <summary>Compares each customer's total in the file with what the store answers for the same period.</summary>
internal static class TotalsCheck
{
    private const int AtOnce = 4;

    public static async Task<ImportTotals> RunAsync(
        ApiClient api, string metric, SortedDictionary<string, FileTotal> customers, long start, long end, Terminal terminal, TimeProvider clock, CancellationToken ct)
    {
        var rows = customers.ToArray();
        var totals = new CustomerTotal[rows.Length];
        var done = 0L;
        await terminal.MeterAsync("Comparing totals", "customers", rows.Length, clock, report => Parallel.ForAsync(
            0, rows.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (i, stop) =>
            {
                var (customer, file) = rows[i];
                var usage = await api.GetAsync<UsageValue>($"v1/usage?customer_id={Uri.EscapeDataString(customer)}&metric={metric}&start={start}&end={end}", stop);
                totals[i] = new CustomerTotal(customer, file.Events, file.Quantity, usage.Value ?? 0);
                report(Interlocked.Increment(ref done));
            }));
        return new ImportTotals(totals.Sum(total => total.File), totals.Sum(total => total.Store), totals.Count(total => total.File != total.Store), totals);
    }

    internal sealed record UsageValue(decimal? Value);
}
