using Breakwater.Fraud.Model;
using Breakwater.Fraud.Ports;
using Breakwater.Metering.Model;
using StackExchange.Redis;

namespace Breakwater.Engines.Redis;

/// <summary>Baselines as one value each, written and read in pipelines; on a cluster they spread by customer.</summary>
internal sealed class RedisBaselineStore(RedisConnection connection, string prefix) : IBaselineStore
{
    private const int AtOnce = 500;

    public async Task<IReadOnlyDictionary<CustomerId, SeriesBaseline>> GetAsync(MetricCode metric, IReadOnlyCollection<CustomerId> customers, CancellationToken ct)
    {
        var found = new Dictionary<CustomerId, SeriesBaseline>(customers.Count);
        foreach (var part in customers.Chunk(AtOnce))
        {
            var values = await connection.RunAsync(database => Task.WhenAll(part.Select(customer => database.StringGetAsync(Key(new(customer, metric))))), ct).ConfigureAwait(false);
            for (var i = 0; i < part.Length; i++)
            {
                if ((byte[]?)values[i] is { } value && BaselineCodec.Decode(new(part[i], metric), value) is { } baseline) found[part[i]] = baseline;
            }
        }

        return found;
    }

    public async Task SaveAsync(IReadOnlyCollection<SeriesBaseline> baselines, CancellationToken ct)
    {
        foreach (var part in baselines.Chunk(AtOnce))
        {
            await connection.RunAsync(
                database => Task.WhenAll(part.Select(baseline => database.StringSetAsync(Key(baseline.Key), BaselineCodec.Encode(baseline), IBaselineStore.Kept))), ct).ConfigureAwait(false);
        }
    }

    private RedisKey Key(SeriesKey key) => $"{prefix}baseline:{{{key.Customer}}}:{key.Metric}";
}
