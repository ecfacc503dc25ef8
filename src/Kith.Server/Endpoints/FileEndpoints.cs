using Kith.Core.Files;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Files;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Kith.Server.Endpoints;

/// <summary>The bytes of files: sent to become a file of a record, and fetched again. All else about files is what all records have.</summary>
public static class FileEndpoints
{
    private const string Files = "files";
    private const string PreviewType = "image/webp";
    private const string Root = "/api/v1/files";

    // Whatever a file holds, a browser that shows it all the same runs nothing of it and lets it reach nothing.
    private const string Policy = "default-src 'none'; sandbox; frame-ancestors 'none'";

    public static void MapFiles(this IEndpointRouteBuilder routes)
    {
        routes.Map(new Operation("POST", $"{Root}/upload", "upload_file", "Add a file to a record: the body is the file itself, whatever its Content-Type says")
        {
            Guard = Guard.SignedIn,
            Tag = Files,
            Cost = Cost.Heavy,
            RequestType = FileContent.Unknown,
            ResponseShape = RecordShape.Record,
            OfType = StoredFiles.Type,
            Status = 201,
            Parameters =
            [
                new("name", "query", "What it is called; folders before it are left out", Required: true),
                new("regarding_type", "query", "Name of the type of the record it is about", Required: true),
                new("regarding", "query", "Id of that record", Required: true),
                OperationParameter.IdempotencyKey,
            ],
            Refusals = [ProblemKind.Forbidden, ProblemKind.Invalid, ProblemKind.TooLarge],
        }, UploadAsync);
        routes.Map(new Operation("GET", $"{Root}/{{id}}/content", "get_file_content", "The file itself, as something to save; a part of it by Range")
        {
            Guard = Guard.SignedIn,
            Tag = Files,
            Cost = Cost.Heavy,
            ResponseType = FileContent.Unknown,
            Parameters = [new("id", "path", "Id of the file")],
            Refusals = [ProblemKind.Conflict, ProblemKind.Gone],
        }, ContentAsync);
        routes.Map(new Operation("GET", $"{Root}/{{id}}/preview", "get_file_preview", "What a picture (PNG, JPEG, GIF or WebP) looks like, upright and without anything that stood beside it, such as the place where it was taken; a 409 file.preview_pending until it was made")
        {
            Guard = Guard.SignedIn,
            Tag = Files,
            ResponseType = PreviewType,
            Parameters = [new("id", "path", "Id of the file"), new("size", "query", "small for at most 256 pixels a side, large for 1280; small where left out")],
            Refusals = [ProblemKind.Conflict, ProblemKind.Gone, ProblemKind.Invalid],
        }, PreviewAsync);
    }

    private static async Task UploadAsync(HttpContext context, KithStore store, StoredFiles stored, IFileStore files, FileIntake intake, CancellationToken cancellation)
    {
        var (caller, catalogue, type) = await RequestScope.TypeAsync(context, store, Files, cancellation);
        var (name, regarding) = Read(context);
        await stored.AdmitAsync(caller, catalogue, regarding, cancellation);
        using var file = await ReceiveAsync(context, intake, cancellation);
        var (id, made) = (store.Ids.Next(), false);
        await files.KeepAsync(caller.Workspace, id, FilePart.Content, file.Path, cancellation);
        try
        {
            await Answers.SendAsync(context, store, caller, file.Sha256, async session =>
            {
                using var record = new PooledBuffer();
                var version = await stored.MakeAsync(session, caller, catalogue, id, name, regarding, file, record, cancellation);
                made = true;
                var answer = new Answer(201, record.Written.ToArray());
                answer.Headers["Location"] = $"/api/v1/{type.Plural}/{id}";
                if (version is { } v)
                    answer.Headers["ETag"] = RecordEndpoints.ETag(v);
                return answer;
            }, cancellation);
        }
        finally
        {
            // What was refused, and what came twice under one key, is not kept.
            if (!made)
                await files.RemoveAsync(caller.Workspace, id, CancellationToken.None);
        }
    }

    private static (string Name, RecordReference Regarding) Read(HttpContext context)
    {
        var query = new QueryReader(context, "name", "regarding_type", "regarding");
        var (name, type, id) = (query.Text("name"), query.Text("regarding_type"), query.Text("regarding"));
        query.Done();
        var problems = new ProblemList();
        var clean = name is null ? null : FileNames.Clean(name);
        if (clean is null)
            problems.Add("name", "file.no_name");
        if (type is null || !Guid.TryParseExact(id, "D", out var record))
        {
            problems.Add("regarding", "file.no_record");
            record = Guid.Empty;
        }
        problems.ThrowIfAny();
        return (clean!, new RecordReference(type!, record));
    }

    private static async Task<ReceivedFile> ReceiveAsync(HttpContext context, FileIntake intake, CancellationToken cancellation)
    {
        // The limit is the intake's: one of the server would cut the line before the caller has heard why.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        if (context.Request.ContentLength > intake.Most)
            throw intake.TooLarge();
        return await intake.ReceiveAsync(context.Request.Body, cancellation);
    }

    private static async Task<IResult> ContentAsync(HttpContext context, KithStore store, StoredFiles stored, string id, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var file = RequestScope.Id(id);
        new QueryReader(context).Done();
        var bytes = await stored.OpenAsync(caller, catalogue, file, cancellation);
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(bytes.Name);
        context.Response.Headers.ContentDisposition = disposition.ToString();
        context.Response.Headers.ContentSecurityPolicy = Policy;
        // The bytes of an id never change.
        return Results.Stream(bytes.Content, FileContent.Served(bytes.Type), entityTag: new EntityTagHeaderValue($"\"{file:N}\""), enableRangeProcessing: true);
    }

    private static async Task<IResult> PreviewAsync(HttpContext context, KithStore store, StoredFiles stored, string id, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var file = RequestScope.Id(id);
        var query = new QueryReader(context, "size");
        var size = query.Text("size") ?? "small";
        query.Done();
        var part = size switch
        {
            "small" => FilePart.Small,
            "large" => FilePart.Large,
            _ => throw new ProblemException(Problem.Field("size", "file.preview_size")),
        };
        var preview = await stored.PreviewAsync(caller, catalogue, file, part, cancellation);
        context.Response.Headers.ContentSecurityPolicy = Policy;
        // It never changes, but who asks may lose the right to it, so the server is asked each time.
        context.Response.Headers.CacheControl = "private, no-cache";
        return Results.Stream(preview, PreviewType, entityTag: new EntityTagHeaderValue($"\"{file:N}-{size}\""));
    }
}
