using System.Globalization;
using System.Net.Sockets;
using Breakwater.Access.Model;
using Breakwater.Access.Ports;
using Breakwater.Access.Read;
using Breakwater.Metering.Read;
using Microsoft.AspNetCore.Http;

namespace Breakwater.Ingestion.Http;

/// <summary>Lets a request in or answers it: who is it, may it, is it within its limits.</summary>
internal sealed class Gate(Authenticator authenticator, IRateLimiter limiter, IngestCounters counters)
{
    /// <summary>Header of a customer's key.</summary>
    public const string KeyHeader = "X-API-Key";

    /// <summary>Header of the admin key.</summary>
    public const string AdminHeader = "X-Admin-Key";

    /// <summary>Recognises a customer's key with the scope and counts the request against its limits.</summary>
    /// <returns>The key; null where the request is answered already.</returns>
    public async ValueTask<ApiKey?> KeyAsync(HttpContext context, string scope)
    {
        var known = await authenticator.KeyAsync(context.Request.Headers[KeyHeader], PeerOf(context), context.RequestAborted);
        if (known.Problem is { } refusal) return await RefuseAsync<ApiKey>(context, refusal);
        var entry = known.Value;
        var key = entry.Key!;
        var decision = await limiter.TryAcquireAsync(entry.Limits, context.RequestAborted);
        WriteLimit(context.Response.Headers, decision);
        if (!decision.Allowed) return await RefuseAsync<ApiKey>(context, OverLimit(decision));
        return key.Scopes.Contains(scope) ? key : await RefuseAsync<ApiKey>(context, Problem.Forbidden($"This key lacks the scope {scope}."));
    }

    /// <summary>Recognises the admin key.</summary>
    /// <returns>Who acts; null where the request is answered already.</returns>
    public async ValueTask<Actor?> AdminAsync(HttpContext context) =>
        authenticator.Admin(context.Request.Headers[AdminHeader], PeerOf(context)) is { } refusal
            ? await RefuseAsync<Actor>(context, refusal)
            : Actor.AdminKey;

    /// <summary>Recognises either: the admin key where its header is there, else a customer's key.</summary>
    /// <returns>Whether the request may go on, and the one customer that it may see (null for all).</returns>
    public async ValueTask<(bool Allowed, CustomerId? Only)> EitherAsync(HttpContext context, string scope)
    {
        if (context.Request.Headers.ContainsKey(AdminHeader)) return (await AdminAsync(context) is not null, null);
        var key = await KeyAsync(context, scope);
        return (key is not null, key?.CustomerId);
    }

    /// <summary>Answers with a problem and counts the refusal.</summary>
    public async ValueTask<T?> RefuseAsync<T>(HttpContext context, Problem problem)
        where T : class
    {
        counters.AddRefused(problem.Kind);
        await ApiProblem.WriteAsync(context, problem);
        return null;
    }

    private static void WriteLimit(IHeaderDictionary headers, in RateDecision decision)
    {
        headers["X-RateLimit-Limit"] = decision.Limit.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = decision.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = ApiProblem.Seconds(decision.Reset).ToString(CultureInfo.InvariantCulture);
    }

    private static Problem OverLimit(in RateDecision decision) => new(
        ProblemKind.RateLimited, "rate-limited", $"More than {decision.Limit:N0} requests in 60 seconds.",
        "Nothing was stored. Send the same request again after the time in Retry-After; refused requests do not count.", RetryAfter: decision.RetryAfter);

    // Whoever holds one IPv6 address usually holds its whole /64.
    private static string PeerOf(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }
}
