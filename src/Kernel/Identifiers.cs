namespace Breakwater.Kernel;

/// <summary>A customer of the operator, as the operator's own systems name it.</summary>
/// <param name="Value">1 to 256 characters of <c>[A-Za-z0-9_.:-]</c>.</param>
public readonly record struct CustomerId(string Value)
{

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Names an API key without revealing it.</summary>
/// <param name="Value"><c>k_</c> and 16 characters.</param>
public readonly record struct KeyId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>The rule that every identifier from outside follows.</summary>
public static class Identifier
{
    /// <summary>Longest identifier, in characters.</summary>
    public const int MaxLength = 256;

    /// <summary>The rule in words, for error messages.</summary>
    public const string Rule = "must be 1 to 256 characters of A-Z a-z 0-9 _ . : -";

    private static readonly System.Buffers.SearchValues<char> Allowed =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-");

    /// <summary>True where <paramref name="value"/> is a well-formed identifier.</summary>
    public static bool IsValid(ReadOnlySpan<char> value) =>
        value.Length is > 0 and <= MaxLength && value.IndexOfAnyExcept(Allowed) < 0;
}
