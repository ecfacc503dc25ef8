using Kith.Core.Problems;
using Kith.Store.Sql;

namespace Kith.Store.Transfer.Running;

/// <summary>Keeps uploaded files in the database, piece by piece, so that memory does not grow with them and every server can read them.</summary>
internal sealed class ImportFiles(Database database)
{
    /// <summary>Bytes of a piece.</summary>
    public const int Piece = 1 << 20;

    /// <summary>Takes a stream in and answers its length. Each piece is a transaction of its own: an upload may take longer than a transaction should.</summary>
    /// <exception cref="ProblemException">The file is larger than <paramref name="most"/> bytes.</exception>
    public async Task<long> SaveAsync(Guid workspace, Guid import, System.IO.Stream content, long most, CancellationToken cancellation)
    {
        var size = 0L;
        var piece = new byte[Piece];
        for (var number = 0; ; number++)
        {
            var length = await content.ReadAtLeastAsync(piece, Piece, throwOnEndOfStream: false, cancellation);
            if (length == 0)
                return size;
            size += length;
            if (size > most)
                throw new ProblemException(Problem.Of(ProblemKind.TooLarge, "too_large", most));
            await SaveAsync(workspace, import, number, length == Piece ? piece : piece[..length], cancellation);
        }
    }

    private async Task SaveAsync(Guid workspace, Guid import, int number, byte[] bytes, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(workspace, cancellation);
        await session.ExecuteAsync(SqlText.Of($"insert into import_piece (workspace_id, import_id, number, bytes) values ({workspace}, {import}, {number}, {bytes})"), cancellation);
    }

    /// <summary>A file to be written, at most as large as <paramref name="most"/> bytes; each piece is kept as soon as it is full.</summary>
    public ImportFileWriter Write(Guid workspace, Guid import, long most, CancellationToken cancellation) =>
        new((number, bytes) => SaveAsync(workspace, import, number, bytes, cancellation), most, Piece);

    /// <summary>One piece of a file.</summary>
    public async Task<byte[]> ReadAsync(Guid workspace, Guid import, int number, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(workspace, cancellation);
        return await session.FirstAsync(
            SqlText.Of($"select bytes from import_piece where workspace_id = {workspace} and import_id = {import} and number = {number}"),
            r => r.GetFieldValue<byte[]>(0), cancellation) ?? throw new IOException("A piece of the imported file is missing.");
    }

    /// <summary>The file as a stream that can seek.</summary>
    public ImportFileStream Open(Guid workspace, Guid import, long size, CancellationToken cancellation) =>
        new((number, stop) => ReadAsync(workspace, import, number, stop), size, Piece, cancellation);
}

/// <summary>
/// Reads pieces as one stream, the next one while the present is used. The parser above is synchronous, so reading blocks its thread:
/// use it on a thread of its own.
/// </summary>
internal sealed class ImportFileStream(Func<int, CancellationToken, Task<byte[]>> read, long size, int piece, CancellationToken cancellation) : System.IO.Stream
{
    private byte[] _present = [];
    private int _number = -1;
    private (int Number, Task<byte[]> Bytes)? _next;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => size;
    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (Position >= size || buffer.IsEmpty)
            return 0;
        var number = (int)(Position / piece);
        if (number != _number)
            Load(number);
        var from = (int)(Position % piece);
        var length = Math.Min(buffer.Length, _present.Length - from);
        _present.AsSpan(from, length).CopyTo(buffer);
        Position += length;
        return length;
    }

    private void Load(int number)
    {
        var bytes = _next is { } next && next.Number == number ? next.Bytes : read(number, cancellation);
        _present = bytes.GetAwaiter().GetResult();
        _number = number;
        _next = (number + 1L) * piece < size ? (number + 1, read(number + 1, cancellation)) : null;
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        var to = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => Position + offset,
            SeekOrigin.End => size + offset,
            _ => throw new ArgumentOutOfRangeException(nameof(origin)),
        };
        // As every stream does; whoever reads a file that is too short relies on it.
        return Position = to >= 0 ? to : throw new IOException("There is nothing before the file's beginning.");
    }

    public override void Flush() { }
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>Writes pieces as one stream. It blocks its thread as <see cref="ImportFileStream"/> does; the last piece is kept by <see cref="Complete"/>.</summary>
internal sealed class ImportFileWriter(Func<int, byte[], Task> save, long most, int piece) : System.IO.Stream
{
    private readonly byte[] _present = new byte[piece];
    private int _filled, _number;

    /// <summary>Bytes written.</summary>
    public override long Length => ((long)_number * piece) + _filled;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Position { get => Length; set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (Length + buffer.Length > most)
            throw new ProblemException(Problem.Of(ProblemKind.TooLarge, "too_large", most));
        while (!buffer.IsEmpty)
        {
            var length = Math.Min(buffer.Length, piece - _filled);
            buffer[..length].CopyTo(_present.AsSpan(_filled));
            _filled += length;
            buffer = buffer[length..];
            if (_filled == piece)
                Keep();
        }
    }

    private void Keep()
    {
        save(_number, _present[.._filled]).GetAwaiter().GetResult();
        (_number, _filled) = (_number + 1, 0);
    }

    /// <summary>The end of the file: what is not full is kept too. Nothing can be written behind it. Answers the bytes of the whole file.</summary>
    public long Complete()
    {
        if (_filled > 0)
            save(_number, _present[.._filled]).GetAwaiter().GetResult();
        return Length;
    }

    public override void Flush() { }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
