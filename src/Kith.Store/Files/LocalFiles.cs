using System.Runtime.CompilerServices;

namespace Kith.Store.Files;

/// <summary>Files in a folder of this machine: <c>workspace/last two digits of the id/id</c>.</summary>
/// <param name="folder">On the same disk as where files are received, so that they are moved, not copied.</param>
public sealed class LocalFiles(string folder) : IFileStore
{
    public Task<string?> FaultAsync(CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var path = Path.Combine(folder, Path.GetRandomFileName());
            File.WriteAllBytes(path, []);
            File.Delete(path);
            return Task.FromResult<string?>(null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Task.FromResult<string?>(error.Message);
        }
    }

    public Task KeepAsync(Guid workspace, Guid id, FilePart part, string path, CancellationToken cancellation)
    {
        var place = Place(workspace, FilePlaces.Name(id, part));
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        File.Move(path, place, overwrite: part != FilePart.Content);
        return Task.CompletedTask;
    }

    public Task<System.IO.Stream?> OpenAsync(Guid workspace, Guid id, FilePart part, CancellationToken cancellation)
    {
        try
        {
            return Task.FromResult<System.IO.Stream?>(new FileStream(Place(workspace, FilePlaces.Name(id, part)), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, useAsync: true));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<System.IO.Stream?>(null);
        }
    }

    public Task RemoveAsync(Guid workspace, Guid id, CancellationToken cancellation)
    {
        foreach (var place in FilePlaces.Names(id).Select(n => Place(workspace, n)).Where(File.Exists))
            File.Delete(place);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<Guid> OlderAsync(Guid workspace, DateTime before, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var home = Path.Combine(folder, workspace.ToString("D"));
        if (!Directory.Exists(home))
            yield break;
        foreach (var path in Directory.EnumerateFiles(home, "*", SearchOption.AllDirectories))
        {
            cancellation.ThrowIfCancellationRequested();
            if (FilePlaces.Id(Path.GetFileName(path)) is { } id && File.GetLastWriteTimeUtc(path) < before)
                yield return id;
        }
        await Task.CompletedTask;
    }

    // Parts lie beside each other: what tells folders apart is the id's end.
    private string Place(Guid workspace, string name) => Path.Combine(folder, workspace.ToString("D"), name[34..36], name);
}
