using Kith.Core.Access;
using Kith.Core.Pictures;
using Kith.Core.Problems;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Pictures;

namespace Kith.Server.Endpoints;

/// <summary>Pictures of people, beside their names.</summary>
public static class PictureEndpoints
{
    private const string One = "/api/v1/people/{id}/picture";
    private static readonly OperationParameter Id = new("id", "path", "Id of the person");

    /// <summary>Whose picture there is.</summary>
    /// <param name="Version">Another one with each picture.</param>
    public sealed record PictureEntry(Guid Person, Guid Version);

    /// <summary>Everybody who has a picture.</summary>
    public sealed record PictureList(IReadOnlyList<PictureEntry> Data);

    public static void MapPictures(this IEndpointRouteBuilder routes)
    {
        routes.Map(new Operation("GET", "/api/v1/pictures", "list_pictures", "Which people have a picture") { Guard = Guard.SignedIn, Tag = "people", Response = typeof(PictureList) }, ListAsync);
        routes.Map(Of("GET", "get_picture", "The picture of a person") with { ResponseType = "image/*", Parameters = [Id, new("version", "query", "Of the picture, as listed, so that another one has another address")] }, FindAsync);
        routes.Map(Of("PUT", "put_picture", "Give oneself a picture, or somebody else as who manages people: a PNG or JPEG of at most 200 kB and 1024 pixels a side. What stands in the file beside the picture, such as a place, is left out") with
        {
            PeopleOnly = true,
            RequestType = "image/*",
            Response = typeof(PictureEntry),
            Refusals = [ProblemKind.Forbidden, ProblemKind.Invalid, ProblemKind.TooLarge],
        }, SaveAsync);
        routes.Map(Of("DELETE", "delete_picture", "Take a picture away") with { PeopleOnly = true, Status = 204, Refusals = [ProblemKind.Forbidden] }, RemoveAsync);
    }

    private static Operation Of(string method, string id, string summary) => new(method, One, id, summary) { Guard = Guard.SignedIn, Tag = "people", Parameters = [Id] };

    private static async Task<IResult> ListAsync(HttpContext context, KithStore store, PictureTable pictures, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        return Results.Json(new PictureList([.. (await pictures.ListAsync(caller, catalogue, cancellation)).Select(p => new PictureEntry(p.Person, p.Version))]), Body.Json);
    }

    private static async Task<IResult> FindAsync(HttpContext context, KithStore store, PictureTable pictures, string id, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var query = new QueryReader(context, "version");
        query.Text("version");
        query.Done();
        var (type, content) = await pictures.FindAsync(caller, catalogue, RequestScope.Id(id), cancellation) ?? throw ProblemException.NotFound();
        return Results.Bytes(content, type);
    }

    private static async Task<IResult> SaveAsync(HttpContext context, KithStore store, PictureTable pictures, string id, CancellationToken cancellation)
    {
        var (caller, person) = await OfAsync(context, store, id, cancellation);
        var picture = Picture.Read((await BytesAsync(context, cancellation)).Span);
        if (picture is null)
            throw new ProblemException(Problem.Of(ProblemKind.Invalid, "picture.unknown"));
        if (Math.Max(picture.Width, picture.Height) > Picture.MostPixels)
            throw new ProblemException(Problem.Of(ProblemKind.Invalid, "picture.large", Picture.MostPixels));
        var kept = await pictures.SaveAsync(caller, person, picture, cancellation);
        return Results.Json(new PictureEntry(kept.Person, kept.Version), Body.Json);
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, KithStore store, PictureTable pictures, string id, CancellationToken cancellation)
    {
        var (caller, person) = await OfAsync(context, store, id, cancellation);
        await pictures.RemoveAsync(caller, person, cancellation);
        return Results.NoContent();
    }

    // Whom the caller may change the picture of.
    private static async Task<(Caller Caller, Guid Person)> OfAsync(HttpContext context, KithStore store, string id, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var person = RequestScope.Id(id);
        await store.Changes.RequireAsync(caller, catalogue, catalogue["person"], person, cancellation);
        if (person != caller.Person && !store.Policy.May(caller, Function.ManagePeople))
            throw ProblemException.Forbidden();
        return (caller, person);
    }

    private static async Task<ReadOnlyMemory<byte>> BytesAsync(HttpContext context, CancellationToken cancellation)
    {
        if (context.Request.ContentType?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) != true)
            throw new ProblemException(Problem.Of(ProblemKind.UnsupportedType, "picture.no_image"));
        using var bytes = new MemoryStream();
        var buffer = new byte[16_384];
        for (int read; (read = await context.Request.Body.ReadAsync(buffer, cancellation)) > 0;)
        {
            if (bytes.Length + read > Picture.MostBytes)
                throw new ProblemException(Problem.Of(ProblemKind.TooLarge, "too_large", Picture.MostBytes));
            bytes.Write(buffer, 0, read);
        }
        return bytes.ToArray();
    }
}
