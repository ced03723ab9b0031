namespace Breakwater.Operations.Model;

/// <summary>How far a message has come on its way to one endpoint.</summary>
public enum AlertDeliveryState
{
    /// <summary>It is sent when its time has come.</summary>
    Waiting,

    /// <summary>The endpoint answered 2xx.</summary>
    Delivered,

    /// <summary>Given up; somebody may send it again.</summary>
    Failed,
}

/// <summary>A message on its way to one endpoint.</summary>
/// <param name="Id">Its number, growing.</param>
/// <param name="Endpoint">Where it goes.</param>
/// <param name="Message">What is sent.</param>
/// <param name="State">How far it has come.</param>
/// <param name="IsTest">True where somebody tries the endpoint: sent once, whatever the endpoint's state.</param>
/// <param name="Attempts">Attempts so far, redeliveries included.</param>
/// <param name="CreatedAt">When it was put into the outbox.</param>
/// <param name="NextAt">When it is tried next; null unless it waits.</param>
/// <param name="EndedAt">When it was delivered or given up.</param>
/// <param name="LastAt">When it was tried last.</param>
/// <param name="LastStatus">HTTP status of the last attempt; null where no answer came.</param>
/// <param name="LastError">What went wrong last, in words; null where nothing did.</param>
public sealed record AlertDelivery(
    long Id, AlertEndpointId Endpoint, AlertMessage Message, AlertDeliveryState State, bool IsTest, int Attempts, DateTimeOffset CreatedAt,
    DateTimeOffset? NextAt, DateTimeOffset? EndedAt, DateTimeOffset? LastAt, int? LastStatus, string? LastError);

/// <summary>One request that was made.</summary>
/// <param name="Delivery">What was delivered.</param>
/// <param name="Number">1 for the first attempt of the delivery, without gaps.</param>
/// <param name="At">When it was sent; the header <c>webhook-timestamp</c> in seconds.</param>
/// <param name="Latency">From the request to the end of what was read of the answer.</param>
/// <param name="Status">HTTP status; null where no answer came.</param>
/// <param name="Error">What went wrong, in words; null where it was delivered.</param>
/// <param name="Response">The beginning of the answer's body as text, at most 1,024 bytes of it; null where there was none.</param>
/// <param name="Signatures">How many signatures it carried: 2 while a rotated secret's overlap lasts.</param>
public sealed record AlertAttempt(long Delivery, int Number, DateTimeOffset At, TimeSpan Latency, int? Status, string? Error, string? Response, int Signatures);
