using System.Text.Json;

namespace Breakwater.Metering.Model;

/// <summary>Type of a property's value. Nested values are refused at the edge, so these are all.</summary>
public enum PropertyKind : byte
{
    /// <summary>JSON null; counts as absent.</summary>
    Null,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A number that <see cref="Quantity"/> can hold exactly.</summary>
    Number,

    /// <summary>A finite number outside what <see cref="Quantity"/> holds; usable as a group, not as a quantity.</summary>
    OutOfRange,

    /// <summary>true or false.</summary>
    Boolean,
}

/// <summary>One property's value, typed.</summary>
/// <param name="Kind">Its type.</param>
/// <param name="Text">The text; for numbers and booleans their JSON form. Null for null.</param>
/// <param name="Number">The number where the kind is <see cref="PropertyKind.Number"/>.</param>
public readonly record struct PropertyValue(PropertyKind Kind, string? Text, decimal Number)
{
    /// <summary>The group that an event falls into when grouped by this property.</summary>
    public string Group => Text ?? UsageGroup.None;

    /// <summary>
    /// Reads a value as every part of the product must: the reader stands on it. Nested values give null, see the result.
    /// </summary>
    /// <returns>False for an object or an array.</returns>
    public static bool TryRead(ref Utf8JsonReader reader, out PropertyValue value)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                value = new(PropertyKind.Text, reader.GetString(), 0);
                return true;
            case JsonTokenType.Number:
                var kind = QuantityText.Read(reader.ValueSpan, out var number);
                value = new(kind == PropertyKind.Null ? PropertyKind.OutOfRange : kind, SmallNumbers.TextOf(reader.ValueSpan), number);
                return true;
            case JsonTokenType.True:
                value = new(PropertyKind.Boolean, "true", 0);
                return true;
            case JsonTokenType.False:
                value = new(PropertyKind.Boolean, "false", 0);
                return true;
            default:
                value = default;
                return reader.TokenType == JsonTokenType.Null;
        }
    }
}

/// <summary>A named property of an event.</summary>
public readonly record struct Property(string Name, PropertyValue Value);

/// <summary>Bounds of every metered quantity, chosen so that sums are exact in decimal arithmetic.</summary>
public static class Quantity
{
    /// <summary>Largest magnitude of one event's quantity.</summary>
    public const decimal Max = 1_000_000_000_000_000m;

    /// <summary>Decimal places kept; more are refused, not rounded.</summary>
    public const int MaxDecimals = 9;

    /// <summary>True where the value lies within the bounds.</summary>
    public static bool IsValid(decimal value) =>
        value is >= -Max and <= Max && decimal.Round(value, MaxDecimals) == value;

    /// <summary>The rule in words.</summary>
    public const string Rule = "must lie between -1e15 and 1e15 with at most 9 decimal places";
}

/// <summary>Names of groups that no property value gives.</summary>
public static class UsageGroup
{
    /// <summary>Events without the property.</summary>
    public const string None = "(none)";

    /// <summary>Groups beyond the largest thousand of an answer, added up where the aggregation is additive.</summary>
    public const string Other = "(other)";
}
