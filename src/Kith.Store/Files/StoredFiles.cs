using System.Buffers;
using Kith.Core.Access;
using Kith.Core.Files;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Store.Reading;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Store.Files;

/// <summary>What there is to fetch of a file.</summary>
/// <param name="Content">From its beginning.</param>
/// <param name="Type">As its bytes say.</param>
public sealed record FileBytes(string Name, string Type, System.IO.Stream Content);

/// <summary>Files as records with bytes beside them: written as all records are, read by whoever reads the record.</summary>
public sealed class StoredFiles(KithStore store, IFileStore files, IFileScanner scanner, TimeProvider clock)
{
    /// <summary>The name of the type.</summary>
    public const string Type = "file";

    /// <summary>Refuses who may not add a file to a record, before anything of it is read.</summary>
    public async Task AdmitAsync(Caller caller, Catalogue catalogue, RecordReference regarding, CancellationToken cancellation)
    {
        var type = catalogue[Type];
        if (caller.Role != Role.System && !store.Policy.Rights(caller, type).Create)
            throw ProblemException.Forbidden();
        var to = catalogue.Find(regarding.Type);
        try
        {
            await store.Changes.RequireAsync(caller, catalogue, to ?? throw ProblemException.NotFound(), regarding.Id, cancellation);
        }
        catch (ProblemException absent) when (absent.Problem.Kind == ProblemKind.NotFound)
        {
            throw new ProblemException(Problem.Field("regarding", "link_not_found", type["regarding"].Label));
        }
    }

    /// <summary>Makes the record of a file whose bytes are kept, and writes it.</summary>
    public async Task<long?> MakeAsync(Session session, Caller caller, Catalogue catalogue, Guid id, string name, RecordReference regarding, ReceivedFile file, IBufferWriter<byte> output, CancellationToken cancellation)
    {
        var type = catalogue[Type];
        var request = new WriteRequest(WriteKind.Create, id);
        request.Values[type["name"]] = name;
        request.Values[type["regarding"]] = regarding;
        var media = FileContent.TypeOf(file.Head, name);
        request.Values[type["content_type"]] = media;
        request.Values[type["size"]] = file.Size;
        request.Values[type["sha256"]] = Convert.ToHexStringLower(file.Sha256);
        request.Values[type["scan_state"]] = scanner.Scans ? ScanState.Pending : ScanState.Unscanned;
        // What is to be done with it is in line as soon as it is there.
        var whole = !session.InTransaction;
        if (whole)
            await session.BeginAsync(cancellation);
        var (_, version) = await store.Writes.OneAsync(session, caller, catalogue, type, request, null, output, cancellation);
        if (scanner.Scans)
            await session.ExecuteAsync(ScanJobs.Enqueue(caller.Workspace, id), cancellation);
        else if (FileContent.IsPicture(media))
            await session.ExecuteAsync(PreviewJobs.Enqueue(caller.Workspace, id), cancellation);
        if (whole)
            await session.CommitAsync(cancellation);
        return version;
    }

    /// <summary>Opens a file that the caller may read.</summary>
    /// <exception cref="ProblemException">There is none, it has no bytes, or they are lost.</exception>
    public async Task<FileBytes> OpenAsync(Caller caller, Catalogue catalogue, Guid id, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        var (name, media) = await ReadableAsync(session, caller, catalogue, id, cancellation);
        return new FileBytes(name, media, await files.OpenAsync(caller.Workspace, id, FilePart.Content, cancellation) ?? throw new ProblemException(Problem.Of(ProblemKind.Gone, "file.lost")));
    }

    /// <summary>Opens what is to be looked at of a picture that the caller may read. Where it was not made yet, such as of a file from before there were previews, it is made now.</summary>
    /// <exception cref="ProblemException">There is no such file, it has no preview, or not yet.</exception>
    public async Task<System.IO.Stream> PreviewAsync(Caller caller, Catalogue catalogue, Guid id, FilePart part, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        var (_, media) = await ReadableAsync(session, caller, catalogue, id, cancellation);
        if (!FileContent.IsPicture(media))
            throw None();
        if (await files.OpenAsync(caller.Workspace, id, part, cancellation) is { } preview)
        {
            if (preview.Length > 0)
                return preview;
            await preview.DisposeAsync();
            throw None();
        }
        if (await session.FirstAsync<bool?>(SqlText.Of($"select parked_at is not null from job where workspace_id = {caller.Workspace} and kind = {SqlText.Text(PreviewJobs.KindName)} and id = {id}"), r => r.GetBoolean(0), cancellation) is { } parked)
            throw parked ? None() : Pending();
        await session.ExecuteAsync(PreviewJobs.Enqueue(caller.Workspace, id), cancellation);
        throw Pending();
    }

    private static ProblemException None() => new(Problem.Of(ProblemKind.NotFound, "file.no_preview"));

    private static ProblemException Pending() => new(Problem.Of(ProblemKind.Conflict, "file.preview_pending") with { RetryAfter = 1 });

    private async Task<(string Name, string Media)> ReadableAsync(Session session, Caller caller, Catalogue catalogue, Guid id, CancellationToken cancellation)
    {
        var (rights, type) = (new RightsSql(caller, store.Policy, catalogue, clock.GetUtcNow().UtcDateTime), catalogue[Type]);
        if (!rights.Of(type).Read)
            throw ProblemException.NotFound();
        var (name, media, scan) = await session.FirstAsync<(string, string?, string?)?>(
            SqlText.Of($"select t.name, t.content_type, t.scan_state from {SqlText.Name(type.Table)} t where t.workspace_id = {caller.Workspace} and t.id = {id} and t.deleted_at is null{rights.Readable(type, "t", " and ")}"),
            r => (r.GetString(0), r.IsDBNull(1) ? null : r.GetString(1), r.IsDBNull(2) ? null : r.GetString(2)), cancellation) ?? throw ProblemException.NotFound();
        if (scan == ScanState.Infected)
            throw new ProblemException(Problem.Of(ProblemKind.Gone, "file.infected"));
        if (scan == ScanState.Pending)
        {
            // One that came back from the trash may wait for nobody any more.
            await session.ExecuteAsync(ScanJobs.Wanted(caller.Workspace, id), cancellation);
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "file.pending") with { RetryAfter = 1 });
        }
        return (name, media ?? throw new ProblemException(Problem.Of(ProblemKind.Conflict, "file.no_content")));
    }
}
