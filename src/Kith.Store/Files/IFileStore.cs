namespace Kith.Store.Files;

/// <summary>What is kept of a file: itself, and what was made of it to be looked at.</summary>
public enum FilePart { Content, Small, Large }

/// <summary>Where the bytes of files lie. Each lies under the id of its record, which is never used again, so nothing is shared and no content is overwritten.</summary>
public interface IFileStore
{
    /// <summary>Why nothing can be kept here, for who starts the server; null where all is well, or where nobody answers at the moment.</summary>
    Task<string?> FaultAsync(CancellationToken cancellation);

    /// <summary>Takes over a received file; it is safe when this returns, and nothing of it is there where this fails.</summary>
    /// <param name="path">Of a file on this machine, which may be gone afterwards.</param>
    Task KeepAsync(Guid workspace, Guid id, FilePart part, string path, CancellationToken cancellation);

    /// <summary>Opens a file from its beginning; the stream can be moved to any place. Null where there is none.</summary>
    Task<System.IO.Stream?> OpenAsync(Guid workspace, Guid id, FilePart part, CancellationToken cancellation);

    /// <summary>Removes a file with all of its parts; what is gone already is no fault.</summary>
    Task RemoveAsync(Guid workspace, Guid id, CancellationToken cancellation);

    /// <summary>The files of a workspace of which a part was kept before an instant; one may come more than once.</summary>
    IAsyncEnumerable<Guid> OlderAsync(Guid workspace, DateTime before, CancellationToken cancellation);
}

/// <summary>What files are called where they lie.</summary>
public static class FilePlaces
{
    private static readonly FilePart[] Parts = Enum.GetValues<FilePart>();

    /// <summary>The id, and for what was made of a file a dot and its part.</summary>
    public static string Name(Guid id, FilePart part) => part switch
    {
        FilePart.Content => id.ToString("D"),
        FilePart.Small => $"{id:D}.small",
        FilePart.Large => $"{id:D}.large",
        _ => throw new ArgumentOutOfRangeException(nameof(part)),
    };

    /// <summary>All names of a file.</summary>
    public static IEnumerable<string> Names(Guid id) => Parts.Select(p => Name(id, p));

    /// <summary>The id in a name; null where it is none of ours.</summary>
    public static Guid? Id(string name) => Guid.TryParseExact(name.Split('.')[0], "D", out var id) && Names(id).Contains(name) ? id : null;
}
