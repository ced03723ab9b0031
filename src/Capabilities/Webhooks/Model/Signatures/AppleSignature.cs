using System.Text.Json;

namespace Breakwater.Webhooks.Model;

/// <summary>Which app the App Store's messages are meant for.</summary>
/// <param name="BundleId">The app's bundle id.</param>
/// <param name="Environment"><c>Production</c> or <c>Sandbox</c>.</param>
/// <param name="AppAppleId">The app's number, looked at in production; null does not look at it.</param>
public sealed record AppleApp(string BundleId, string Environment, long? AppAppleId);

/// <summary>What a token of the App Store is.</summary>
public enum AppleToken
{
    /// <summary>A notification, with a transaction and renewal information inside.</summary>
    Notification,

    /// <summary>A transaction alone.</summary>
    Transaction,

    /// <summary>Renewal information alone.</summary>
    Renewal,
}

/// <summary>
/// Messages of App Store Server Notifications V2: signed tokens in a signed token, each of which must hold by itself. The certificates are
/// judged as of <c>signedDate</c>, so that a message can be checked again years later.
/// </summary>
/// <param name="chain">Trusts the pinned roots.</param>
/// <param name="app">The app that messages must be meant for.</param>
public sealed class AppleSignature(AppleChain chain, AppleApp app)
{
    // Where the app and its environment stand; a notification has one of these.
    private static readonly string[] Envelopes = ["data", "summary", "externalPurchaseToken", "appData"];

    /// <summary>Checks a notification as it is posted: <c>{"signedPayload": "..."}</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="now">Stands in for a missing <c>signedDate</c>.</param>
    public SignatureCheck Check(WebhookRequest request, DateTimeOffset now) =>
        Payload(request) is { } token ? Check(token, AppleToken.Notification, now) : SignatureFault.Malformed;

    /// <summary>Checks a token.</summary>
    public SignatureCheck Check(string text, AppleToken kind, DateTimeOffset now)
    {
        if (Jws.Read(text) is not { } token) return SignatureFault.Malformed;
        var at = token.Payload.Whole("signedDate") is > 0 and < 253_402_300_800_000 and var signed ? DateTimeOffset.FromUnixTimeMilliseconds(signed) : now;
        var check = chain.Check(token, at);
        if (!check.IsValid) return check;
        if (!IsMeantForUs(token.Payload, kind)) return SignatureFault.WrongRecipient;
        if (kind != AppleToken.Notification) return check;
        foreach (var (member, inner) in (ReadOnlySpan<(string, AppleToken)>)[("signedTransactionInfo", AppleToken.Transaction), ("signedRenewalInfo", AppleToken.Renewal)])
        {
            if (token.Payload.Text("data", member) is not { } nested) continue;
            if (Check(nested, inner, now) is { IsValid: false } broken) return broken;
        }

        return check;
    }

    /// <summary>The token in a posted notification; null where there is none.</summary>
    internal static string? Payload(WebhookRequest request)
    {
        try
        {
            using var document = JsonDocument.Parse(request.Body);
            return document.RootElement.Text("signedPayload");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private bool IsMeantForUs(JsonElement payload, AppleToken kind)
    {
        switch (kind)
        {
            case AppleToken.Renewal:
                return payload.Text("environment") == app.Environment;
            case AppleToken.Transaction:
                return payload.Text("bundleId") == app.BundleId && payload.Text("environment") == app.Environment;
        }

        if (Array.Find(Envelopes, name => payload.At(name).ValueKind == JsonValueKind.Object) is not { } envelope) return false;
        var about = payload.At(envelope);
        // A token for external purchases names no environment: the sandbox's ids begin with its name.
        var environment = envelope != "externalPurchaseToken" ? about.Text("environment")
            : about.Text("externalPurchaseId")?.StartsWith("SANDBOX", StringComparison.Ordinal) == true ? "Sandbox" : "Production";
        return about.Text("bundleId") == app.BundleId && environment == app.Environment
            && (app.Environment != "Production" || app.AppAppleId is not { } id || about.Whole("appAppleId") == id);
    }
}
