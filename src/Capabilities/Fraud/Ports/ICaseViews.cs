namespace Breakwater.Fraud.Ports;

/// <summary>Keeps the views of the queue that each analyst saved.</summary>
public interface ICaseViews
{
    /// <summary>A person's views by name.</summary>
    Task<IReadOnlyList<SavedView>> ListAsync(string ownerId, CancellationToken ct);

    /// <summary>Saves a view; one of the same name is replaced.</summary>
    /// <returns>False where the person has <see cref="Most"/> others already.</returns>
    Task<bool> SaveAsync(string ownerId, SavedView view, CancellationToken ct);

    /// <summary>Deletes a view; an unknown one is ignored.</summary>
    Task DeleteAsync(string ownerId, string name, CancellationToken ct);

    /// <summary>Most views of one person.</summary>
    const int Most = 30;
}
