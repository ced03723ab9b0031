using System.Buffers;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Breakwater.Ingestion.Http;

/// <summary>Reads whole bodies into pooled memory: never more than the limit of one body, never more at once than the limit of all.</summary>
internal sealed class RequestBody(IOptions<IngestionOptions> options)
{
    private const int FirstBlock = 16 * 1024;
    private readonly int _limit = options.Value.MaxBodyBytes;
    private readonly long _limitOfAll = options.Value.MaxBufferedBytes;
    private long _held;

    /// <summary>Bytes held now, for Operations.</summary>
    public long HeldBytes => Interlocked.Read(ref _held);

    /// <summary>Reads the body, unpacking gzip.</summary>
    /// <returns>The body; dispose it when nothing points into it any more. Or 413, 415 or 503.</returns>
    public async ValueTask<Outcome<HeldBody>> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        var encoding = request.Headers.ContentEncoding;
        var gzip = encoding is [{ } named] && named.Equals("gzip", StringComparison.OrdinalIgnoreCase);
        if (encoding.Count > 0 && !gzip && encoding is not ["identity"])
        {
            context.Response.Headers.AcceptEncoding = "gzip";
            return new Problem(ProblemKind.Invalid, "unsupported-media-type", "Only gzip is understood as Content-Encoding.", "Nothing was stored.", "Content-Encoding");
        }

        if (request.ContentLength > _limit) return TooLarge();
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = _limit;

        // What it may come to is reserved before the first byte is read: a flood of large bodies meets 503, not an empty heap.
        var reserved = gzip ? _limit : request.ContentLength ?? _limit;
        if (Interlocked.Add(ref _held, reserved) > _limitOfAll)
        {
            Interlocked.Add(ref _held, -reserved);
            return new Problem(
                ProblemKind.Unavailable, "overloaded", "Too many large requests are being read at this moment.",
                "Nothing was stored; send the same request again.", RetryAfter: TimeSpan.FromSeconds(1));
        }

        var body = new HeldBody(this, reserved, (int)Math.Min(_limit, gzip ? FirstBlock : request.ContentLength + 1 ?? FirstBlock));
        var kept = false;
        try
        {
            var within = gzip ? await UnzipAsync(request, body, context.RequestAborted) : await CopyAsync(request, body, context.RequestAborted);
            if (!within) return TooLarge();
            kept = true;
            return body;
        }
        catch (InvalidDataException)
        {
            return new Problem(ProblemKind.Invalid, "malformed-gzip", "The body is not valid gzip.", "Nothing was stored. Send one gzip member, whole, with its checksum and length.");
        }
        finally
        {
            if (!kept) body.Dispose();
        }
    }

    private async ValueTask<bool> CopyAsync(HttpRequest request, HeldBody body, CancellationToken ct)
    {
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(ct);
            foreach (var block in read.Buffer) body.Append(block.Span);
            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (body.Length > _limit) return false;
            if (read.IsCompleted) return true;
        }
    }

    private async ValueTask<bool> UnzipAsync(HttpRequest request, HeldBody body, CancellationToken ct)
    {
        await using var packed = new GzipTrailer(request.BodyReader.AsStream());
        await using var plain = new GZipStream(packed, CompressionMode.Decompress);
        while (true)
        {
            var count = await plain.ReadAsync(body.Free(), ct);
            if (count == 0) return packed.VouchesFor(body.Memory.Span) ? true : throw new InvalidDataException("The text is not the one that was packed.");
            body.Advance(count);
            if (body.Length > _limit) return false;
        }
    }

    private Problem TooLarge() => new(
        ProblemKind.TooLarge, "body-too-large", $"The body may have at most {_limit:N0} bytes after decompression.", "Nothing was stored. Send the events in several requests.");

    /// <summary>A body in pooled memory.</summary>
    internal sealed class HeldBody(RequestBody owner, long reserved, int capacity) : IDisposable
    {
        private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);
        private bool _abandoned;

        /// <summary>Bytes read.</summary>
        public int Length { get; private set; }

        /// <summary>The body.</summary>
        public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

        /// <summary>Appends a block.</summary>
        public void Append(ReadOnlySpan<byte> block)
        {
            if (_bytes.Length - Length < block.Length) Grow(block.Length);
            block.CopyTo(_bytes.AsSpan(Length));
            Length += block.Length;
        }

        /// <summary>Room for the next block, at least 4 KB.</summary>
        public Memory<byte> Free()
        {
            if (_bytes.Length - Length < 4_096) Grow(4_096);
            return _bytes.AsMemory(Length);
        }

        /// <summary>Counts what was written to <see cref="Free"/>.</summary>
        public void Advance(int count) => Length += count;

        /// <summary>Leaves the memory to the garbage collector, for when someone may still read it.</summary>
        public void Abandon() => _abandoned = true;

        /// <inheritdoc/>
        public void Dispose()
        {
            if (_bytes.Length == 0) return;
            if (!_abandoned) ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
            Length = 0;
            Interlocked.Add(ref owner._held, -reserved);
        }

        private void Grow(int wanted)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Length + wanted, _bytes.Length * 2));
            _bytes.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
    }
}
