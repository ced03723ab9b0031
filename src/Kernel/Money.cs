namespace Breakwater.Kernel;

/// <summary>An amount of money.</summary>
/// <param name="Amount">Exact amount in whole units of the currency, e.g. 12.50.</param>
/// <param name="Currency">ISO 4217 code in capitals, e.g. <c>EUR</c>.</param>
public readonly record struct Money(decimal Amount, string Currency);
