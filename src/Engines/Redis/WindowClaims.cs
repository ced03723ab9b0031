using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using StackExchange.Redis;

namespace Breakwater.Engines.Redis;

/// <summary>
/// Claims in a bounded window: sets of 8-byte hashes, of which the newest is asked. Many names travel in one command, which
/// costs a quarter of one SET NX per name; a part of a batch that mixes old and new names counts as old. For the embedded
/// server, whose memory is this process's own.
/// </summary>
internal sealed class WindowClaims(RedisConnection connection, string prefix, int window, TimeProvider time) : IClaims
{
    private const int PartSize = 64;
    private readonly Lock _gate = new();
    private long _generation, _claimed, _since;

    public async ValueTask<bool[]> TryClaimAsync(string scope, IReadOnlyList<string> names, TimeSpan ttl, CancellationToken ct)
    {
        var claimed = new bool[names.Count];
        if (names.Count == 0) return claimed;
        var hashes = Hash(scope, names);
        var key = Enter(names.Count, ttl, out var over);
        var parts = (names.Count + PartSize - 1) / PartSize;
        var added = await connection.RunAsync(
            database =>
            {
                var batch = database.CreateBatch();
                var answers = new Task<long>[parts];
                for (var part = 0; part < parts; part++) answers[part] = batch.SetAddAsync(key, hashes[(part * PartSize)..Math.Min(hashes.Length, (part + 1) * PartSize)]);
                if (over is { } gone) _ = batch.KeyDeleteAsync(gone, CommandFlags.FireAndForget);
                batch.Execute();
                return Task.WhenAll(answers);
            }, ct).ConfigureAwait(false);
        for (var part = 0; part < parts; part++)
        {
            var from = part * PartSize;
            var count = Math.Min(PartSize, names.Count - from);
            if (added[part] == count) claimed.AsSpan(from, count).Fill(true);
        }

        return claimed;
    }

    public async ValueTask ReleaseAsync(string scope, IReadOnlyList<string> names, CancellationToken ct)
    {
        if (names.Count == 0) return;
        var key = Key(Interlocked.Read(ref _generation));
        var hashes = Hash(scope, names);
        await connection.RunAsync(database => database.SetRemoveAsync(key, hashes), ct).ConfigureAwait(false);
    }

    // A full or old window makes way for a new one; what it held is forgotten, which only costs work.
    private RedisKey Enter(int count, TimeSpan ttl, out RedisKey? over)
    {
        lock (_gate)
        {
            over = null;
            var now = time.GetTimestamp();
            if (_claimed == 0) _since = now;
            if (_claimed + count > window || time.GetElapsedTime(_since, now) > ttl)
            {
                over = Key(_generation);
                _generation++;
                _claimed = 0;
                _since = now;
            }

            _claimed += count;
            return Key(_generation);
        }
    }

    private string Key(long generation) => $"{prefix}claims:{generation}";

    private static RedisValue[] Hash(string scope, IReadOnlyList<string> names)
    {
        var seed = (long)XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(scope));
        var bytes = new byte[names.Count * 8];
        var values = new RedisValue[names.Count];
        Span<byte> utf8 = stackalloc byte[Identifier.MaxLength * 3];
        for (var i = 0; i < names.Count; i++)
        {
            var length = Encoding.UTF8.GetBytes(names[i].AsSpan(0, Math.Min(names[i].Length, Identifier.MaxLength)), utf8);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * 8), XxHash3.HashToUInt64(utf8[..length], seed));
            values[i] = new ReadOnlyMemory<byte>(bytes, i * 8, 8);
        }

        return values;
    }
}
