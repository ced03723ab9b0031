using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Control;

/// <summary>
/// control.db: one guarded writer connection (WAL, fsync at every commit) and a bounded number of pooled readers.
/// Opened at first use and again after it failed.
/// </summary>
internal sealed class ControlDatabase(ControlOptions options, TimeProvider time) : IAsyncDisposable
{
    public const string Engine = "Control store";
    private const int Readers = 8;

    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly SemaphoreSlim _reading = new(Readers, Readers);
    private SqliteConnection? _writer;
    private volatile bool _opened;
    private bool _disposed;

    public ControlOptions Options => options;

    public TimeProvider Time => time;

    public AuditHeadFile Head { get; } = new(options.HeadPath);

    /// <summary>Opens and migrates the store, so that a start fails early and in words.</summary>
    public Task OpenAsync(CancellationToken ct) => WriteAsync(static _ => true, ct);

    /// <summary>Runs the work in one transaction: all of it is durable afterwards, or none.</summary>
    public async Task<T> WriteAsync<T>(Func<ControlWrite, T> work, CancellationToken ct)
    {
        if (!await _writing.WaitAsync(options.Patience, ct).ConfigureAwait(false)) throw Unavailable("Writes are queueing up.");
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _writer ??= OpenWriter();
            using var transaction = _writer.BeginTransaction(deferred: false);
            var write = new ControlWrite(_writer, transaction, time);
            var result = work(write);
            if (!write.IsAbandoned)
            {
                transaction.Commit();
                if (write.Appended is { } appended) Head.Advance(appended);
            }

            return result;
        }
        catch (Exception fault) when (fault is SqliteException or IOException or UnauthorizedAccessException && !IsBreach(fault))
        {
            CloseWriter();
            ForgetReaders();
            throw Unavailable("The change was not saved.", fault);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Runs a query on a pooled read-only connection; a cancelled one is interrupted inside SQLite.</summary>
    public async Task<T> ReadAsync<T>(Func<SqliteConnection, T> query, CancellationToken ct)
    {
        if (!_opened) await OpenAsync(ct).ConfigureAwait(false);
        if (!await _reading.WaitAsync(options.Patience, ct).ConfigureAwait(false)) throw Unavailable("Queries are queueing up.");
        try
        {
            await using var connection = new SqliteConnection(ConnectionString(SqliteOpenMode.ReadOnly, pooling: true));
            await connection.OpenAsync(ct).ConfigureAwait(false);
            await using var interrupt = ct.Register(static state => SQLitePCL.raw.sqlite3_interrupt(((SqliteConnection)state!).Handle), connection);
            return query(connection);
        }
        catch (SqliteException) when (ct.IsCancellationRequested)
        {
            throw new OperationCanceledException(ct);
        }
        catch (SqliteException fault) when (!IsBreach(fault))
        {
            ForgetReaders();
            throw Unavailable("The store could not be read.", fault);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Runs work on the writer connection outside a transaction: checkpoints and copies.</summary>
    public async Task<T> MaintainAsync<T>(Func<SqliteConnection, T> work, CancellationToken ct)
    {
        if (!await _writing.WaitAsync(options.Patience, ct).ConfigureAwait(false)) throw Unavailable("Writes are queueing up.");
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _writer ??= OpenWriter();
            return work(_writer);
        }
        catch (SqliteException fault)
        {
            CloseWriter();
            throw Unavailable("Housekeeping failed.", fault);
        }
        finally
        {
            _writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _writing.WaitAsync().ConfigureAwait(false);
        _disposed = true;
        // Readers first: only a writer that closes last moves its log into the file and removes it.
        ForgetReaders();
        CloseWriter();
        _writing.Release();
    }

    private SqliteConnection OpenWriter()
    {
        Directory.CreateDirectory(options.Folder);
        var connection = new SqliteConnection(ConnectionString(SqliteOpenMode.ReadWriteCreate, pooling: false));
        try
        {
            KeepPrivate();
            connection.Open();
            connection.Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;");
            ControlSchema.Migrate(connection);
            var pageSize = Convert.ToInt64(connection.Scalar("PRAGMA page_size"));
            connection.Run($"PRAGMA max_page_count = {Math.Max(options.MaxBytes, 1 << 20) / pageSize}");
            Head.Link(sequence => (string?)connection.Scalar("SELECT hash FROM audit WHERE sequence = $s", null, ("$s", sequence)), connection.Scalar("SELECT MAX(sequence) FROM audit") is null);
            _opened = true;
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // It holds the secrets that sign alerts. SQLite gives its log and its index the database's own mode.
    private void KeepPrivate()
    {
        if (OperatingSystem.IsWindows()) return;
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (!File.Exists(options.DatabasePath)) new FileStream(options.DatabasePath, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = owner }).Dispose();
        // By name: opening and closing an existing file here would drop the locks that its connections hold.
        foreach (var path in (string[])[options.DatabasePath, options.DatabasePath + "-wal", options.DatabasePath + "-shm"])
        {
            if (File.Exists(path)) File.SetUnixFileMode(path, owner);
        }
    }

    // A connection that was open before the fault may go on answering from pages that it holds; the next one reads the file.
    private void ForgetReaders()
    {
        using var pooled = new SqliteConnection(ConnectionString(SqliteOpenMode.ReadOnly, pooling: true));
        SqliteConnection.ClearPool(pooled);
    }

    private void CloseWriter()
    {
        _writer?.Dispose();
        _writer = null;
    }

    private string ConnectionString(SqliteOpenMode mode, bool pooling) => new SqliteConnectionStringBuilder
    {
        DataSource = options.DatabasePath,
        Mode = mode,
        Pooling = pooling,
        DefaultTimeout = Math.Max(1, (int)options.Patience.TotalSeconds),
    }.ToString();

    // A broken constraint and misuse are faults of the caller, not of the engine.
    private static bool IsBreach(Exception fault) => fault is SqliteException { SqliteErrorCode: 19 or 20 or 21 or 25 };

    private static EngineUnavailableException Unavailable(string what, Exception? inner = null) =>
        new(Engine, $"The control store does not answer. {what}", inner);
}
