using System.Net;

namespace Breakwater.Ingestion.Client;

/// <summary>The API refused a request, or did not answer it.</summary>
public sealed class ApiException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="status">HTTP status; null where nothing answered.</param>
    /// <param name="type">Stable name of the problem.</param>
    /// <param name="title">What happened.</param>
    /// <param name="detail">What to do.</param>
    /// <param name="inner">The cause.</param>
    public ApiException(HttpStatusCode? status, string type, string title, string? detail = null, Exception? inner = null)
        : base(title, inner) => (Status, Type, Detail) = (status, type, detail);

    /// <summary>HTTP status; null where nothing answered.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>Stable name of the problem, e.g. <c>unknown-metric</c>.</summary>
    public string Type { get; }

    /// <summary>What was not lost and what to do.</summary>
    public string? Detail { get; }

    /// <summary>The input at fault.</summary>
    public string? Field { get; init; }

    /// <summary>Finds the request in the host's log.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>How long to wait before the next try, where waiting helps.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>True where the same request may succeed later.</summary>
    public bool IsTransient => Status is null or HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable
        or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout;
}
