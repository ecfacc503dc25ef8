using System.Security.Cryptography;
using Kith.Core.Files;
using Kith.Core.Problems;

namespace Kith.Store.Files;

/// <summary>Receives files: what comes in is written to this machine's disk piece by piece, so no file is ever whole in memory.</summary>
/// <param name="folder">Where files lie until they are kept.</param>
/// <param name="most">The most bytes of a file.</param>
public sealed class FileIntake(string folder, long most)
{
    private const long Mega = 1024 * 1024;
    private const int Piece = 1 << 16;

    /// <summary>The most bytes of a file.</summary>
    public long Most => most;

    /// <summary>Reads a file to its end.</summary>
    /// <exception cref="ProblemException">It is larger than is taken, or there is nothing in it.</exception>
    public async Task<ReceivedFile> ReceiveAsync(System.IO.Stream content, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, Path.GetRandomFileName());
        try
        {
            await using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, useAsync: true);
            var file = await CopyAsync(content, target, path, cancellation);
            // Whoever is told that a file is kept finds it after the power has failed, too.
            target.Flush(flushToDisk: true);
            return file;
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Writes what was made here into a file that can be kept.</summary>
    /// <returns>Where it lies.</returns>
    public async Task<string> WriteAsync(byte[] content, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, Path.GetRandomFileName());
        await File.WriteAllBytesAsync(path, content, cancellation);
        return path;
    }

    /// <summary>Removes what was left behind by processes that ended while they received.</summary>
    public void Forget(DateTime before)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var path in Directory.EnumerateFiles(folder).Where(p => File.GetLastWriteTimeUtc(p) < before))
            File.Delete(path);
    }

    /// <summary>Refuses what says beforehand that it is larger.</summary>
    public ProblemException TooLarge() => new(Problem.Of(ProblemKind.TooLarge, "file.too_large", most / Mega));

    private async Task<ReceivedFile> CopyAsync(System.IO.Stream content, FileStream target, string path, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, head, size) = (new byte[Piece], new MemoryStream(), 0L);
        for (int read; (read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation)) > 0; size += read)
        {
            if (size + read > most)
                throw TooLarge();
            if (size == 0)
                head.Write(buffer, 0, Math.Min(read, FileContent.Looked));
            hash.AppendData(buffer, 0, read);
            await target.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }
        return size > 0 ? new ReceivedFile(path, size, hash.GetHashAndReset(), head.ToArray()) : throw new ProblemException(Problem.Of(ProblemKind.Invalid, "file.empty"));
    }
}

/// <summary>A file that came in and is not kept yet; it goes with this unless it was.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">Of all of it.</param>
/// <param name="Head">Its first bytes.</param>
public sealed record ReceivedFile(string Path, long Size, byte[] Sha256, byte[] Head) : IDisposable
{
    public void Dispose() => File.Delete(Path);
}
