namespace Breakwater.Engines.Embedded.Storage;

/// <summary>A store that this build must not touch: a newer build wrote it, or it is something else. Stops the start; the message says what to do.</summary>
/// <param name="message">What was found, that nothing was changed, and what to do.</param>
public sealed class StoreVersionException(string message) : InvalidOperationException(message);
