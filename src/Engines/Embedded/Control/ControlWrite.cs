using Breakwater.Operations.Model;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Control;

/// <summary>One transaction of the control store.</summary>
internal sealed class ControlWrite(SqliteConnection connection, SqliteTransaction transaction, TimeProvider time)
{
    /// <summary>The last audit entry of this transaction.</summary>
    public AuditHead? Appended { get; private set; }

    /// <summary>True where the transaction is to be rolled back without an error.</summary>
    public bool IsAbandoned { get; private set; }

    public long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    public int Run(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) => connection.Run(sql, transaction, parameters);

    public object? Scalar(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) => connection.Scalar(sql, transaction, parameters);

    public List<T> Rows<T>(string sql, Func<SqliteDataReader, T> row, params ReadOnlySpan<(string Name, object? Value)> parameters) => connection.Rows(sql, row, transaction, parameters);

    /// <summary>Rolls everything of this transaction back, e.g. after a version that does not match.</summary>
    public T Abandon<T>(T result)
    {
        IsAbandoned = true;
        return result;
    }

    /// <summary>Appends an audit entry that becomes durable together with the rest of the transaction.</summary>
    public AuditRecord Append(AuditEntry entry)
    {
        var head = Rows("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1", row => new AuditHead(row.GetInt64(0), row.GetString(1))).FirstOrDefault();
        var record = AuditChain.Next(head, time.GetUtcNow(), entry);
        Run(
            "INSERT INTO audit (sequence, at_ms, actor_id, actor_name, action, subject, reason, details, previous_hash, hash) VALUES ($s, $at, $aid, $an, $ac, $su, $re, $de, $ph, $h)",
            ("$s", record.Sequence), ("$at", record.At.ToUnixTimeMilliseconds()), ("$aid", record.ActorId), ("$an", record.ActorName), ("$ac", record.Action),
            ("$su", record.Subject), ("$re", record.Reason), ("$de", record.Details), ("$ph", record.PreviousHash), ("$h", record.Hash));
        Appended = new(record.Sequence, record.Hash);
        return record;
    }
}
