using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Breakwater.Operations.Model;

/// <summary>One change of a notification, as it is sent to every endpoint that wants it, however often.</summary>
/// <param name="Id"><c>msg_</c> and 22 characters; the header <c>webhook-id</c> of every attempt.</param>
/// <param name="Type"><see cref="Raised"/>, <see cref="Resolved"/> or <see cref="Test"/>.</param>
/// <param name="Key">The notification's key.</param>
/// <param name="Severity">Its severity after the change.</param>
/// <param name="Title">Its title.</param>
/// <param name="At">When it changed.</param>
/// <param name="Body">The JSON that is sent, at most <see cref="MaxBodyBytes"/>.</param>
public sealed record AlertMessage(string Id, string Type, string Key, Severity Severity, string Title, DateTimeOffset At, string Body)
{
    /// <summary>A condition began, came back, or changed its severity.</summary>
    public const string Raised = "notification.raised";

    /// <summary>A condition ended.</summary>
    public const string Resolved = "notification.resolved";

    /// <summary>Somebody tries the endpoint.</summary>
    public const string Test = "notification.test";

    /// <summary>Largest body, UTF-8 bytes; longer texts are cut and end in "…".</summary>
    public const int MaxBodyBytes = 32_768;

    private const int MaxKey = 256, MaxTitle = 500, MaxText = 4_000, MaxLink = 1_000;
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The message that a change makes; null where nothing changed that anybody is told of: a refresh, another text.</summary>
    /// <param name="before">The notification before; null where there was none.</param>
    /// <param name="after">The notification now.</param>
    /// <param name="now">The time.</param>
    public static AlertMessage? Of(Notification? before, Notification after, DateTimeOffset now) => (before is { ResolvedAt: null }, after.ResolvedAt is null) switch
    {
        (false, true) => Make(Raised, after, now),
        (true, false) => Make(Resolved, after, now),
        (true, true) when before!.Severity != after.Severity => Make(Raised, after, now),
        _ => null,
    };

    /// <summary>A message by which somebody tries an endpoint.</summary>
    public static AlertMessage OfTest(AlertEndpointId endpoint, DateTimeOffset now) => Make(
        Test, new("alert-test:" + endpoint, Severity.Info, "This is a test", "Somebody tries whether alerts arrive here. Nothing has to be done.", "/alerts", now), now);

    private static AlertMessage Make(string type, Notification about, DateTimeOffset now)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Json))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("timestamp", Iso(now));
            json.WriteStartObject("data");
            json.WriteString("key", Cut(about.Key, MaxKey));
            json.WriteString("severity", about.Severity.ToString().ToLowerInvariant());
            json.WriteString("title", Cut(about.Title, MaxTitle));
            json.WriteString("body", Cut(about.Body, MaxText));
            json.WriteString("link", Cut(about.Link, MaxLink));
            json.WriteString("seen_at", Iso(about.At));
            if (about.ResolvedAt is { } resolved) json.WriteString("resolved_at", Iso(resolved));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        var id = "msg_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        return new(id, type, Cut(about.Key, MaxKey), about.Severity, Cut(about.Title, MaxTitle), now, System.Text.Encoding.UTF8.GetString(bytes.ToArray()));
    }

    // Half of a surrogate pair would not be text any more.
    private static string Cut(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1)] + "…";

    private static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
}
