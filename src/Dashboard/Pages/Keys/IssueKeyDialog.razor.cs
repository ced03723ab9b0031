using System.Globalization;
using Breakwater.Access.Ingest;
using Breakwater.Access.Model;
using Breakwater.Dashboard.Security;
using Breakwater.Dashboard.State;
using Breakwater.Kernel;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Logging;
using MudBlazor;

namespace Breakwater.Dashboard.Pages.Keys;

/// <summary>The form for a new key.</summary>
public sealed partial class IssueKeyDialog : ComponentBase
{
    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };
    private readonly Dictionary<string, string> _errors = [];
    private Failure? _failure;
    private string? _customer, _name, _limit;
    private int _days;
    private DateOnly? _day;
    private bool _write, _read, _busy, _wasOpen;

    /// <summary>True while the form is shown.</summary>
    [Parameter]
    public bool Open { get; set; }

    /// <summary>The customer to start with.</summary>
    [Parameter]
    public string? Customer { get; set; }

    /// <summary>Tells the owner that the form has closed.</summary>
    [Parameter]
    public EventCallback OnClose { get; set; }

    /// <summary>Hands over the key with its secret.</summary>
    [Parameter]
    public EventCallback<IssuedKey> OnIssued { get; set; }

    [CascadingParameter]
    private Actor? Actor { get; set; }

    [Inject]
    private IssueKey Command { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private ViewSettings View { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    private ILogger<IssueKeyDialog> Log { get; set; } = default!;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (Open == _wasOpen) return;
        _wasOpen = Open;
        if (!Open) return;
        (_customer, _name, _limit) = (Customer, "", ApiKey.DefaultRateLimit.ToString(CultureInfo.InvariantCulture));
        (_days, _day, _write, _read, _failure) = (0, null, true, true, null);
        _errors.Clear();
    }

    private string? Refusal => (Actor ?? Actors.Nobody).Refuse(Permission.ManageKeys)?.Title;

    private string? Error(string field) => _errors.GetValueOrDefault(field);

    private string? Invalid(string field) => _errors.ContainsKey(field) ? "true" : null;

    private async Task IssueAsync()
    {
        if (_busy || Read() is not { } request) return;
        (_busy, _failure) = (true, null);
        try
        {
            var outcome = await Command.RunAsync(await Current.GetAsync(), request, CancellationToken.None);
            if (outcome.Problem is { } problem)
            {
                Show(problem);
                return;
            }

            await CloseAsync();
            await OnIssued.InvokeAsync(outcome.Value);
        }
        catch (Exception error)
        {
            _failure = Failure.From(error, Time.GetUtcNow());
            Log.LogWarning(error, "A key could not be issued ({CorrelationId})", _failure.CorrelationId);
        }
        finally
        {
            _busy = false;
        }
    }

    // All fields at once; the command gives only the first fault.
    private NewKey? Read()
    {
        _errors.Clear();
        List<string> scopes = [];
        if (_write) scopes.Add(KeyScopes.Ingest);
        if (_read) scopes.Add(KeyScopes.Read);
        var limit = int.TryParse(_limit, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var customer = _customer?.Trim();
        foreach (var problem in (ReadOnlySpan<Problem?>)[KeyRules.CheckCustomer(customer), KeyRules.CheckName(_name), KeyRules.CheckLimit(limit), KeyRules.CheckScopes(scopes)])
        {
            if (problem is not null) Show(problem);
        }

        if (_days == -1 && _day is null) _errors["expires_at"] = "Choose the day, or never.";
        return _errors.Count == 0 ? new NewKey(customer, _name, limit, scopes, Expiry()) : null;
    }

    private DateTimeOffset? Expiry() => _days switch
    {
        0 => null,
        > 0 => Time.GetUtcNow().AddDays(_days),
        _ => RangeChoice.Midnight(_day!.Value, View.Zone),
    };

    private void Show(Problem problem)
    {
        if (problem.Field is { } field) _errors[field] = problem.Title;
        else _failure = Failure.From(problem, Time.GetUtcNow());
    }

    private Task Changed(bool visible) => visible ? Task.CompletedTask : CloseAsync();

    private Task CloseAsync() => OnClose.InvokeAsync();
}
