namespace Breakwater.Fraud.Model;

/// <summary>What detection says about a day. Only <see cref="Review"/> and <see cref="Alert"/> are suspicions.</summary>
public enum DayVerdict
{
    /// <summary>Nothing unusual.</summary>
    Normal,

    /// <summary>Fewer than <see cref="ColdStart.MinDays"/> days of history: nothing can be said.</summary>
    NoBaseline,

    /// <summary>The score is shown and not acted upon: the history is short.</summary>
    Learning,

    /// <summary>Usage broke off; never called fraud.</summary>
    Outage,

    /// <summary>The first usage after a long silence.</summary>
    Reactivation,

    /// <summary>More usage in the customer's own shape, day after day.</summary>
    Growth,

    /// <summary>Worth a look: about 1 in 100 innocent days scores as high.</summary>
    Review,

    /// <summary>Somebody should look now: about 1 in 1,000 innocent days scores as high.</summary>
    Alert,
}

/// <summary>How much history detection needs. From fewer days far more innocent days would be flagged.</summary>
public static class ColdStart
{
    /// <summary>Days of history from which a score is computed.</summary>
    public const int MinDays = 7;

    /// <summary>Days of history from which an alert may be raised.</summary>
    public const int AlertDays = 14;

    /// <summary>Days of history from which a review may be raised too.</summary>
    public const int ReviewDays = 28;
}
