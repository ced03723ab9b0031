using Breakwater.Engines.Embedded.Control;
using Breakwater.Fraud.Model;
using Breakwater.Fraud.Ports;

namespace Breakwater.Engines.Embedded.Fraud;

internal sealed class SqliteCaseViews(ControlDatabase database) : ICaseViews
{
    public Task<IReadOnlyList<SavedView>> ListAsync(string ownerId, CancellationToken ct) => database.ReadAsync<IReadOnlyList<SavedView>>(
        connection => connection.Rows(
            "SELECT name, query, saved_ms FROM case_views WHERE owner_id = $owner ORDER BY name", row => new SavedView(row.GetString(0), row.GetString(1), row.Time(2)), null, ("$owner", ownerId)),
        ct);

    public Task<bool> SaveAsync(string ownerId, SavedView view, CancellationToken ct) => database.WriteAsync(
        write => (long)write.Scalar("SELECT COUNT(*) FROM case_views WHERE owner_id = $owner AND name <> $name", ("$owner", ownerId), ("$name", view.Name))! < ICaseViews.Most
            && write.Run(
                "INSERT INTO case_views (owner_id, name, query, saved_ms) VALUES ($owner, $name, $query, $at) ON CONFLICT (owner_id, name) DO UPDATE SET query = $query, saved_ms = $at",
                ("$owner", ownerId), ("$name", view.Name), ("$query", view.Query), ("$at", view.SavedAt.ToUnixTimeMilliseconds())) > 0,
        ct);

    public Task DeleteAsync(string ownerId, string name, CancellationToken ct) => database.WriteAsync(
        write => write.Run("DELETE FROM case_views WHERE owner_id = $owner AND name = $name", ("$owner", ownerId), ("$name", name)), ct);
}
