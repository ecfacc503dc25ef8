namespace Kith.Server.Files;

/// <summary>A file in a bucket, read piece by piece from wherever it is asked for: small pieces first, because a range is mostly small, and larger ones for who goes on.</summary>
internal sealed class S3Stream(S3Files files, string key, long length) : Stream
{
    private const int First = 256 * 1024;
    private const int Largest = 4 * 1024 * 1024;

    private byte[] _piece = [];
    private long _start;
    private long _position;
    private int _next = First;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => length;
    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= length || buffer.IsEmpty)
            return 0;
        if (_position < _start || _position >= _start + _piece.Length)
        {
            var size = (int)Math.Min(_next, length - _position);
            (_piece, _start) = (await files.ReadAsync(key, _position, size, cancellationToken), _position);
            _next = Math.Min(_next * 2, Largest);
        }
        var at = (int)(_position - _start);
        var count = Math.Min(buffer.Length, _piece.Length - at);
        _piece.AsMemory(at, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A file in a bucket is read without waiting.");

    public override long Seek(long offset, SeekOrigin origin)
    {
        var to = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            SeekOrigin.End => length + offset,
            _ => throw new ArgumentOutOfRangeException(nameof(origin)),
        };
        ArgumentOutOfRangeException.ThrowIfNegative(to, nameof(offset));
        return _position = to;
    }

    public override void Flush() { }
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
