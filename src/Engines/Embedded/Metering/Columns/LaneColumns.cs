using Breakwater.Engines.Embedded.Metering.Lanes;
using Breakwater.Engines.Embedded.Metering.Reading;
using Breakwater.Engines.Embedded.Metering.Rollups;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Microsoft.Extensions.Logging;

namespace Breakwater.Engines.Embedded.Metering.Columns;

/// <summary>
/// The columns of a lane: a fold behind the archive for questions that no figure holds. It is filled in the background,
/// never stands in the way of an acknowledgement or a start, and is thrown away whenever anything about it is in doubt.
/// </summary>
internal sealed class LaneColumns(Lane lane, string folder, ILogger logger) : IDisposable
{
    private readonly ReaderWriterLockSlim _use = new();
    private readonly string _path = Path.Combine(folder, "columns.duckdb");
    private ColumnFile? _file;
    private volatile bool _suspect;
    private long _answers;

    /// <summary>How far they reach.</summary>
    public ColumnReach Reach => Volatile.Read(ref _file)?.Reach ?? ColumnReach.None;

    /// <summary>Questions answered.</summary>
    public long Answers => Interlocked.Read(ref _answers);

    /// <summary>Size on disk.</summary>
    public long Bytes() => Volatile.Read(ref _file)?.Bytes() ?? 0;

    /// <summary>Answers for the events of some hours, as far as the columns and the tables' snapshot reach.</summary>
    /// <param name="question">The question.</param>
    /// <param name="collector">Takes the answer as a whole, or nothing.</param>
    /// <param name="hours">The hours.</param>
    /// <param name="voided">Places of events that do not count.</param>
    /// <param name="tables">State of the tables in the snapshot.</param>
    /// <param name="ct">Stops the question.</param>
    /// <returns>How far the answer reaches; <see cref="ColumnReach.None"/> where the archive must give it all.</returns>
    public ColumnReach Answer(Question question, SliceCollector collector, IReadOnlySet<int> hours, IReadOnlySet<long> voided, in LaneState tables, CancellationToken ct)
    {
        if (!_use.TryEnterReadLock(0)) return ColumnReach.None;
        try
        {
            if (_suspect || _file is not { } file || file.Reach is not { Place: > 0 } reach || !ColumnQuestion.Fits(file, question)) return ColumnReach.None;
            var until = Math.Min(reach.Place, tables.Flushed);
            if (ColumnQuestion.Of(file, question, [.. collector.Pieces(hours.Order())], voided, until) is { } words)
            {
                if (new ColumnAnswer(file, question, lane.Log.Segments, ct).Read(words) is not { } states) return ColumnReach.None;
                foreach (var ((slice, group), state) in states) collector.AddState(slice, group, state);
            }

            Interlocked.Increment(ref _answers);
            return reach with { Place = until };
        }
        catch (Exception e) when (ct.IsCancellationRequested && e is DuckDBException)
        {
            throw new OperationCanceledException(ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The archive answers. Only a question too large for the memory it may take says nothing about the file.
            _suspect |= e is not DuckDBException { ErrorType: DuckDBErrorType.OutOfMemory };
            logger.LogWarning(e, "The columns of lane {Lane} did not answer; the archive does", lane.Number);
            return ColumnReach.None;
        }
        finally
        {
            _use.ExitReadLock();
        }
    }

    /// <summary>Takes the next chunk from the archive.</summary>
    /// <returns>True where more is waiting.</returns>
    /// <exception cref="Exception">It failed; what was filled before stays, or is made anew.</exception>
    public bool Fill(Action pause, CancellationToken ct)
    {
        if (_suspect) Forget();
        var file = _file ?? Open();
        try
        {
            var tables = Tables();
            if (file.Reach.Place == tables.Flushed) return false;
            using var fill = new ColumnFill(file, lane.Log.Segments);
            return fill.Run(tables, pause, ct);
        }
        catch (Exception e)
        {
            // The connection may hold half a chunk: it is opened again from what was committed.
            Close();
            _suspect = e is DuckDBException && !ct.IsCancellationRequested;
            throw;
        }
    }

    /// <summary>Throws the columns away; the next chunk begins at the start of the archive.</summary>
    public void Distrust() => _suspect = true;

    /// <summary>Looks at what was filled; null where there is nothing.</summary>
    public T? Look<T>(Func<ColumnFile, T?> look) where T : class
    {
        _use.EnterReadLock();
        try
        {
            return _file is { } file && !_suspect ? look(file) : null;
        }
        catch (DuckDBException e)
        {
            _suspect = true;
            logger.LogWarning(e, "The columns of lane {Lane} cannot be read; they are made anew", lane.Number);
            return null;
        }
        finally
        {
            _use.ExitReadLock();
        }
    }

    public void Dispose()
    {
        Close();
    }

    private ColumnFile Open()
    {
        var file = ColumnFile.Open(_path, Stamp(), Tables().Flushed, stamp =>
        {
            lock (lane.Maintenance.Tables) LaneStore.WriteMeta(lane.Store.Writer, LaneStore.ColumnStamp, stamp);
        });
        Volatile.Write(ref _file, file);
        return file;
    }

    private void Forget()
    {
        Close();
        ColumnFile.Delete(_path);
        _suspect = false;
    }

    private void Close()
    {
        _use.EnterWriteLock();
        try
        {
            _file?.Dispose();
            Volatile.Write(ref _file, null);
        }
        finally
        {
            _use.ExitWriteLock();
        }
    }

    private LaneState Tables()
    {
        using var reader = lane.Store.OpenReader();
        return LaneStore.StateOf(reader);
    }

    private long Stamp()
    {
        using var reader = lane.Store.OpenReader();
        return LaneStore.MetaOf(reader, LaneStore.ColumnStamp);
    }
}
