namespace Breakwater.Engines.Embedded.Metering;

/// <summary>How the embedded ledger stores; configuration section <c>Metering</c>.</summary>
public sealed class EmbeddedMeteringOptions
{
    /// <summary>Lanes, each with a writer of its own, 1 to 16. Fixed when a store is made; a later change has no effect on it.</summary>
    public int Writers { get; set; } = 1;

    /// <summary>Batches that may wait per lane, 1 to 100,000; beyond them new ones are refused at once.</summary>
    public int QueueCapacity { get; set; } = 1_024;

    /// <summary>Bytes that may wait per lane, 1 MB to 4 GB; beyond them new batches are refused at once.</summary>
    public long QueueBytes { get; set; } = 96L * 1024 * 1024;

    /// <summary><c>fsync</c>: on disk before the answer. <c>os</c>: handed to the operating system; lost with the power, not with the process.</summary>
    public string Durability { get; set; } = "fsync";

    /// <summary>Size at which a segment of the archive is closed, bytes, 1 MB to 2 GB.</summary>
    public long SegmentBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>Events held in memory before they go to the tables, 1,000 to 5,000,000. A restart replays at most twice as many.</summary>
    public int FlushEvents { get; set; } = 500_000;

    /// <summary>Figures held in memory before they go to the tables, 1,000 to 5,000,000; about 250 bytes each.</summary>
    public int FlushCells { get; set; } = 300_000;

    /// <summary>Longest time that events wait for the tables while few arrive, 1 s to 1 day.</summary>
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Keeps the properties of events in columns beside the archive, for questions that no figure holds; about 13 bytes an event.</summary>
    public bool Columns { get; set; } = true;

    /// <summary>Events that a question reads from the archive before it asks the columns; for all customers, per million that they hold.</summary>
    internal int FewEvents { get; set; } = 10_000;

    /// <summary>True where <see cref="Durability"/> asks for fsync.</summary>
    internal bool Fsync => Durability != "os";

    /// <summary>Every value out of its bounds, in a sentence that names its key.</summary>
    public IEnumerable<string> Problems()
    {
        if (Writers is < 1 or > 16) yield return "Metering:Writers must lie between 1 and 16.";
        if (QueueCapacity is < 1 or > 100_000) yield return "Metering:QueueCapacity must lie between 1 and 100000.";
        if (QueueBytes is < 1_048_576 or > 4_294_967_296) yield return "Metering:QueueBytes must lie between 1048576 (1 MB) and 4294967296 (4 GB).";
        if (Durability is not ("fsync" or "os")) yield return "Metering:Durability must be fsync or os.";
        if (SegmentBytes is < 1_048_576 or > 2_147_483_648) yield return "Metering:SegmentBytes must lie between 1048576 (1 MB) and 2147483648 (2 GB).";
        if (FlushEvents is < 1_000 or > 5_000_000) yield return "Metering:FlushEvents must lie between 1000 and 5000000.";
        if (FlushCells is < 1_000 or > 5_000_000) yield return "Metering:FlushCells must lie between 1000 and 5000000.";
        if (FlushInterval < TimeSpan.FromSeconds(1) || FlushInterval > TimeSpan.FromDays(1)) yield return "Metering:FlushInterval must lie between 00:00:01 and 1.00:00:00.";
    }
}
