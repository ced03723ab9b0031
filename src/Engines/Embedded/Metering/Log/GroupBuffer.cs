using System.Buffers.Text;

namespace Breakwater.Engines.Embedded.Metering.Log;

/// <summary>The bytes of one commit on their way to the disk; kept and reused by the writer.</summary>
internal sealed class GroupBuffer
{
    private const int Kept = 16 * 1024 * 1024;
    private byte[] _bytes = new byte[1024 * 1024];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public Span<byte> From(int start) => _bytes.AsSpan(start, Length - start);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Ensure(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    public void Append(long number)
    {
        Ensure(20);
        Utf8Formatter.TryFormat(number, _bytes.AsSpan(Length), out var written);
        Length += written;
    }

    public void AppendLine(ReadOnlySpan<byte> line)
    {
        Ensure(line.Length + 1);
        line.CopyTo(_bytes.AsSpan(Length));
        Length += line.Length;
        _bytes[Length++] = (byte)'\n';
    }

    /// <summary>Forgets what was written; gives back a buffer that one huge batch blew up.</summary>
    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > Kept) _bytes = new byte[1024 * 1024];
    }

    /// <summary>Takes back everything from a length on.</summary>
    public void Cut(int length) => Length = length;

    private void Ensure(int more)
    {
        if (Length + more > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + more));
    }
}
