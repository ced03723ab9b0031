namespace Breakwater.Operations.Model;

/// <summary>The secrets of an endpoint.</summary>
/// <param name="Current">The one that was made last.</param>
/// <param name="Previous">The one before it; null where there is none.</param>
/// <param name="PreviousUntil">How long the one before signs too.</param>
public sealed record AlertSecrets(WebhookSecret Current, WebhookSecret? Previous = null, DateTimeOffset? PreviousUntil = null)
{
    /// <summary>Those that sign at a time, the newest first.</summary>
    public IReadOnlyList<WebhookSecret> At(DateTimeOffset now) => Previous is { } previous && now < PreviousUntil ? [Current, previous] : [Current];
}
