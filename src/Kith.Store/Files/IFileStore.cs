namespace Kith.Store.Files;

/// <summary>Where the bytes of files lie. Each lies under the id of its record, which is never used again, so nothing is shared and nothing is overwritten.</summary>
public interface IFileStore
{
    /// <summary>Takes over a received file; it is safe when this returns.</summary>
    /// <param name="path">Of a file on this machine, which may be gone afterwards.</param>
    Task KeepAsync(Guid workspace, Guid id, string path, CancellationToken cancellation);

    /// <summary>Opens a file from its beginning; the stream can be moved to any place. Null where there is none.</summary>
    Task<System.IO.Stream?> OpenAsync(Guid workspace, Guid id, CancellationToken cancellation);

    /// <summary>Removes a file; one that is gone already is no fault.</summary>
    Task RemoveAsync(Guid workspace, Guid id, CancellationToken cancellation);

    /// <summary>The files of a workspace that were kept before an instant.</summary>
    IAsyncEnumerable<Guid> OlderAsync(Guid workspace, DateTime before, CancellationToken cancellation);
}
