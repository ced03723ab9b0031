using CsCheck;

namespace Breakwater.Tests.Webhooks;

/// <summary>Google's histories converge: three tokens in a row, and few seconds, so that hints, voids and snapshots share one.</summary>
public sealed class GoogleConvergenceTests
{
    private static readonly string[] States = ["PENDING", "ACTIVE", "IN_GRACE_PERIOD", "ON_HOLD", "PAUSED", "CANCELED", "EXPIRED", "PENDING_PURCHASE_CANCELED", "UNSPECIFIED"];
    private static readonly string[] Tokens = ["token-a", "token-b", "token-c"];

    private static readonly Gen<byte[]> Events = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 6], Gen.Int[0, 2], Gen.Int[0, 8], Gen.Int[0, 23], Gen.Int[0, 2]).Select((kind, second, token, state, type, etag) => kind switch
    {
        < 5 => GoogleEvents.Snapshot("SUBSCRIPTION_STATE_" + States[state], second, token > 0 && type % 3 > 0 ? $$""", "linkedPurchaseToken": "{{Tokens[token - 1]}}" """ : "", token: Tokens[token], etag: $"e{etag}{state}{type % 3}"),
        < 9 => GoogleEvents.Hint($"{type}", second, Tokens[token]),
        _ => GoogleEvents.Void($"GPA.{type % 2}", second, 1 + etag, Tokens[token]),
    });

    [Fact]
    public void Any_order_any_repetition_and_any_batches_end_at_the_same_record() =>
        Gen.Select(Events.Array[1, 24], Gen.Int).Sample((history, seed) => Convergence.Check(new GoogleFold(), history, seed), iter: Convergence.Histories);
}
