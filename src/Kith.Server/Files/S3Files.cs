using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Kith.Core.Problems;
using Kith.Store.Files;

namespace Kith.Server.Files;

/// <summary>Files in a bucket of a server that speaks S3: <c>prefix/workspace/id</c>. Each request is signed with the digest of what it sends, which the server checks before it keeps anything.</summary>
public sealed partial class S3Files : IFileStore, IDisposable
{
    // A file of more goes in pieces of this size, so that a line that breaks costs one of them.
    private const long Piece = 8 * 1024 * 1024;
    private const int SecondsToWait = 30;

    private readonly S3Settings _settings;
    private readonly ILogger<S3Files> _log;
    private readonly AmazonS3Client _s3;

    /// <summary>Files in a bucket.</summary>
    /// <param name="time">How long a request may take in all.</param>
    public S3Files(S3Settings settings, TimeSpan time, ILogger<S3Files> log)
    {
        (_settings, _log) = (settings, log);
        var config = new AmazonS3Config
        {
            AuthenticationRegion = settings.Region,
            ForcePathStyle = settings.PathStyle,
            Timeout = time,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            MaxErrorRetry = 2,
            // Checksums behind the body are understood by few servers but Amazon's; the signature holds the body's digest anyway.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (settings.Endpoint is { } endpoint)
            config.ServiceURL = endpoint.AbsoluteUri;
        else
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(settings.Region);
        _s3 = new AmazonS3Client(new BasicAWSCredentials(settings.Key, settings.GetSecret()), config);
    }

    public async Task<string?> FaultAsync(CancellationToken cancellation)
    {
        try
        {
            await _s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = _settings.Bucket, Prefix = _settings.Prefix, MaxKeys = 1 }, cancellation);
            return null;
        }
        catch (AmazonS3Exception refusal) when ((int)refusal.StatusCode is >= 300 and < 500)
        {
            return $"{_settings.Bucket}: {refusal.ErrorCode} ({(int)refusal.StatusCode})";
        }
        // It may come back, and only files wait for it.
        catch (Exception error) when (IsTrouble(error, cancellation))
        {
            Unreachable(_log, Code(error));
            return null;
        }
    }

    public Task KeepAsync(Guid workspace, Guid id, FilePart part, string path, CancellationToken cancellation) => AskAsync(async () =>
    {
        var (key, size) = (Key(workspace, FilePlaces.Name(id, part)), new FileInfo(path).Length);
        if (size > 2 * Piece)
            await KeepInPiecesAsync(key, path, size, cancellation);
        else
            await _s3.PutObjectAsync(new PutObjectRequest { BucketName = _settings.Bucket, Key = key, FilePath = path, ContentType = "application/octet-stream", UseChunkEncoding = false }, cancellation);
        File.Delete(path);
        return true;
    }, cancellation);

    // What is not completed is nothing that can be read.
    private async Task KeepInPiecesAsync(string key, string path, long size, CancellationToken cancellation)
    {
        var upload = await _s3.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest { BucketName = _settings.Bucket, Key = key, ContentType = "application/octet-stream" }, cancellation);
        try
        {
            var parts = new List<PartETag>();
            for (var at = 0L; at < size; at += Piece)
            {
                var request = new UploadPartRequest { BucketName = _settings.Bucket, Key = key, UploadId = upload.UploadId, PartNumber = parts.Count + 1, FilePath = path, FilePosition = at, PartSize = Math.Min(Piece, size - at), UseChunkEncoding = false };
                parts.Add(new PartETag(request.PartNumber.Value, (await _s3.UploadPartAsync(request, cancellation)).ETag));
            }
            await _s3.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = _settings.Bucket, Key = key, UploadId = upload.UploadId, PartETags = parts }, cancellation);
        }
        catch
        {
            await AbortAsync(key, upload.UploadId);
            throw;
        }
    }

    private async Task AbortAsync(string key, string upload)
    {
        try
        {
            await _s3.AbortMultipartUploadAsync(new AbortMultipartUploadRequest { BucketName = _settings.Bucket, Key = key, UploadId = upload }, CancellationToken.None);
        }
        // The reason it broke off is the one to tell; what is left, a rule of the bucket removes.
        catch (Exception error) when (IsTrouble(error, CancellationToken.None))
        {
            Unreachable(_log, Code(error));
        }
    }

    public Task<Stream?> OpenAsync(Guid workspace, Guid id, FilePart part, CancellationToken cancellation) => AskAsync<Stream?>(async () =>
    {
        var key = Key(workspace, FilePlaces.Name(id, part));
        try
        {
            var head = await _s3.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = _settings.Bucket, Key = key }, cancellation);
            return new S3Stream(this, key, head.ContentLength);
        }
        catch (AmazonS3Exception absent) when (absent.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }, cancellation);

    /// <summary>Reads a part of a file into memory.</summary>
    internal Task<byte[]> ReadAsync(string key, long from, int length, CancellationToken cancellation) => AskAsync(async () =>
    {
        using var answer = await _s3.GetObjectAsync(new GetObjectRequest { BucketName = _settings.Bucket, Key = key, ByteRange = new ByteRange(from, from + length - 1) }, cancellation);
        var bytes = new byte[length];
        await answer.ResponseStream.ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }, cancellation);

    public Task RemoveAsync(Guid workspace, Guid id, CancellationToken cancellation) => AskAsync(async () =>
    {
        // One by one: removing several at a time needs a digest that not every server takes.
        foreach (var name in FilePlaces.Names(id))
            await _s3.DeleteObjectAsync(new DeleteObjectRequest { BucketName = _settings.Bucket, Key = Key(workspace, name) }, cancellation);
        return true;
    }, cancellation);

    public async IAsyncEnumerable<Guid> OlderAsync(Guid workspace, DateTime before, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var home = Key(workspace, "");
        string? next = null;
        do
        {
            var request = new ListObjectsV2Request { BucketName = _settings.Bucket, Prefix = home, ContinuationToken = next };
            var page = await AskAsync(() => _s3.ListObjectsV2Async(request, cancellation), cancellation);
            foreach (var found in page.S3Objects ?? [])
            {
                if (FilePlaces.Id(found.Key[home.Length..]) is { } id && found.LastModified?.ToUniversalTime() < before)
                    yield return id;
            }
            next = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (next is not null);
    }

    public void Dispose() => _s3.Dispose();

    private string Key(Guid workspace, string name) => $"{_settings.Prefix}{workspace:D}/{name}";

    // Whoever asked hears that files cannot be reached now; what the store said is for the log.
    private async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancellation)
    {
        try
        {
            return await ask();
        }
        catch (Exception error) when (IsTrouble(error, cancellation))
        {
            Unreachable(_log, Code(error));
            throw new ProblemException(Problem.Of(ProblemKind.Unavailable, "file.store_unavailable") with { RetryAfter = SecondsToWait });
        }
    }

    private static bool IsTrouble(Exception error, CancellationToken cancellation) => error switch
    {
        AmazonServiceException or AmazonClientException or HttpRequestException or TimeoutException or EndOfStreamException => true,
        OperationCanceledException => !cancellation.IsCancellationRequested,
        IOException => true,
        _ => false,
    };

    private static string Code(Exception error) => error is AmazonServiceException { ErrorCode: { Length: > 0 } code } ? code : error.GetBaseException().GetType().Name;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store of files did not do what it was asked ({Code})")]
    private static partial void Unreachable(ILogger log, string code);
}
