using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Breakwater.Ingestion.Http;

/// <summary>Writes refusals as RFC 9457 problem details.</summary>
internal static class ApiProblem
{
    /// <summary>What every <c>type</c> begins with; the rest is the stable name of the problem.</summary>
    public const string TypePrefix = "urn:breakwater:problem:";

    /// <summary>Names the request in answers, logs and tickets.</summary>
    public const string CorrelationHeader = "X-Correlation-Id";

    /// <summary>The HTTP status of a class of failure.</summary>
    public static int StatusOf(Problem problem) => problem.Kind switch
    {
        ProblemKind.Invalid => problem.Type == "unsupported-media-type" ? StatusCodes.Status415UnsupportedMediaType : StatusCodes.Status400BadRequest,
        ProblemKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        ProblemKind.Forbidden => StatusCodes.Status403Forbidden,
        ProblemKind.NotFound => StatusCodes.Status404NotFound,
        ProblemKind.Conflict => StatusCodes.Status409Conflict,
        ProblemKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ProblemKind.RateLimited => StatusCodes.Status429TooManyRequests,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    /// <summary>Answers with a problem.</summary>
    public static Task WriteAsync(HttpContext context, Problem problem) => WriteAsync(context, problem, StatusOf(problem));

    /// <summary>Answers with a problem under a given status.</summary>
    public static async Task WriteAsync(HttpContext context, Problem problem, int status)
    {
        var response = context.Response;
        if (response.HasStarted) return;
        response.StatusCode = status;
        response.ContentType = "application/problem+json";
        response.Headers.CacheControl = "no-store";
        if (problem.RetryAfter is { } wait) response.Headers.RetryAfter = Seconds(wait).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var correlation = Correlation(context);

        using var buffer = new PooledBuffer(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", TypePrefix + problem.Type);
            json.WriteString("title", problem.Title);
            json.WriteNumber("status", status);
            if (problem.Detail is not null) json.WriteString("detail", problem.Detail);
            if (problem.Field is not null) json.WriteString("field", problem.Field);
            json.WriteString("correlation_id", correlation);
            json.WriteEndObject();
        }

        response.ContentLength = buffer.Written.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await response.Body.WriteAsync(buffer.Written, context.RequestAborted);
    }

    /// <summary>Whole seconds, rounded up, at least 1.</summary>
    public static long Seconds(TimeSpan wait) => Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));

    /// <summary>The request's correlation id: the caller's own where it is well-formed, else the server's. Also set as a header.</summary>
    public static string Correlation(HttpContext context)
    {
        var sent = context.Request.Headers[CorrelationHeader];
        if (sent is [{ Length: <= 64 } own] && Identifier.IsValid(own)) context.TraceIdentifier = own;
        context.Response.Headers[CorrelationHeader] = context.TraceIdentifier;
        return context.TraceIdentifier;
    }
}
