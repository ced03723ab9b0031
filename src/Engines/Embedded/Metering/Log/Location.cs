namespace Breakwater.Engines.Embedded.Metering.Log;

/// <summary>A place in a lane's archive: segment number and byte offset. Ordered as the archive was written.</summary>
internal readonly record struct Location(long Value) : IComparable<Location>
{
    public Location(int segment, long offset) : this(((long)segment << 32) | offset) { }

    public int Segment => (int)(Value >> 32);

    public long Offset => Value & 0xFFFF_FFFF;

    public int CompareTo(Location other) => Value.CompareTo(other.Value);

    public static bool operator <(Location a, Location b) => a.Value < b.Value;

    public static bool operator >(Location a, Location b) => a.Value > b.Value;

    public static bool operator <=(Location a, Location b) => a.Value <= b.Value;

    public static bool operator >=(Location a, Location b) => a.Value >= b.Value;

    public override string ToString() => $"{Segment}@{Offset}";
}
