using System.Text.Json;

namespace Breakwater.Webhooks.Model;

/// <summary>Breakwater's own record of a fetched <c>purchases.subscriptionsv2.get</c> answer: notifications of Google Play say only that something changed.</summary>
public static class GoogleRecord
{
    /// <summary>Its type.</summary>
    public const string Type = "google.subscriptionsv2.snapshot";

    /// <summary>The record of an answer. Like a notification it holds the purchase token, which is a secret.</summary>
    /// <param name="package">The app.</param>
    /// <param name="purchaseToken">The token that was asked for.</param>
    /// <param name="fetchedAt">When it was asked.</param>
    /// <param name="snapshot">The answer.</param>
    public static byte[] Make(string package, string purchaseToken, DateTimeOffset fetchedAt, JsonElement snapshot) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        type = Type, packageName = package, purchaseToken, fetchedAtMillis = fetchedAt.ToUnixTimeMilliseconds(), etag = snapshot.Text("etag") ?? "", snapshot,
    });
}
