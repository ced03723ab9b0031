namespace Breakwater.Operations.Ports;

/// <summary>
/// Endpoints of alerts and the outbox of what they are to be sent. The outbox is filled by <see cref="INotifications"/>
/// itself: a change of a notification and its messages are one transaction, so none is lost between the two.
/// </summary>
public interface IAlertStore
{
    /// <summary>All endpoints in the order of their adding, each with its last delivery and what waits for it.</summary>
    Task<IReadOnlyList<AlertEndpointRow>> EndpointsAsync(CancellationToken ct);

    /// <summary>One endpoint, or null.</summary>
    Task<AlertEndpointRow?> FindAsync(AlertEndpointId id, CancellationToken ct);

    /// <summary>Adds an endpoint with its secret.</summary>
    /// <returns>False where there are <see cref="AlertRules.MaxEndpoints"/> already.</returns>
    Task<bool> AddAsync(AlertEndpoint endpoint, WebhookSecret secret, AuditEntry entry, CancellationToken ct);

    /// <summary>Saves a change by people, whose version is one more than the saved one's. Enabled, it ends the notification of its failure.</summary>
    /// <returns>False where the version does not match.</returns>
    Task<bool> ChangeAsync(AlertEndpoint changed, AuditEntry entry, CancellationToken ct);

    /// <summary>Puts a new secret in the place of the current one, which signs too until a time. One before that is forgotten.</summary>
    /// <returns>False where there is no such endpoint.</returns>
    Task<bool> RotateAsync(AlertEndpointId id, WebhookSecret secret, DateTimeOffset previousUntil, AuditEntry entry, CancellationToken ct);

    /// <summary>Removes an endpoint with its secrets and its deliveries, and ends the notification of its failure.</summary>
    /// <returns>False where there is no such endpoint.</returns>
    Task<bool> RemoveAsync(AlertEndpointId id, AuditEntry entry, CancellationToken ct);

    /// <summary>Puts a test into the outbox: due now, sent once, whatever the endpoint's state.</summary>
    /// <returns>The delivery's number; null where there is no such endpoint.</returns>
    Task<long?> AddTestAsync(AlertEndpointId id, AlertMessage message, AuditEntry entry, CancellationToken ct);

    /// <summary>Makes a delivery due now, at the beginning of its schedule, with the same message.</summary>
    /// <returns>False where there is none, its endpoint is disabled, or it is being sent at this moment.</returns>
    Task<bool> RedeliverAsync(long delivery, AuditEntry entry, CancellationToken ct);

    /// <summary>
    /// Takes deliveries that are due, the oldest first, one at a time per endpoint, and keeps everybody else from them until
    /// the lease ends. What is not settled by then (a crash) is due again.
    /// </summary>
    /// <param name="take">At most so many.</param>
    /// <param name="lease">How long.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<AlertWork>> LeaseAsync(int take, TimeSpan lease, CancellationToken ct);

    /// <summary>
    /// Notes an attempt and what comes of it: delivered, to be tried again, or given up. In the same transaction the endpoint's
    /// failing is noted or ended, the endpoint is disabled after <see cref="AlertSchedule.DisableAfter"/> or where it is gone (what
    /// waits for it is given up), and the notification of its failure is raised or resolved. Tests change nothing but themselves.
    /// </summary>
    /// <param name="work">What was leased.</param>
    /// <param name="attempt">The attempt; it succeeded where its error is null.</param>
    /// <param name="retryAt">When to try again after a failure; null to give up.</param>
    /// <param name="gone">True where the endpoint asked never to be called again (410).</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>False where the lease has passed to somebody else or the endpoint was removed: nothing was noted.</returns>
    Task<bool> SettleAsync(AlertWork work, AlertAttempt attempt, DateTimeOffset? retryAt, bool gone, CancellationToken ct);

    /// <summary>Deliveries, newest first; the search looks in key, title and message id.</summary>
    Task<Page<AlertDelivery>> DeliveriesAsync(AlertDeliveryFilter filter, PageRequest page, CancellationToken ct);

    /// <summary>One delivery, or null.</summary>
    Task<AlertDelivery?> DeliveryAsync(long id, CancellationToken ct);

    /// <summary>Attempts of one delivery, newest first.</summary>
    Task<Page<AlertAttempt>> AttemptsAsync(long delivery, PageRequest page, CancellationToken ct);
}

/// <summary>An endpoint with how it fares.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Last">Its delivery that was tried last; null before the first.</param>
/// <param name="Waiting">Deliveries that wait for it.</param>
/// <param name="PreviousUntil">How long its rotated secret signs too; null where it has none, in the past where that has ended.</param>
public sealed record AlertEndpointRow(AlertEndpoint Endpoint, AlertDelivery? Last, int Waiting, DateTimeOffset? PreviousUntil);

/// <summary>A delivery that somebody has taken to send it.</summary>
/// <param name="Delivery">Its number.</param>
/// <param name="LeasedUntil">When the lease ends; names it.</param>
/// <param name="Attempt">Number of the attempt, 1 for the first.</param>
/// <param name="Try">Place in the schedule, 1 for the first; begins anew with a redelivery.</param>
/// <param name="IsTest">True for a test.</param>
/// <param name="MessageId">The header <c>webhook-id</c>.</param>
/// <param name="Body">What is sent.</param>
/// <param name="Endpoint">Whose it is.</param>
/// <param name="Url">Where to.</param>
/// <param name="Secrets">What signs it.</param>
public sealed record AlertWork(
    long Delivery, DateTimeOffset LeasedUntil, int Attempt, int Try, bool IsTest, string MessageId, string Body, AlertEndpointId Endpoint, string Url, AlertSecrets Secrets);

/// <summary>Which deliveries are wanted.</summary>
/// <param name="Endpoint">To this endpoint only.</param>
/// <param name="State">In this state only.</param>
public sealed record AlertDeliveryFilter(AlertEndpointId? Endpoint = null, AlertDeliveryState? State = null);
