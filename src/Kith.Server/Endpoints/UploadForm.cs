using System.Security.Cryptography;
using System.Text;
using Kith.Core.Problems;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Kith.Server.Endpoints;

/// <summary>Reads a form with one file, part by part: the file goes to where it is kept while it comes in, and is never held in memory or on this machine's disk.</summary>
internal sealed class UploadForm
{
    private const int LongestBoundary = 100, LongestField = 1_000, MostParts = 20;

    /// <summary>The texts of the other parts by their names.</summary>
    public Dictionary<string, string> Fields { get; } = [];
    /// <summary>What the file was kept as; null while there is none.</summary>
    public Guid? File { get; private set; }
    /// <summary>SHA-256 of the file and the fields, by which a repeated request is known.</summary>
    public byte[] Hash { get; private set; } = [];

    /// <summary>Reads the form; a file in a part named <c>file</c> is given to <paramref name="keep"/>, parts with other names than the known are refused.</summary>
    /// <param name="most">Most bytes of the whole request.</param>
    public async Task ReadAsync(HttpContext context, long most, IReadOnlyCollection<string> known, Func<string?, Stream, Task<Guid>> keep, CancellationToken cancellation)
    {
        if (context.Request.ContentLength > most)
            throw new ProblemException(Problem.Of(ProblemKind.TooLarge, "too_large", most));
        // Only here may a body be as large as this; everywhere else the server's own limit holds.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = most;
        var reader = new MultipartReader(Boundary(context), context.Request.Body) { HeadersLengthLimit = 16 * 1024 };
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            for (var parts = 0; await reader.ReadNextSectionAsync(cancellation) is { } section; parts++)
            {
                if (parts == MostParts || !ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                    throw Malformed();
                await ReadAsync(section, disposition, known, keep, hash, cancellation);
            }
        }
        // The reader's way to say that the form breaks off or is not written as one.
        catch (Exception error) when (error is InvalidDataException || (error is IOException and not BadHttpRequestException && !cancellation.IsCancellationRequested))
        {
            throw Malformed();
        }
        Hash = hash.GetHashAndReset();
        if (File is null)
            throw new ProblemException(Problem.Field("file", "import.file_needed"));
    }

    private async Task ReadAsync(MultipartSection section, ContentDispositionHeaderValue disposition, IReadOnlyCollection<string> known, Func<string?, Stream, Task<Guid>> keep, IncrementalHash hash, CancellationToken cancellation)
    {
        var name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
        hash.AppendData(Encoding.UTF8.GetBytes(name + "\n"));
        if (name == "file")
        {
            if (File is not null)
                throw new ProblemException(Problem.Field("file", "repeated_parameter", "file"));
            var fileName = disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.RemoveQuotes(disposition.FileName);
            await using var content = new HashedStream(section.Body, hash);
            File = await keep(fileName.Value, content);
        }
        else if (!known.Contains(name))
        {
            throw new ProblemException(Problem.Field(name, "unknown_parameter", name));
        }
        else
        {
            Fields[name] = await TextAsync(section, name, hash, cancellation);
        }
    }

    private static async Task<string> TextAsync(MultipartSection section, string name, IncrementalHash hash, CancellationToken cancellation)
    {
        var bytes = new byte[LongestField + 1];
        var length = await section.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        if (length > LongestField)
            throw new ProblemException(Problem.Field(name, "max_length", name, LongestField));
        hash.AppendData(bytes, 0, length);
        return Encoding.UTF8.GetString(bytes, 0, length).Trim();
    }

    private static string Boundary(HttpContext context)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            throw new ProblemException(Problem.Of(ProblemKind.UnsupportedType, "import.not_multipart"));
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        return boundary.Length is > 0 and <= LongestBoundary ? boundary : throw Malformed();
    }

    private static ProblemException Malformed() => new(Problem.Of(ProblemKind.Malformed, "import.not_multipart"));
}

/// <summary>Adds what is read to a hash.</summary>
internal sealed class HashedStream(Stream inner, IncrementalHash hash) : Stream
{
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        hash.AppendData(buffer.Span[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
