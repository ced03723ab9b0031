using System.Text;
using Breakwater.Metering.Ports;

namespace Breakwater.Metering.Read;

/// <summary>Answers "where is my event?".</summary>
public sealed class EventQueries(IUsageLedger ledger, IUsageReader reader, ICatalogSource catalog)
{
    /// <summary>How many customers are asked for an id that came without its customer.</summary>
    public const int MostAsked = 200;

    /// <summary>The stored event, its hour, and what every metric of its type makes of it.</summary>
    /// <returns>The trace; 400 for a malformed id, 404 where nothing is stored under that id.</returns>
    public Task<Outcome<EventTrace>> FindAsync(string? customerId, string? transactionId, CancellationToken ct) => Guarded.RunAsync<EventTrace>(async () =>
    {
        if (customerId is null || !Identifier.IsValid(customerId)) return Problem.Invalid("customer_id", $"customer_id {Identifier.Rule}.");
        if (transactionId is null || !Identifier.IsValid(transactionId)) return Problem.Invalid("transaction_id", $"transaction_id {Identifier.Rule}.");
        var stored = await ledger.FindAsync(new(customerId), new(transactionId), ct).ConfigureAwait(false);
        if (stored is null)
        {
            return Problem.NotFound("event", $"No event {transactionId} of {customerId} is stored.") with
            {
                Detail = "It was never accepted, or it was sent under another customer. Sending it now stores it once.",
            };
        }

        var start = stored.Timestamp.AddTicks(-(stored.Timestamp.Ticks % TimeSpan.TicksPerHour));
        return new EventTrace(stored, new(start, start.AddHours(1)), Uses(stored));
    });

    /// <summary>The events of that id, where nobody says whose it is: ids are unique per customer, so those heard of latest are asked.</summary>
    /// <param name="transactionId">The exact id.</param>
    /// <param name="most">How many events at most, 1 or more.</param>
    /// <param name="ct">Ends the search.</param>
    /// <returns>What was found; 400 for a malformed id.</returns>
    public Task<Outcome<EventsFound>> WhereAsync(string? transactionId, int most, CancellationToken ct) => Guarded.RunAsync<EventsFound>(async () =>
    {
        if (transactionId is null || !Identifier.IsValid(transactionId)) return Problem.Invalid("transaction_id", $"transaction_id {Identifier.Rule}.");
        var customers = await reader.CustomersAsync(new(Take: MostAsked), ct).ConfigureAwait(false);
        List<StoredEvent> found = [];
        foreach (var row in customers.Items)
        {
            ct.ThrowIfCancellationRequested();
            if (await ledger.FindAsync(row.Customer, new(transactionId), ct).ConfigureAwait(false) is { } stored) found.Add(stored);
            if (found.Count == most) break;
        }

        return new EventsFound(found, customers.Total <= customers.Items.Count);
    });

    private List<EventUse> Uses(StoredEvent stored)
    {
        var uses = new List<EventUse>();
        // From the archived line itself, so that the answer is about what is stored and not about what was sent.
        var usage = ArchivedEvent.Parse(Encoding.UTF8.GetBytes(stored.Json));
        foreach (var metric in catalog.Current.For(stored.EventType))
        {
            var value = metric.Property is null ? default : usage.Get(metric.Property);
            var state = new Aggregate();
            state.Add(metric, stored.Timestamp.ToUnixTimeMilliseconds(), stored.TransactionId.Value, value);
            var reason = stored.Voided is not null ? "The event was voided and counts no more."
                : state.Count > 0 ? null
                : value.Kind == PropertyKind.Null ? $"The event has no property \"{metric.Property}\"."
                : $"Its property \"{metric.Property}\" is no quantity: it {Quantity.Rule}.";
            uses.Add(new(metric, reason is null, value.Text, reason));
        }

        return uses;
    }
}

/// <summary>Where an event is and what became of it.</summary>
/// <param name="Event">The event as stored, with its place in the archive.</param>
/// <param name="Hour">The UTC hour that it belongs to.</param>
/// <param name="Metrics">What each metric of its type makes of it; empty for an unmatched event.</param>
public sealed record EventTrace(StoredEvent Event, TimeRange Hour, IReadOnlyList<EventUse> Metrics)
{
    /// <summary>True where no metric of the catalog uses events of its type.</summary>
    public bool IsUnmatched => Metrics.Count == 0;
}

/// <summary>Events of one id.</summary>
/// <param name="Events">What was found, of the customer heard of latest first.</param>
/// <param name="AskedAll">True where every customer was asked: what was not found is not stored.</param>
public sealed record EventsFound(IReadOnlyList<StoredEvent> Events, bool AskedAll);

/// <summary>What one metric makes of an event.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Counted">True where it counts the event.</param>
/// <param name="Value">The value that it takes from the event; null where it takes none.</param>
/// <param name="Reason">Why it does not count the event; null where it does.</param>
public sealed record EventUse(Metric Metric, bool Counted, string? Value, string? Reason);
