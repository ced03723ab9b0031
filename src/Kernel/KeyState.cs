namespace Breakwater.Kernel;

/// <summary>State of an API key.</summary>
public enum KeyState
{
    /// <summary>Accepted.</summary>
    Active,

    /// <summary>Accepted until its rotation's overlap ends.</summary>
    Retiring,

    /// <summary>Refused: its time is over.</summary>
    Expired,

    /// <summary>Refused: revoked by someone.</summary>
    Revoked,

    /// <summary>Refused until someone resumes it.</summary>
    Suspended,
}
