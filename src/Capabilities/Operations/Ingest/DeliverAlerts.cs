using System.Net;

namespace Breakwater.Operations.Ingest;

/// <summary>Takes what is due from the outbox, sends it and notes what came of it.</summary>
public sealed class DeliverAlerts(IAlertStore store, IAlertSender sender, TimeProvider time)
{
    /// <summary>Longest time that one request may take, its answer included.</summary>
    public static TimeSpan Timeout { get; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a delivery is taken: the timeout, and time to note what came of it. After a crash it is due again then.</summary>
    public static TimeSpan Lease { get; } = Timeout + TimeSpan.FromSeconds(5);

    /// <summary>Takes at most so many deliveries that are due.</summary>
    public Task<IReadOnlyList<AlertWork>> LeaseAsync(int take, CancellationToken ct) => store.LeaseAsync(take, Lease, ct);

    /// <summary>Makes one attempt. Cancelled in the middle it notes nothing, and the delivery is due again when its lease ends.</summary>
    public async Task<AlertAttempt> AttemptAsync(AlertWork work, CancellationToken ct)
    {
        var at = time.GetUtcNow();
        var secrets = work.Secrets.At(at);
        var started = time.GetTimestamp();
        var reply = await sender.SendAsync(new(new(work.Url), work.MessageId, at, StandardWebhooks.Sign(work.MessageId, at, work.Body, secrets), work.Body), ct).ConfigureAwait(false);
        var attempt = new AlertAttempt(work.Delivery, work.Attempt, at, time.GetElapsedTime(started), reply.Status, reply.Error, reply.Response, secrets.Count);
        var gone = reply.Status == (int)HttpStatusCode.Gone;
        var wait = reply.Error is null || gone || work.IsTest ? null : AlertSchedule.After(work.Try, Random.Shared.NextDouble(), reply.RetryAfter);
        // What was sent has to be noted also while the process is being stopped: otherwise it would be sent twice.
        await store.SettleAsync(work, attempt, time.GetUtcNow() + wait, gone, CancellationToken.None).ConfigureAwait(false);
        return attempt;
    }
}
