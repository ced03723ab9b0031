using System.Buffers;
using System.Text.Json;

namespace Breakwater.Webhooks.Model;

/// <summary>Notifications with the signed tokens inside them opened, so that everybody reads one plain object.</summary>
internal static class AppleContent
{
    /// <summary>The member with the transaction.</summary>
    public const string Transaction = "signedTransactionInfo";

    /// <summary>The member with the renewal information.</summary>
    public const string Renewal = "signedRenewalInfo";

    private static readonly string[] Envelopes = ["data", "summary", "externalPurchaseToken", "appData"];

    /// <summary>Opens a posted notification; null where it is none.</summary>
    public static JsonElement? Open(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var posted = JsonDocument.Parse(body);
            if (posted.RootElement.Text("signedPayload") is not { } token || Jws.Read(token) is not { } notification) return null;
            var buffer = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(buffer)) Write(writer, notification.Payload);
            using var opened = JsonDocument.Parse(buffer.WrittenMemory);
            return opened.RootElement.Clone();
        }
        // Writing reads every text: one that is no Unicode is found here and nowhere later.
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>What the notification is about: one of four exclusive members; undefined where it has none.</summary>
    public static JsonElement Subject(JsonElement content) => content.At(Array.Find(Envelopes, name => content.At(name).ValueKind == JsonValueKind.Object) ?? Envelopes[0]);

    /// <summary>Type and subtype, joined by a dot; null where there is no type.</summary>
    public static string? Type(JsonElement content)
    {
        if (content.Text("notificationType") is not { } type) return null;
        var subtype = content.At("subtype");
        return subtype.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null || subtype.ToString() is not { Length: > 0 } word ? type : $"{type}.{word}";
    }

    /// <summary>Whether money is real: only where every part says so.</summary>
    public static SubscriptionEnvironment Environment(JsonElement content)
    {
        // A token for external purchases names no environment: the sandbox's ids begin with its name.
        string?[] words = content.Text("externalPurchaseToken", "externalPurchaseId") is { } id ? [id.StartsWith("SANDBOX", StringComparison.Ordinal) ? "Sandbox" : "Production"]
            : [Subject(content).Text("environment"), content.Text("data", Transaction, "environment"), content.Text("data", Renewal, "environment")];
        var said = words.OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return said is ["Production"] ? SubscriptionEnvironment.Production : said.Contains("Sandbox") ? SubscriptionEnvironment.Sandbox : SubscriptionEnvironment.Test;
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        writer.WriteStartObject();
        foreach (var member in element.EnumerateObject())
        {
            writer.WritePropertyName(member.Name);
            if (member.NameEquals("data") && member.Value.ValueKind == JsonValueKind.Object) Write(writer, member.Value);
            else if ((member.NameEquals(Transaction) || member.NameEquals(Renewal)) && member.Value.ValueKind == JsonValueKind.String && Jws.Read(member.Value.GetString()!) is { } inner) inner.Payload.WriteTo(writer);
            else member.Value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}
