namespace Breakwater.Metering.Model;

/// <summary>Reads JSON numbers as exact quantities. Nothing is rounded: what <see cref="Quantity"/> cannot hold is out of range.</summary>
public static class QuantityText
{
    private const int MaxFastDigits = 18;
    private const int MaxIntegerDigits = 16;

    /// <summary>Reads a number in JSON's grammar (the caller has checked the grammar).</summary>
    /// <returns>Number with its value, OutOfRange for other finite numbers, Null where not even a double can hold it.</returns>
    public static PropertyKind Read(ReadOnlySpan<byte> json, out decimal value)
    {
        var negative = json[0] == (byte)'-';
        var at = negative ? 1 : 0;
        long mantissa = 0;
        int digits = 0, decimals = 0;
        var fraction = false;
        for (; at < json.Length; at++)
        {
            var c = json[at];
            if (c == (byte)'.')
            {
                fraction = true;
                continue;
            }

            if (c is (byte)'e' or (byte)'E' || ++digits > MaxFastDigits) return Slow(json, negative, out value);
            mantissa = (mantissa * 10) + (c - '0');
            if (fraction) decimals++;
        }

        while (decimals > Quantity.MaxDecimals && mantissa % 10 == 0)
        {
            mantissa /= 10;
            decimals--;
        }

        value = new decimal((int)mantissa, (int)(mantissa >> 32), 0, negative && mantissa != 0, (byte)decimals);
        return decimals <= Quantity.MaxDecimals && value is >= -Quantity.Max and <= Quantity.Max ? PropertyKind.Number : OutOfRange(out value);
    }

    // Long mantissas and exponents: normalise to digits without zeros at either end and a power of ten.
    private static PropertyKind Slow(ReadOnlySpan<byte> json, bool negative, out decimal value)
    {
        if (!System.Buffers.Text.Utf8Parser.TryParse(json, out double approximate, out _) || !double.IsFinite(approximate))
        {
            value = 0;
            return PropertyKind.Null;
        }

        Span<byte> kept = stackalloc byte[MaxIntegerDigits + Quantity.MaxDecimals + 1];
        int count = 0, zeros = 0, power = 0, at = negative ? 1 : 0;
        var fraction = false;
        for (; at < json.Length && json[at] is not ((byte)'e' or (byte)'E'); at++)
        {
            if (json[at] == (byte)'.')
            {
                fraction = true;
                continue;
            }

            if (fraction) power--;
            if (json[at] == (byte)'0')
            {
                if (count > 0) zeros++;
                continue;
            }

            if (count + zeros + 1 > kept.Length) return OutOfRange(out value);
            for (; zeros > 0; zeros--) kept[count++] = 0;
            kept[count++] = (byte)(json[at] - '0');
        }

        if (count == 0)
        {
            value = 0;
            return PropertyKind.Number;
        }

        power += zeros;
        if (at < json.Length)
        {
            if (!System.Buffers.Text.Utf8Parser.TryParse(json[(at + 1)..].TrimStart((byte)'+'), out int exponent, out _)) return OutOfRange(out value);
            power += exponent;
        }

        if (-power > Quantity.MaxDecimals || count + power > MaxIntegerDigits) return OutOfRange(out value);
        var exact = 0m;
        foreach (var digit in kept[..count]) exact = (exact * 10) + digit;
        for (; power > 0; power--) exact *= 10;
        for (var places = -power; places > 0; places--) exact /= 10;
        value = negative ? -exact : exact;
        return value is >= -Quantity.Max and <= Quantity.Max ? PropertyKind.Number : OutOfRange(out value);
    }

    private static PropertyKind OutOfRange(out decimal value)
    {
        value = 0;
        return PropertyKind.OutOfRange;
    }
}
