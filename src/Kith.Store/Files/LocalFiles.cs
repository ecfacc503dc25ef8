using System.Runtime.CompilerServices;

namespace Kith.Store.Files;

/// <summary>Files in a folder of this machine: <c>workspace/last two digits of the id/id</c>.</summary>
/// <param name="folder">On the same disk as where files are received, so that they are moved, not copied.</param>
public sealed class LocalFiles(string folder) : IFileStore
{
    public Task KeepAsync(Guid workspace, Guid id, string path, CancellationToken cancellation)
    {
        var place = Place(workspace, id);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        File.Move(path, place, overwrite: false);
        return Task.CompletedTask;
    }

    public Task<System.IO.Stream?> OpenAsync(Guid workspace, Guid id, CancellationToken cancellation)
    {
        try
        {
            return Task.FromResult<System.IO.Stream?>(new FileStream(Place(workspace, id), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, useAsync: true));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<System.IO.Stream?>(null);
        }
    }

    public Task RemoveAsync(Guid workspace, Guid id, CancellationToken cancellation)
    {
        if (Path.Exists(Place(workspace, id)))
            File.Delete(Place(workspace, id));
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
            if (Guid.TryParseExact(Path.GetFileName(path), "D", out var id) && File.GetLastWriteTimeUtc(path) < before)
                yield return id;
        }
        await Task.CompletedTask;
    }

    private string Place(Guid workspace, Guid id)
    {
        var name = id.ToString("D");
        return Path.Combine(folder, workspace.ToString("D"), name[^2..], name);
    }
}
