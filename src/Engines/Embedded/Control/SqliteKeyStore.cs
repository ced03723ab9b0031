using System.Text.Json;
using Breakwater.Access.Model;
using Breakwater.Access.Ports;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Control;

internal sealed class SqliteKeyStore(ControlDatabase database) : IKeyStore
{
    /// <summary>The schema's step that lets keys be suspended.</summary>
    public const string SuspensionStep = "ALTER TABLE api_keys ADD COLUMN suspended_ms INTEGER;";

    private const string Columns = "id, hash, hint, customer, name, rate_limit, scopes, created_ms, expires_ms, revoked_ms, replaced_by, version, last_used_ms, suspended_ms";

    // ApiKey.StateAt in SQL, so that a list of one state is counted and cut where it is kept.
    private const string State = "CASE WHEN revoked_ms <= $now THEN 'Revoked' WHEN expires_ms <= $now THEN 'Expired' WHEN suspended_ms IS NOT NULL THEN 'Suspended' WHEN revoked_ms IS NOT NULL THEN 'Retiring' ELSE 'Active' END";

    public Task<ApiKey?> FindByHashAsync(string hash, CancellationToken ct) => FindAsync("hash = $value", hash, ct);

    public Task<ApiKey?> FindAsync(KeyId id, CancellationToken ct) => FindAsync("id = $value", id.Value, ct);

    public Task AddAsync(ApiKey key, AuditEntry entry, CancellationToken ct) => database.WriteAsync(
        write =>
        {
            Insert(write, key);
            return write.Append(entry);
        },
        ct);

    public Task<bool> UpdateAsync(ApiKey changed, ApiKey? added, AuditEntry entry, CancellationToken ct) => database.WriteAsync(
        write =>
        {
            var saved = write.Run(
                """
                UPDATE api_keys SET hash = $hash, hint = $hint, customer = $customer, name = $name, rate_limit = $limit, scopes = $scopes, created_ms = $created,
                    expires_ms = $expires, revoked_ms = $revoked, replaced_by = $replaced, version = $version, suspended_ms = $suspended WHERE id = $id AND version = $version - 1
                """,
                Parameters(changed));
            if (saved == 0) return write.Abandon(false);
            if (added is not null) Insert(write, added);
            write.Append(entry);
            return true;
        },
        ct);

    public Task<Page<KeyListing>> ListAsync(PageRequest page, KeyFilter filter, DateTimeOffset now, CancellationToken ct) => database.ReadAsync(
        connection =>
        {
            var (skip, take, sort, descending, search) = page.Clamped();
            var order = sort switch
            {
                "customer" => Directed("customer", descending),
                "name" => Directed("name COLLATE NOCASE", descending),
                "last_used" => Directed("COALESCE(last_used_ms, 0)", descending),
                // Natural order is newest first; asked for by name it follows the request.
                "created" => Directed("created_ms", descending),
                _ => "created_ms DESC",
            };
            const string where = $@"WHERE ($customer IS NULL OR customer = $customer) AND ($state IS NULL OR {State} = $state) AND ($like IS NULL OR id LIKE $like ESCAPE '\' OR hint LIKE $like ESCAPE '\' OR customer LIKE $like ESCAPE '\' OR name LIKE $like ESCAPE '\')";
            ReadOnlySpan<(string, object?)> values =
            [
                ("$customer", filter.Customer?.Value), ("$state", filter.State?.ToString()), ("$now", now.ToUnixTimeMilliseconds()), ("$like", SqliteCalls.Like(search)), ("$take", take), ("$skip", skip),
            ];
            var total = (long)connection.Scalar($"SELECT COUNT(*) FROM api_keys {where}", null, values[..4])!;
            var rows = connection.Rows(
                $"SELECT {Columns} FROM api_keys {where} ORDER BY {order}, id LIMIT $take OFFSET $skip", row => new KeyListing(Row(row), row.TimeOrNull(12)), null, values);
            return new Page<KeyListing>(rows, total);
        },
        ct);

    public Task<IReadOnlyList<KeyListing>> OfCustomersAsync(IReadOnlyCollection<CustomerId> customers, CancellationToken ct) => database.ReadAsync<IReadOnlyList<KeyListing>>(
        connection => connection.Rows(
            $"SELECT {Columns} FROM api_keys WHERE customer IN (SELECT value FROM json_each($customers)) ORDER BY customer, created_ms DESC, id",
            row => new KeyListing(Row(row), row.TimeOrNull(12)), null, ("$customers", JsonSerializer.Serialize(customers.Select(customer => customer.Value)))),
        ct);

    public Task TouchAsync(IReadOnlyDictionary<KeyId, DateTimeOffset> used, CancellationToken ct) => database.WriteAsync(
        write =>
        {
            foreach (var (id, at) in used)
            {
                write.Run(
                    "UPDATE api_keys SET last_used_ms = $at WHERE id = $id AND COALESCE(last_used_ms, -1) < $at", ("$id", id.Value), ("$at", at.ToUnixTimeMilliseconds()));
            }

            return true;
        },
        ct);

    public Task<CustomerLimit?> CustomerLimitAsync(CustomerId customer, CancellationToken ct) => database.ReadAsync(
        connection => connection.Rows(
            "SELECT rate_limit, version FROM customer_limits WHERE customer = $customer AND rate_limit > 0", row => new CustomerLimit(customer, row.GetInt32(0), row.GetInt32(1)), null, ("$customer", customer.Value)).FirstOrDefault(),
        ct);

    public Task SetCustomerLimitAsync(CustomerId customer, int? rateLimit, AuditEntry entry, CancellationToken ct) => database.WriteAsync(
        write =>
        {
            // A removed limit stays as 0, so that its version keeps counting and an old screen cannot pass for a new one.
            write.Run(
                "INSERT INTO customer_limits (customer, rate_limit, version) VALUES ($customer, $limit, 1) ON CONFLICT (customer) DO UPDATE SET rate_limit = $limit, version = version + 1",
                ("$customer", customer.Value), ("$limit", rateLimit ?? 0));
            return write.Append(entry);
        },
        ct);

    private Task<ApiKey?> FindAsync(string where, string value, CancellationToken ct) => database.ReadAsync(
        connection => connection.Rows($"SELECT {Columns} FROM api_keys WHERE {where}", Row, null, ("$value", value)).FirstOrDefault(), ct);

    private static void Insert(ControlWrite write, ApiKey key) => write.Run(
        """
        INSERT INTO api_keys (id, hash, hint, customer, name, rate_limit, scopes, created_ms, expires_ms, revoked_ms, replaced_by, version, suspended_ms)
        VALUES ($id, $hash, $hint, $customer, $name, $limit, $scopes, $created, $expires, $revoked, $replaced, $version, $suspended)
        """,
        Parameters(key));

    private static (string, object?)[] Parameters(ApiKey key) =>
    [
        ("$id", key.Id.Value), ("$hash", key.Hash), ("$hint", key.Hint), ("$customer", key.CustomerId.Value), ("$name", key.Name), ("$limit", key.RateLimit),
        ("$scopes", JsonSerializer.Serialize(key.Scopes)), ("$created", key.CreatedAt.ToUnixTimeMilliseconds()), ("$expires", key.ExpiresAt?.ToUnixTimeMilliseconds()),
        ("$revoked", key.RevokedAt?.ToUnixTimeMilliseconds()), ("$replaced", key.ReplacedBy?.Value), ("$version", key.Version), ("$suspended", key.SuspendedAt?.ToUnixTimeMilliseconds()),
    ];

    private static ApiKey Row(SqliteDataReader row) => new(
        new(row.GetString(0)), row.GetString(1), row.GetString(2), new(row.GetString(3)), row.GetString(4), row.GetInt32(5),
        JsonSerializer.Deserialize<string[]>(row.GetString(6))!, row.Time(7), row.TimeOrNull(8), row.TimeOrNull(9),
        row.Text(10) is { } replacedBy ? new KeyId(replacedBy) : null, row.GetInt32(11), row.TimeOrNull(13));

    private static string Directed(string column, bool descending) => descending ? column + " DESC" : column;
}
