using System.Buffers.Binary;
using System.IO.Hashing;

namespace Breakwater.Ingestion.Http;

/// <summary>
/// Passes a gzip stream through and keeps its last bytes, which hold the checksum and the length of the plain text (RFC 1952, 2.3.1). The
/// framework's own reader takes the end of the input for the end of the text: a body that was cut off would be stored by half.
/// </summary>
internal sealed class GzipTrailer(Stream inner) : Stream
{
    private const int TrailerLength = 8;
    private readonly byte[] _last = new byte[TrailerLength];
    private long _seen;

    /// <summary>True where the bytes that were read last vouch for this text. One member a body: what browsers, curl and gzip itself write.</summary>
    public bool VouchesFor(ReadOnlySpan<byte> plain) =>
        _seen > TrailerLength
        && BinaryPrimitives.ReadUInt32LittleEndian(_last) == Crc32.HashToUInt32(plain)
        && BinaryPrimitives.ReadUInt32LittleEndian(_last.AsSpan(4)) == (uint)plain.Length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _seen; set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken);
        Keep(buffer.Span[..count]);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // The server forbids blocking reads, and nothing here makes any.
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Keep(ReadOnlySpan<byte> read)
    {
        _seen += read.Length;
        var fresh = read.Length > TrailerLength ? read[^TrailerLength..] : read;
        _last.AsSpan(fresh.Length).CopyTo(_last);
        fresh.CopyTo(_last.AsSpan(TrailerLength - fresh.Length));
    }
}
