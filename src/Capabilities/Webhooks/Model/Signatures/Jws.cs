using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Breakwater.Webhooks.Model;

/// <summary>A signed token in compact form (RFC 7515): header, payload and signature in base64url. Reading it proves nothing yet.</summary>
/// <param name="Header">The header.</param>
/// <param name="Payload">The payload.</param>
/// <param name="Signed">The bytes that were signed.</param>
/// <param name="Signature">The signature.</param>
public sealed record Jws(JsonElement Header, JsonElement Payload, byte[] Signed, byte[] Signature)
{
    /// <summary>Longest token that is read, characters.</summary>
    public const int MaxLength = 512 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>Name of the algorithm; empty where there is none.</summary>
    public string Algorithm => Header.Text("alg") ?? "";

    /// <summary>Reads a token; null where it is none.</summary>
    public static Jws? Read(string token)
    {
        if (token.Length > MaxLength || token.Split('.') is not [var header, var payload, var signature]) return null;
        return Json(header) is { } head && Json(payload) is { } content && Bytes(signature) is { Length: > 0 } made
            ? new(head, content, Encoding.ASCII.GetBytes(token[..token.LastIndexOf('.')]), made) : null;
    }

    private static JsonElement? Json(string part)
    {
        if (Bytes(part) is not { } bytes) return null;
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        // The second of them for names of members that are no Unicode.
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static byte[]? Bytes(string part)
    {
        if (!Base64Url.IsValid(part, out _) || part.AsSpan().IndexOfAny("= \t\r\n") >= 0) return null;
        return Base64Url.DecodeFromChars(part);
    }
}
