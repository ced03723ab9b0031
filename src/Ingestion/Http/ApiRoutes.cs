using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Breakwater.Ingestion.Http;

/// <summary>Maps routes whose failures always become problem details.</summary>
internal static partial class ApiRoutes
{
    /// <summary>Maps one method of one path to a handler of a service.</summary>
    public static IEndpointConventionBuilder MapApi<THandler>(
        this IEndpointRouteBuilder routes, string method, string path, Func<THandler, HttpContext, Task> handler)
        where THandler : notnull
    {
        var target = routes.ServiceProvider.GetRequiredService<THandler>();
        var log = routes.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger("Breakwater.Ingestion.Http");
        var outages = routes.ServiceProvider.GetRequiredService<OutageLog>();
        return routes.MapMethods(path, [method], context => GuardAsync(context, target, handler, log, outages)).WithDisplayName($"{method} {path}");
    }

    /// <summary>Answers what no route of the API takes with a problem too; the router itself would leave the body empty.</summary>
    public static void UseUnknownRoutes(this IApplicationBuilder app) => app.UseWhen(
        static context => context.Request.Path.StartsWithSegments("/v1") || context.Request.Path.StartsWithSegments("/health"),
        static api => api.UseStatusCodePages(static pages => pages.HttpContext.Response.StatusCode == StatusCodes.Status405MethodNotAllowed
            ? ApiProblem.WriteAsync(pages.HttpContext, WrongMethod, StatusCodes.Status405MethodNotAllowed)
            : ApiProblem.WriteAsync(pages.HttpContext, UnknownRoute, pages.HttpContext.Response.StatusCode)));

    private static async Task GuardAsync<THandler>(HttpContext context, THandler target, Func<THandler, HttpContext, Task> handler, ILogger log, OutageLog outages)
    {
        ApiProblem.Correlation(context);
        try
        {
            await handler(target, context);
        }
        catch (EngineUnavailableException failure)
        {
            outages.Refused(failure, context.TraceIdentifier);
            await AnswerAsync(context, Problem.Unavailable($"The engine {failure.Engine} does not take or give data now.", failure.RetryAfter), null);
        }
        catch (BadHttpRequestException failure)
        {
            await AnswerAsync(context, Malformed(failure.StatusCode), failure.StatusCode);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller is gone; there is nobody to answer.
        }
        catch (IOException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller went away in the middle of its body.
        }
#pragma warning disable CA1031 // The last resort: an unknown fault becomes a correlation id, never a stack trace.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogFault(log, failure, context.Request.Method, context.Request.Path, context.TraceIdentifier);
            await AnswerAsync(context, Internal, StatusCodes.Status500InternalServerError);
        }
    }

    private static readonly Problem WrongMethod = new(
        ProblemKind.Invalid, "method-not-allowed", "This path does not take this method.", "The header Allow names those that it takes. Every route is described at /docs.");

    private static readonly Problem UnknownRoute = new(ProblemKind.NotFound, "unknown-route", "The API has no such path.", "Every route is described at /docs.");

    private static readonly Problem Internal = new(
        ProblemKind.Unavailable, "internal", "Something went wrong here, not in your request.",
        "Send the same request again: what was stored already is answered as duplicate. Tell the operator the correlation id.");

    private static Problem Malformed(int status) => status == StatusCodes.Status413PayloadTooLarge
        ? new(ProblemKind.TooLarge, "body-too-large", "The body is too large.", "Nothing was stored. Send the events in several requests.")
        : new(ProblemKind.Invalid, "malformed-request", "The request could not be read to its end.", "Nothing was stored; send it again.");

    private static Task AnswerAsync(HttpContext context, Problem problem, int? status)
    {
        // Half an answer is out: only cutting the connection tells the caller that it is not whole.
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        context.Response.Headers.ContentLength = null;
        return ApiProblem.WriteAsync(context, problem, status ?? ApiProblem.StatusOf(problem));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed; correlation id {CorrelationId}")]
    private static partial void LogFault(ILogger log, Exception failure, string method, string path, string correlationId);
}
