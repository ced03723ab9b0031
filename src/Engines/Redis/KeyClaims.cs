using StackExchange.Redis;

namespace Breakwater.Engines.Redis;

/// <summary>Claims as one key each, <c>SET NX</c> with a time to live, pipelined. For Redis servers and clusters, shared by all hosts.</summary>
internal sealed class KeyClaims(RedisConnection connection, string prefix) : IClaims
{
    public async ValueTask<bool[]> TryClaimAsync(string scope, IReadOnlyList<string> names, TimeSpan ttl, CancellationToken ct)
    {
        if (names.Count == 0) return [];
        return await connection.RunAsync(
            database =>
            {
                var batch = database.CreateBatch();
                var answers = new Task<bool>[names.Count];
                for (var i = 0; i < answers.Length; i++) answers[i] = batch.StringSetAsync(Key(scope, names[i]), "1", ttl, When.NotExists);
                batch.Execute();
                return Task.WhenAll(answers);
            }, ct).ConfigureAwait(false);
    }

    public async ValueTask ReleaseAsync(string scope, IReadOnlyList<string> names, CancellationToken ct)
    {
        if (names.Count == 0) return;
        await connection.RunAsync(
            database =>
            {
                var batch = database.CreateBatch();
                var answers = new Task<bool>[names.Count];
                for (var i = 0; i < answers.Length; i++) answers[i] = batch.KeyDeleteAsync(Key(scope, names[i]));
                batch.Execute();
                return Task.WhenAll(answers);
            }, ct).ConfigureAwait(false);
    }

    private RedisKey Key(string scope, string name) => $"{prefix}claim:{scope}:{name}";
}
