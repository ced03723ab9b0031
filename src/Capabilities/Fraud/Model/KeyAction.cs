namespace Breakwater.Fraud.Model;

/// <summary>What can be done to a key from a case.</summary>
public abstract record KeyAction
{
    private KeyAction()
    {
    }

    /// <summary>The step that the case's timeline gets.</summary>
    public abstract CaseStepKind Step { get; }

    /// <summary>Refuse it until it is resumed.</summary>
    public sealed record Suspend : KeyAction
    {
        /// <inheritdoc/>
        public override CaseStepKind Step => CaseStepKind.KeySuspended;
    }

    /// <summary>Let it work again.</summary>
    public sealed record Resume : KeyAction
    {
        /// <inheritdoc/>
        public override CaseStepKind Step => CaseStepKind.KeyResumed;
    }

    /// <summary>Put a new key in its place.</summary>
    /// <param name="Overlap">How long the old one works on, 0 to 24 hours.</param>
    public sealed record Rotate(TimeSpan Overlap) : KeyAction
    {
        /// <inheritdoc/>
        public override CaseStepKind Step => CaseStepKind.KeyRotated;
    }

    /// <summary>Lower its limit.</summary>
    /// <param name="Limit">Requests per 60 seconds, lower than now.</param>
    public sealed record Tighten(int Limit) : KeyAction
    {
        /// <inheritdoc/>
        public override CaseStepKind Step => CaseStepKind.KeyTightened;
    }
}

/// <summary>What an action on a key would change.</summary>
/// <param name="Key">The key as it is now.</param>
/// <param name="Working">Keys of the customer that work now.</param>
/// <param name="WorkingAfter">Keys of the customer that would work afterwards.</param>
/// <param name="Changes">False where the key is like that already.</param>
/// <param name="InWords">The change in one sentence.</param>
public sealed record KeyActionPreview(CustomerKey Key, int Working, int WorkingAfter, bool Changes, string InWords)
{
    /// <summary>Works out what an action would change.</summary>
    /// <param name="action">The action.</param>
    /// <param name="key">The key as it is now.</param>
    /// <param name="all">All keys of the customer.</param>
    public static KeyActionPreview Of(KeyAction action, CustomerKey key, IReadOnlyList<CustomerKey> all)
    {
        var working = all.Count(other => other.Works);
        return action switch
        {
            KeyAction.Suspend when !key.Works => new(key, working, working, false, "It is refused already; nothing changes."),
            KeyAction.Suspend => new(
                key, working, working - 1, true,
                $"Requests with it are refused from now on, until it is resumed. {Left(working - 1, key.Customer)}"),
            KeyAction.Resume when key.State != KeyState.Suspended => new(key, working, working, false, "It is not suspended; nothing changes."),
            KeyAction.Resume => new(key, working, working + 1, true, $"Requests with it are accepted again. {Left(working + 1, key.Customer)}"),
            KeyAction.Rotate rotate when key.Works && rotate.Overlap > TimeSpan.Zero => new(
                key, working, working + 1, true, $"A new key takes its place; it works on for {rotate.Overlap.TotalHours:0.##} hours and is refused then."),
            KeyAction.Rotate => new(key, working, key.Works ? working : working + 1, true, "A new key takes its place; requests with the old one are refused from now on."),
            KeyAction.Tighten tighten when tighten.Limit >= key.RateLimit => new(key, working, working, false, $"Its limit is {key.RateLimit:N0} requests in 60 s already; nothing changes."),
            KeyAction.Tighten tighten => new(key, working, working, true, $"Its limit falls from {key.RateLimit:N0} to {tighten.Limit:N0} requests in 60 s."),
            _ => throw new ArgumentOutOfRangeException(nameof(action)),
        };
    }

    private static string Left(int working, CustomerId customer) => working switch
    {
        0 => $"No key of {customer} works then: all its requests are refused.",
        1 => $"1 key of {customer} works then.",
        _ => $"{working:N0} keys of {customer} work then.",
    };
}

/// <summary>An action on a key that was done.</summary>
/// <param name="Key">The key afterwards; after a rotation the new one.</param>
/// <param name="Secret">The new key's secret after a rotation, which can be shown this once only; null otherwise.</param>
public sealed record KeyActionDone(CustomerKey Key, string? Secret);
