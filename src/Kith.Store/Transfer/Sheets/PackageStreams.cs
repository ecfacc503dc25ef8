using System.Buffers;
using System.IO.Compression;
using Kith.Core.Problems;

namespace Kith.Store.Transfer.Sheets;

/// <summary>A stream that is only read.</summary>
internal abstract class ReadStream : System.IO.Stream
{
    public override bool CanRead => true;
    public override bool CanWrite => false;
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override void Flush() { }
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>Counts what is read for the list of the parts, which is held in memory.</summary>
internal sealed class DirectoryStream(System.IO.Stream inner, long most) : ReadStream
{
    private long _left = most;

    /// <summary>The list is read; from here on what is read is not held.</summary>
    public void Done() => _left = long.MaxValue;

    public override bool CanSeek => true;
    public override long Length => inner.Length;
    public override long Position { get => inner.Position; set => inner.Position = value; }
    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        return (_left -= read) >= 0 ? read : throw new ProblemException(Problem.Field("file", "import.workbook_bomb"));
    }
}

/// <summary>A part while it is unpacked: stops at what no workbook is, and compares its end with what the file says of it.</summary>
internal sealed class PartStream(ZipArchiveEntry entry, System.IO.Stream inner, PackageLimits limits, Func<long, long> unpacked) : ReadStream
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(i => Enumerable.Range(0, 8).Aggregate((uint)i, (c, _) => (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1))];

    private long _length, _marked;
    private uint _crc = uint.MaxValue;

    /// <summary>A node of XML ended here.</summary>
    public void Mark() => _marked = _length;

    public override bool CanSeek => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => _length; set => throw new NotSupportedException(); }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override int Read(Span<byte> buffer)
    {
        var read = Unpack(buffer);
        if (read == 0 && !buffer.IsEmpty)
            CheckEnd();
        _length += read;
        foreach (var b in buffer[..read])
            _crc = Table[(byte)(_crc ^ b)] ^ (_crc >> 8);
        if (unpacked(read) > limits.Unpacked || (_length > limits.Free && _length / Math.Max(1, entry.CompressedLength) > limits.Ratio))
            throw new ProblemException(Problem.Field("file", "import.workbook_bomb"));
        if (_length - _marked > limits.Node)
            throw Workbooks.Broken(entry.FullName);
        return read;
    }

    private int Unpack(Span<byte> buffer)
    {
        try
        {
            return inner.Read(buffer);
        }
        catch (InvalidDataException)
        {
            throw Workbooks.Broken(entry.FullName);
        }
    }

    // CRC-32 of ISO/IEC 13239, as ZIP has it (APPNOTE 4.4.7).
    private void CheckEnd()
    {
        if (_length != entry.Length || ~_crc != entry.Crc32)
            throw new ProblemException(Problem.Field("file", "import.workbook_size", entry.FullName));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>Holds what is written until it is sent on: the archive's own streams write without waiting when they are closed, which a response refuses.</summary>
internal sealed class HeldStream : System.IO.Stream
{
    private readonly ArrayBufferWriter<byte> _held = new();

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Write(byte[] buffer, int offset, int count) => _held.Write(buffer.AsSpan(offset, count));
    public override void Write(ReadOnlySpan<byte> buffer) => _held.Write(buffer);
    public override void Flush() { }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Sends on what is held.</summary>
    public async Task DrainAsync(System.IO.Stream output, CancellationToken cancellation)
    {
        await output.WriteAsync(_held.WrittenMemory, cancellation);
        _held.ResetWrittenCount();
    }
}
