using System.Security.Cryptography;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Server.Files;
using Kith.Store.Files;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kith.Server.Tests.Files;

/// <summary>What every store of files does alike.</summary>
public abstract class FileStoreTests
{
    private static readonly DateTime Ever = new(2300, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly IdSource _ids = new(TimeProvider.System);

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected abstract IFileStore Files { get; }

    protected Guid NewId() => _ids.Next();

    protected async Task<byte[]> KeepAsync(Guid workspace, Guid id, int size, FilePart part = FilePart.Content)
    {
        var (bytes, path) = (RandomNumberGenerator.GetBytes(size), Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()));
        await File.WriteAllBytesAsync(path, bytes, Cancel);
        await Files.KeepAsync(workspace, id, part, path, Cancel);
        Assert.False(File.Exists(path));
        return bytes;
    }

    protected async Task<byte[]?> WholeAsync(Guid workspace, Guid id, FilePart part = FilePart.Content)
    {
        await using var stream = await Files.OpenAsync(workspace, id, part, Cancel);
        if (stream is null)
            return null;
        using var whole = new MemoryStream();
        await stream.CopyToAsync(whole, Cancel);
        return whole.ToArray();
    }

    private async Task<HashSet<Guid>> OlderAsync(Guid workspace, DateTime before)
    {
        var found = new HashSet<Guid>();
        await foreach (var id in Files.OlderAsync(workspace, before, Cancel))
            found.Add(id);
        return found;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(300_000)]
    [InlineData(17_000_000)]
    public async Task What_is_kept_comes_back_whole(int size)
    {
        var (workspace, id) = (NewId(), NewId());
        Assert.Equal(await KeepAsync(workspace, id, size), await WholeAsync(workspace, id));
    }

    [Fact]
    public async Task It_is_read_from_any_place()
    {
        var (workspace, id) = (NewId(), NewId());
        var bytes = await KeepAsync(workspace, id, 3_000_000);
        await using var stream = (await Files.OpenAsync(workspace, id, FilePart.Content, Cancel))!;
        Assert.Equal((3_000_000, true), (stream.Length, stream.CanSeek));
        foreach (var at in new[] { 2_999_990, 0, 1_500_000, 262_140, 262_144 })
        {
            stream.Seek(at, SeekOrigin.Begin);
            var part = new byte[10];
            await stream.ReadExactlyAsync(part, Cancel);
            Assert.Equal(bytes[at..(at + 10)], part);
        }
        stream.Seek(0, SeekOrigin.End);
        Assert.Equal(0, await stream.ReadAsync(new byte[1], Cancel));
    }

    [Fact]
    public async Task What_is_not_there_is_not_there_for_anybody()
    {
        var (workspace, id) = (NewId(), NewId());
        await KeepAsync(workspace, id, 10);
        Assert.Null(await WholeAsync(NewId(), id));
        Assert.Null(await WholeAsync(workspace, NewId()));
        Assert.Null(await WholeAsync(workspace, id, FilePart.Small));
        await Files.RemoveAsync(workspace, NewId(), Cancel);
    }

    [Fact]
    public async Task A_file_goes_with_all_that_was_made_of_it()
    {
        var (workspace, id, other) = (NewId(), NewId(), NewId());
        foreach (var part in Enum.GetValues<FilePart>())
            await KeepAsync(workspace, id, 10, part);
        var again = await KeepAsync(workspace, id, 20, FilePart.Small);
        Assert.Equal(again, await WholeAsync(workspace, id, FilePart.Small));
        await KeepAsync(workspace, other, 10);
        await Files.RemoveAsync(workspace, id, Cancel);
        foreach (var part in Enum.GetValues<FilePart>())
            Assert.Null(await WholeAsync(workspace, id, part));
        Assert.NotNull(await WholeAsync(workspace, other));
    }

    [Fact]
    public async Task The_files_of_a_workspace_are_told_by_their_age()
    {
        var (workspace, first, second, orphan) = (NewId(), NewId(), NewId(), NewId());
        await KeepAsync(NewId(), NewId(), 10);
        await KeepAsync(workspace, first, 10);
        await KeepAsync(workspace, second, 10);
        await KeepAsync(workspace, orphan, 10, FilePart.Large);
        Assert.Equal([first, second, orphan], await OlderAsync(workspace, Ever));
        Assert.Empty(await OlderAsync(workspace, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc)));
        Assert.Empty(await OlderAsync(NewId(), Ever));
    }

    [Fact]
    public async Task It_says_that_files_can_be_kept() => Assert.Null(await Files.FaultAsync(Cancel));
}

/// <summary>Files in a folder.</summary>
public sealed class LocalFilesTests : FileStoreTests, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kith-files-").FullName;

    protected override IFileStore Files => new LocalFiles(_folder);

    [Fact]
    public async Task A_folder_that_cannot_be_is_told() => Assert.NotNull(await new LocalFiles("/proc/kith/files").FaultAsync(Cancel));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

/// <summary>Files in a bucket.</summary>
public sealed class S3FilesTests(S3Server server) : FileStoreTests, IClassFixture<S3Server>, IDisposable
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(20);
    private readonly S3Files _files = new(server.Settings, Time, NullLogger<S3Files>.Instance);

    protected override IFileStore Files => _files;

    private static S3Files Of(S3Settings settings) => new(settings, Time, NullLogger<S3Files>.Instance);

    [Fact]
    public async Task A_bucket_that_is_not_there_and_a_key_that_is_wrong_are_told()
    {
        using var missing = Of(server.Settings with { Bucket = "nowhere" });
        Assert.Contains("NoSuchBucket", await missing.FaultAsync(Cancel), StringComparison.Ordinal);
        using var wrong = Of(server.Settings with { Key = "guessed" });
        Assert.Contains("kith: InvalidAccessKeyId", await wrong.FaultAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_told_as_such()
    {
        using var silent = Of(server.Settings with { Endpoint = new Uri("http://127.0.0.1:9") });
        Assert.Null(await silent.FaultAsync(Cancel));
        foreach (var ask in new Func<Task>[] { () => silent.OpenAsync(NewId(), NewId(), FilePart.Content, Cancel), () => silent.RemoveAsync(NewId(), NewId(), Cancel) })
        {
            var refusal = (await Assert.ThrowsAsync<ProblemException>(ask)).Problem;
            Assert.Equal((ProblemKind.Unavailable, "file.store_unavailable"), (refusal.Kind, refusal.Code));
        }
    }

    [Fact]
    public void The_secret_is_not_told_with_the_rest() => Assert.DoesNotContain("hush", (server.Settings with { Secret = "hush" }).ToString(), StringComparison.Ordinal);

    public void Dispose() => _files.Dispose();
}
