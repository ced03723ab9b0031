using Breakwater.Operations.Ingest;

namespace Breakwater.Operations.Read;

/// <summary>Lists endpoints of alerts and what was sent to them; no answer holds a secret.</summary>
public sealed class AlertQueries(IAlertStore store)
{
    /// <summary>All endpoints in the order of their adding.</summary>
    public Task<Outcome<Page<AlertEndpointRow>>> EndpointsAsync(CancellationToken ct) => Guarded.RunAsync<Page<AlertEndpointRow>>(async () =>
    {
        var all = await store.EndpointsAsync(ct).ConfigureAwait(false);
        return new Page<AlertEndpointRow>(all, all.Count);
    });

    /// <summary>One endpoint.</summary>
    public Task<Outcome<AlertEndpointRow>> FindAsync(AlertEndpointId id, CancellationToken ct) => Guarded.RunAsync<AlertEndpointRow>(async () =>
        await store.FindAsync(id, ct).ConfigureAwait(false) is { } row ? row : AlertProblems.Unknown(id));

    /// <summary>Deliveries, newest first; the search looks in key, title and message id.</summary>
    public Task<Outcome<Page<AlertDelivery>>> DeliveriesAsync(AlertDeliveryFilter filter, PageRequest page, CancellationToken ct) =>
        Guarded.RunAsync<Page<AlertDelivery>>(async () => await store.DeliveriesAsync(filter, page.Clamped(), ct).ConfigureAwait(false));

    /// <summary>One delivery.</summary>
    public Task<Outcome<AlertDelivery>> DeliveryAsync(long id, CancellationToken ct) => Guarded.RunAsync<AlertDelivery>(async () =>
        await store.DeliveryAsync(id, ct).ConfigureAwait(false) is { } found ? found : AlertProblems.UnknownDelivery(id));

    /// <summary>Attempts of one delivery, newest first.</summary>
    public Task<Outcome<Page<AlertAttempt>>> AttemptsAsync(long delivery, PageRequest page, CancellationToken ct) =>
        Guarded.RunAsync<Page<AlertAttempt>>(async () => await store.AttemptsAsync(delivery, page.Clamped(), ct).ConfigureAwait(false));
}
