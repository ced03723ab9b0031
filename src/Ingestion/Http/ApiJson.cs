using System.Text.Json;
using System.Text.Json.Serialization;
using Breakwater.Ingestion.Parsing;
using Microsoft.AspNetCore.Http;

namespace Breakwater.Ingestion.Http;

/// <summary>JSON of the smaller routes: snake_case, times as Unix milliseconds.</summary>
internal static class ApiJson
{
    /// <summary>The one way to read and write.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        AllowDuplicateProperties = false,
        MaxDepth = 16,
        Converters = { new InstantConverter(), new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>Reads a small body.</summary>
    /// <returns>The value, or null where the request is answered already.</returns>
    public static async ValueTask<T?> ReadAsync<T>(HttpContext context, RequestBody bodies)
        where T : class
    {
        var problem = context.Request.HasJsonContentType() ? null : new Problem(
            ProblemKind.Invalid, "unsupported-media-type", "The body must be application/json.", "Nothing was changed.", "Content-Type");
        if (problem is null)
        {
            var read = await bodies.ReadAsync(context);
            problem = read.Problem;
            if (problem is null)
            {
                using var body = read.Value;
                try
                {
                    if (JsonSerializer.Deserialize<T>(body.Memory.Span, Options) is { } value) return value;
                    problem = Problem.Invalid("body", "The body must be a JSON object.");
                }
                catch (JsonException fault)
                {
                    problem = Explain(fault);
                }
            }
        }

        await ApiProblem.WriteAsync(context, problem);
        return null;
    }

    /// <summary>Answers 200 with a value.</summary>
    public static async Task WriteAsync<T>(HttpContext context, T value, int status = StatusCodes.Status200OK)
    {
        using var buffer = new PooledBuffer(1_024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            JsonSerializer.Serialize(json, value, Options);
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = buffer.Written.Length;
        await context.Response.Body.WriteAsync(buffer.Written, context.RequestAborted);
    }

    /// <summary>Answers with the value or the reason why there is none.</summary>
    public static Task WriteAsync<TValue, TAnswer>(HttpContext context, Outcome<TValue> outcome, Func<TValue, TAnswer> shape) =>
        outcome.Match(value => WriteAsync(context, shape(value)), problem => ApiProblem.WriteAsync(context, problem));

    // The path is made of the contract's own names only for known members; the parser's text could quote the input.
    private static Problem Explain(JsonException fault) => new(
        ProblemKind.Invalid, "malformed-json", "The body is not the JSON that this route expects.",
        $"Nothing was changed. Reading stopped in line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}.",
        fault.Path is { Length: > 2 and < 100 } path ? path[2..] : null);

    private sealed class InstantConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.Number when reader.TryGetInt64(out var ms) && ms is >= 0 and <= EventRules.MaxTimestamp => DateTimeOffset.FromUnixTimeMilliseconds(ms),
            JsonTokenType.String when IsoTime.TryRead(JsonText.Read(ref reader), out var ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms),
            _ => throw new JsonException(),
        };

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.ToUnixTimeMilliseconds());
    }
}
