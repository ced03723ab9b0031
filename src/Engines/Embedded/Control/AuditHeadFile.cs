using System.Globalization;
using System.Text;
using Breakwater.Operations.Model;

namespace Breakwater.Engines.Embedded.Control;

/// <summary>
/// The chain's head in a file of its own, so that a database whose last entries were cut off does not look whole. Written
/// after the commit: a crash leaves it behind the log, never ahead. Once it does not fit the log it is never moved again.
/// </summary>
internal sealed class AuditHeadFile(string path)
{
    private bool _broken;

    /// <summary>The head in the file; null where there is none.</summary>
    public AuditHead? Current { get; private set; }

    /// <summary>True where the log does not contain the head: entries were removed or replaced.</summary>
    public bool IsBroken => _broken;

    /// <summary>Loads the head and compares it with the log.</summary>
    /// <param name="hashOf">Gives the hash of an entry of the log, or null.</param>
    /// <param name="isEmpty">True where the log has no entry.</param>
    public void Link(Func<long, string?> hashOf, bool isEmpty)
    {
        Current = Read();
        if (Current is null && isEmpty) Advance(new(0, AuditChain.Genesis));
        else _broken = Current is null || (Current.Sequence == 0 ? AuditChain.Genesis : hashOf(Current.Sequence)) != Current.Hash;
    }

    /// <summary>Moves the head on to an entry that was just committed.</summary>
    public void Advance(AuditHead head)
    {
        if (_broken) return;
        var text = string.Create(CultureInfo.InvariantCulture, $"{head.Sequence} {head.Hash}\n");
        var next = path + ".next";
        try
        {
            using (var file = new FileStream(next, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                file.Write(Encoding.ASCII.GetBytes(text));
                file.Flush(flushToDisk: true);
            }

            File.Move(next, path, overwrite: true);
            Current = head;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The change is committed: telling the caller otherwise would be wrong. A head that stays behind is allowed.
        }
    }

    private AuditHead? Read()
    {
        if (!File.Exists(path)) return null;
        var parts = File.ReadAllText(path).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        // An unreadable head is kept as one that no log contains: it must not pass as "no head yet".
        return parts.Length == 2 && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var sequence) && sequence >= 0
            ? new(sequence, parts[1])
            : new(long.MaxValue, "unreadable");
    }
}
