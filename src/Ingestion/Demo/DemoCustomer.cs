namespace Breakwater.Ingestion.Demo;

/// <summary>A customer of the demonstration and its character.</summary>
/// <param name="Id">Customer id.</param>
/// <param name="TimeZone">IANA name of the zone it works in.</param>
/// <param name="Rhythm">When it is busy.</param>
/// <param name="EventsPerDay">API requests and compute jobs on an average day.</param>
/// <param name="Endpoints">What it calls, the most frequent first.</param>
/// <param name="Regions">Where its traffic lands, the most frequent first.</param>
public sealed record DemoCustomer(
    string Id, string TimeZone, DemoRhythm Rhythm, int EventsPerDay, IReadOnlyList<string> Endpoints, IReadOnlyList<string> Regions)
{
    /// <summary>Share of compute jobs among its events, 0 to 1.</summary>
    public double ComputeShare { get; init; } = 0.06;

    /// <summary>Median duration of a compute job, milliseconds of processor time.</summary>
    public int CpuMs { get; init; } = 900;

    /// <summary>Median size of an answer, bytes.</summary>
    public int Bytes { get; init; } = 9_000;

    /// <summary>Share of its requests that fail, 0 to 1.</summary>
    public double ErrorShare { get; init; } = 0.015;

    /// <summary>Stored data at the anchor, GB.</summary>
    public double StoredGb { get; init; } = 120;

    /// <summary>Change from day to day, e.g. 0.012 for 1.2 percent more each day.</summary>
    public double DailyTrend { get; init; }

    /// <summary>How long before the anchor it sent its last event; null where it keeps sending.</summary>
    public TimeSpan? SilentSince { get; init; }

    /// <summary>The customers of the demonstration.</summary>
    public static IReadOnlyList<DemoCustomer> All { get; } =
    [
        new("acme-maps", "America/Los_Angeles", DemoRhythm.OfficeHours, 980, ["/v1/tiles", "/v1/routes", "/v1/geocode", "/v1/places"], ["us-west-2", "us-east-1", "eu-west-1"])
            { Bytes = 24_000, StoredGb = 640 },
        new("delta-print", "Europe/Berlin", DemoRhythm.OfficeHours, 420, ["/v1/jobs", "/v1/proofs", "/v1/files"], ["eu-central-1", "eu-west-1"])
            { Bytes = 260_000, ComputeShare = 0.22, CpuMs = 5_200, StoredGb = 2_900 },
        new("polar-robotics", "Asia/Tokyo", DemoRhythm.AroundTheClock, 1_100, ["/v1/telemetry", "/v1/commands", "/v1/firmware"], ["ap-northeast-1"])
            { Bytes = 1_400, ErrorShare = 0.004, StoredGb = 310 },
        new("harbor-foods", "Europe/Lisbon", DemoRhythm.WeekendShop, 590, ["/v1/products", "/v1/carts", "/v1/orders", "/v1/stock"], ["eu-west-1", "eu-south-2"])
            { Bytes = 12_000, StoredGb = 85 },
        new("granite-bank", "Europe/London", DemoRhythm.NightBatch, 480, ["/v1/reconcile", "/v1/statements", "/v1/rates"], ["eu-west-2"])
            { ComputeShare = 0.45, CpuMs = 14_000, ErrorShare = 0.002, StoredGb = 1_750 },
        new("kitewave", "America/New_York", DemoRhythm.OfficeHours, 430, ["/v2/search", "/v2/feeds", "/v2/profiles", "/v2/upload"], ["us-east-1", "us-west-2"])
            { DailyTrend = 0.014, StoredGb = 140 },
        new("oldtown-media", "Europe/Paris", DemoRhythm.Evenings, 480, ["/v1/articles", "/v1/images", "/v1/comments"], ["eu-west-3", "eu-west-1"])
            { DailyTrend = -0.013, Bytes = 64_000, StoredGb = 1_100 },
        new("flashpoint-tickets", "America/Chicago", DemoRhythm.Spiky, 460, ["/v1/seats", "/v1/holds", "/v1/checkout"], ["us-east-2", "us-east-1"])
            { ErrorShare = 0.05, StoredGb = 40 },
        new("meadow-labs", "Australia/Sydney", DemoRhythm.Intermittent, 210, ["/v1/experiments", "/v1/samples", "/v1/results"], ["ap-southeast-2"])
            { ComputeShare = 0.35, CpuMs = 41_000, StoredGb = 520 },
        new("pico-studio", "America/Sao_Paulo", DemoRhythm.OfficeHours, 26, ["/v1/render", "/v1/assets"], ["sa-east-1"])
            { ComputeShare = 0.3, CpuMs = 3_000, StoredGb = 9 },
        new("tidal-sensors", "Europe/Oslo", DemoRhythm.AroundTheClock, 430, ["/v1/readings", "/v1/alerts"], ["eu-north-1"])
            { Bytes = 900, StoredGb = 60, SilentSince = TimeSpan.FromHours(9) },
        new("monsoon-travel", "Asia/Kolkata", DemoRhythm.Evenings, 440, ["/v1/fares", "/v1/bookings", "/v1/hotels", "/v1/refunds"], ["ap-south-1", "ap-southeast-1"])
            { Bytes = 31_000, StoredGb = 230 },
        new("vector-forge", "America/Denver", DemoRhythm.AroundTheClock, 380, ["/v1/embeddings", "/v1/completions", "/v1/batches"], ["us-west-2"])
            { ComputeShare = 0.5, CpuMs = 7_500, DailyTrend = 0.004, StoredGb = 3_600 },
        new("savanna-pay", "Africa/Nairobi", DemoRhythm.Payday, 430, ["/v1/transfers", "/v1/balances", "/v1/webhooks"], ["af-south-1", "eu-west-1"])
            { Bytes = 2_200, ErrorShare = 0.01, StoredGb = 75 },
        new("aurora-school", "Europe/Stockholm", DemoRhythm.SchoolMornings, 300, ["/v1/lessons", "/v1/quizzes", "/v1/classes"], ["eu-north-1"])
            { Bytes = 18_000, StoredGb = 190 },
    ];
}
