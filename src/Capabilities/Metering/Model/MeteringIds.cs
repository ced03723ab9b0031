namespace Breakwater.Metering.Model;

/// <summary>The sender's own id of an event; unique per customer, the key of deduplication.</summary>
/// <param name="Value">1 to 256 characters of <c>[A-Za-z0-9_.:-]</c>.</param>
public readonly record struct TransactionId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A metric's name in the catalog and in every API call.</summary>
/// <param name="Value">1 to 64 characters of <c>[a-z0-9_]</c>, starting with a letter.</param>
public readonly record struct MetricCode(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
