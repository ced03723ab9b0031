using System.Globalization;
using Breakwater.Access.Ingest;
using Breakwater.Access.Model;
using Breakwater.Access.Read;
using Breakwater.Dashboard.Security;
using Breakwater.Dashboard.State;
using Breakwater.Kernel;
using Microsoft.AspNetCore.Components;

namespace Breakwater.Dashboard.Pages.Keys;

/// <summary>Rotates and revokes a key, changes its limit and its customer's.</summary>
public sealed partial class KeyActions : ComponentBase
{
    private static readonly int[] Overlaps = [0, 1, 24, 48, 72, 96, 120, 144, 168];
    private int _hours = 24;
    private string? _limit;
    private IssuedKey? _rotated;
    private (KeyAction, string?, string?) _shown;

    /// <summary>Which dialog is open.</summary>
    [Parameter]
    public KeyAction Do { get; set; }

    /// <summary>The key.</summary>
    [Parameter]
    public string? Id { get; set; }

    /// <summary>The customer whose limit is changed.</summary>
    [Parameter]
    public string? Customer { get; set; }

    /// <summary>Tells the owner that the dialog has closed.</summary>
    [Parameter]
    public EventCallback OnClose { get; set; }

    /// <summary>Tells the owner that something has changed.</summary>
    [Parameter]
    public EventCallback OnDone { get; set; }

    /// <summary>Hands over the successor with its secret.</summary>
    [Parameter]
    public EventCallback<IssuedKey> OnIssued { get; set; }

    [Inject]
    private KeyQueries Queries { get; set; } = default!;

    [Inject]
    private RotateKey Rotate { get; set; } = default!;

    [Inject]
    private RevokeKey Revoke { get; set; } = default!;

    [Inject]
    private SetKeyLimit SetKeyLimit { get; set; } = default!;

    [Inject]
    private SetCustomerLimit SetCustomerLimit { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private ViewSettings View { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private int? Parsed => int.TryParse(_limit, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) ? number : null;

    private string? LimitError => KeyRules.CheckLimit(Parsed ?? 0)?.Title;

    private string? CustomerError => string.IsNullOrWhiteSpace(_limit) ? null : LimitError;

    private string LimitText => Parsed is { } limit ? $"Set the limit to {Format.Count(limit)}" : "Set the limit";

    private string CustomerText => string.IsNullOrWhiteSpace(_limit) ? "Remove the limit" : LimitText;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (_shown == (Do, Id, Customer)) return;
        _shown = (Do, Id, Customer);
        (_hours, _limit) = (24, null);
    }

    private bool Recent(KeyImpact impact) => Time.GetUtcNow() - impact.Row.LastUsedAt < TimeSpan.FromHours(1);

    private Func<CancellationToken, Task<Outcome<KeyImpact>>> ImpactAsync(Permission permission) => async ct =>
    {
        var actor = await Current.GetAsync();
        if (actor.Refuse(permission) is { } refusal) return refusal;
        var impact = await KeyLookup.ImpactAsync(Queries, actor, Id!, ct);
        if (impact.IsOk) _limit ??= impact.Value.Row.Key.RateLimit.ToString(CultureInfo.InvariantCulture);
        return impact;
    };

    private async Task<Outcome<CustomerImpact>> CustomerAsync(CancellationToken ct)
    {
        var actor = await Current.GetAsync();
        if (actor.Refuse(Permission.ManageLimits) is { } refusal) return refusal;
        var customer = new CustomerId(Customer!);
        var limit = await Queries.CustomerLimitAsync(actor, customer, ct);
        if (limit.Problem is { } problem) return problem;
        var keys = (await Queries.ListAsync(actor, new PageRequest(0, PageRequest.MaxTake), new(customer), ct)).OrThrow();
        var working = keys.Items.Where(row => KeyWords.Works(row.State)).ToList();
        _limit ??= limit.Value?.RateLimit.ToString(CultureInfo.InvariantCulture);
        return new CustomerImpact(limit.Value?.RateLimit, working.Count, (int)Math.Min(int.MaxValue, working.Sum(row => (long)row.Key.RateLimit)));
    }

    private async Task<Problem?> RotateAsync(KeyImpact impact, string reason, CancellationToken ct)
    {
        var outcome = await Rotate.RunAsync(await Current.GetAsync(), impact.Row.Key.Id, TimeSpan.FromHours(_hours), reason, ct);
        if (outcome.IsOk) _rotated = outcome.Value;
        return outcome.Problem;
    }

    private async Task RotatedAsync()
    {
        if (_rotated is not { } issued) return;
        _rotated = null;
        await OnIssued.InvokeAsync(issued);
    }

    private async Task<Problem?> RevokeAsync(KeyImpact impact, string reason, CancellationToken ct)
    {
        var outcome = await Revoke.RunAsync(await Current.GetAsync(), impact.Row.Key.Id, reason, ct);
        return outcome.Problem ?? (outcome.Value ? null : Problem.NotFound("key", $"No key has the id {impact.Row.Key.Id}."));
    }

    private async Task<Problem?> LimitAsync(KeyImpact impact, string reason, CancellationToken ct) =>
        (await SetKeyLimit.RunAsync(await Current.GetAsync(), impact.Row.Key.Id, Parsed ?? 0, reason, ct)).Problem;

    private async Task<Problem?> CustomerLimitAsync(CustomerImpact impact, string reason, CancellationToken ct) =>
        (await SetCustomerLimit.RunAsync(await Current.GetAsync(), Customer, string.IsNullOrWhiteSpace(_limit) ? null : Parsed ?? 0, reason, ct)).Problem;
}

/// <summary>What a customer's limit stands beside.</summary>
/// <param name="Limit">The limit now, requests per 60 s; null where none is set.</param>
/// <param name="Working">Keys that are accepted now.</param>
/// <param name="Sum">Their own limits in sum, requests per 60 s.</param>
internal sealed record CustomerImpact(int? Limit, int Working, int Sum);
