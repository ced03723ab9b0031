using Breakwater.Kernel;
using Breakwater.Access.Model;
using Breakwater.Dashboard.State;

namespace Breakwater.Dashboard.Pages.Keys;

/// <summary>A dialog of the page; part of the address, so that a colleague can be sent to it.</summary>
public enum KeyAction
{
    /// <summary>No dialog.</summary>
    None,

    /// <summary>Issue a key.</summary>
    Issue,

    /// <summary>Put a new key in the chosen one's place.</summary>
    Rotate,

    /// <summary>End the chosen key.</summary>
    Revoke,

    /// <summary>Change the chosen key's limit.</summary>
    Limit,

    /// <summary>Change the chosen customer's limit.</summary>
    Customer,
}

/// <summary>What the address of the keys page holds. Secrets never get here.</summary>
/// <param name="Customer">Only this customer's keys.</param>
/// <param name="Search">Text in id, hint, customer or name.</param>
/// <param name="State">Only keys in this state; null for any.</param>
/// <param name="Key">Id of the key that is open beside the list.</param>
/// <param name="Do">The dialog that is open.</param>
public sealed record KeysState(string? Customer = null, string? Search = null, KeyState? State = null, string? Key = null, KeyAction Do = KeyAction.None) : IUrlState<KeysState>
{
    /// <inheritdoc/>
    public static KeysState Read(QueryReader query) =>
        new(query.Text("customer"), query.Text("q"), query.Choice<KeyState>("state"), query.Text("key"), query.Choice("do", KeyAction.None));

    /// <inheritdoc/>
    public void Write(QueryWriter query) =>
        query.Text("customer", Customer).Text("q", Search).Choice("state", State).Text("key", Key).Choice("do", Do, KeyAction.None);
}
