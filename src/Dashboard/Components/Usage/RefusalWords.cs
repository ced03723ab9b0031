using Breakwater.Dashboard.State;
using Breakwater.Metering.Ports;

namespace Breakwater.Dashboard.Components.Usage;

/// <summary>Why requests were refused, in words.</summary>
internal static class RefusalWords
{
    /// <summary>Counts with their reasons, most frequent first: <c>812 rate limit · 14 key · 3 unreadable</c>; null where nothing was refused.</summary>
    public static string? Of(IngestCounts counts)
    {
        var reasons = counts.Reasons;
        (long Count, string Word)[] named =
        [
            (reasons.RateLimited, "rate limit"), (reasons.Credentials, "key"), (reasons.Invalid, "unreadable or too large"), (reasons.Unavailable, "not storing"),
            // The sum and its parts are counted one after the other: a reason may be ahead for a moment.
            (Math.Max(0, counts.Refused - reasons.RateLimited - reasons.Credentials - reasons.Invalid - reasons.Unavailable), "other"),
        ];
        var some = named.Where(reason => reason.Count > 0).OrderByDescending(reason => reason.Count).ToList();
        return some.Count == 0 ? null : string.Join(" · ", some.Select(reason => $"{Format.Count(reason.Count)} {reason.Word}"));
    }
}
