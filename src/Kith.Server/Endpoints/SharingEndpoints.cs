using System.ComponentModel.DataAnnotations;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Server.Http;
using Kith.Server.OpenApi.Schemas;
using Kith.Store;
using Kith.Store.Access;

namespace Kith.Server.Endpoints;

/// <summary>Who sees a single record, and why.</summary>
public static class SharingEndpoints
{
    private const string Root = "/api/v1/{types}/{id}/";
    private static readonly OperationParameter Id = new("id", "path", "Id of the record", Required: true);

    public static void MapSharing(this IEndpointRouteBuilder routes)
    {
        var key = OperationParameter.IdempotencyKey;
        routes.Map(Of("GET", "sharing", "sharing", "Who sees a record beside those whose roles let them") with { Response = typeof(SharingResponse) }, GetAsync);
        routes.Map(Of("POST", "shares", "share", "Share a record; whoever has it already gets the new terms") with { Request = typeof(ShareRequest), Response = typeof(ShareMade), Status = 201, Parameters = [Id, key] }, ShareAsync);
        routes.Map(Of("DELETE", "shares/{share}", "unshare", "Stop sharing a record with somebody") with { Status = 204, Parameters = [Id, new("share", "path", "Id of the share", Required: true)] }, UnshareAsync);
        routes.Map(Of("PUT", "private", "make_private", "Keep a record private: only its owner and those it is shared with see it") with { Status = 204 }, (HttpContext context, KithStore store, string types, string id, CancellationToken cancellation) => SetPrivateAsync(context, store, types, id, true, cancellation));
        routes.Map(Of("DELETE", "private", "make_open", "Open a private record to those whose roles let them see it") with { Status = 204 }, (HttpContext context, KithStore store, string types, string id, CancellationToken cancellation) => SetPrivateAsync(context, store, types, id, false, cancellation));
        routes.Map(Of("GET", "access", "explain_access", "What a person may do with a record, through which rule, and since when") with { Response = typeof(ExplainedAccess), Parameters = [Id, new("person", "query", "Id of the person; the caller when missing. Of others only who manages access is told.")] }, ExplainAsync);
    }

    private static Operation Of(string method, string path, string id, string summary) => new(method, Root + path, id, summary) { Guard = Guard.SignedIn, Parameters = [Id] };

    /// <summary>Whom to share a record with.</summary>
    /// <param name="Level">read, or write for changes, too.</param>
    /// <param name="ExpiresAt">When it ends by itself; never when missing.</param>
    public sealed record ShareRequest(AccessEndpoints.PrincipalRequest? To = null, [property: AllowedValues("read", "write")] string Level = "read", DateTimeOffset? ExpiresAt = null);

    /// <summary>The share that was made.</summary>
    public sealed record ShareMade(Guid Id);

    /// <summary>A share of a record.</summary>
    /// <param name="Name">What people call whom it is shared with; null where the caller may not see them.</param>
    public sealed record ShareResponse(Guid Id, AccessEndpoints.PrincipalRequest To, string? Name, [property: AllowedValues("read", "write")] string Level, DateTime? ExpiresAt, DateTime CreatedAt, Link? By);

    /// <summary>Who sees a record beside those whose roles let them.</summary>
    /// <param name="MayShare">True where the caller may share it.</param>
    /// <param name="MayHide">True where the caller may make it private and open it again.</param>
    public sealed record SharingResponse(bool Private, IReadOnlyList<ShareResponse> Shares, bool MayShare, bool MayHide);

    private static async Task<IResult> GetAsync(HttpContext context, KithStore store, string types, string id, CancellationToken cancellation)
    {
        var (caller, catalogue, type) = await RequestScope.TypeAsync(context, store, types, cancellation);
        var record = RequestScope.Id(id);
        await store.Changes.RequireAsync(caller, catalogue, type, record, cancellation);
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        var sharing = await store.Sharing.OfAsync(session, caller, catalogue, type, record, cancellation);
        return Results.Json(new SharingResponse(sharing.Private, [.. sharing.Shares.Select(s => new ShareResponse(
            s.Id, new AccessEndpoints.PrincipalRequest(s.To.Kind, s.To.Id), s.Name, s.Write ? "write" : "read", s.ExpiresAt, s.CreatedAt, s.By is { } by ? new Link(by, s.ByName) : null))], sharing.MayShare, sharing.MayHide), Body.Json);
    }

    private static async Task ShareAsync(HttpContext context, KithStore store, string types, string id, CancellationToken cancellation)
    {
        var (caller, catalogue, type) = await RequestScope.TypeAsync(context, store, types, cancellation);
        var record = RequestScope.Id(id);
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<ShareRequest>(body);
        await Answers.SendAsync(context, store, caller, body, session => session.TogetherAsync(async () => Answer.Of(201, new ShareMade(await store.Sharing.ShareAsync(
            session, caller, catalogue, type, record, asked.To is null ? null : new Principal(asked.To.Kind, asked.To.Id), asked.Level == "write", asked.ExpiresAt?.UtcDateTime, cancellation))), cancellation), cancellation);
    }

    private static async Task UnshareAsync(HttpContext context, KithStore store, string types, string id, string share, CancellationToken cancellation)
    {
        var (caller, catalogue, type) = await RequestScope.TypeAsync(context, store, types, cancellation);
        await Answers.SendAsync(context, store, caller, default, session => session.TogetherAsync(async () =>
        {
            await store.Sharing.UnshareAsync(session, caller, catalogue, type, RequestScope.Id(id), RequestScope.Id(share), cancellation);
            return new Answer(204, default);
        }, cancellation), cancellation);
    }

    private static async Task SetPrivateAsync(HttpContext context, KithStore store, string types, string id, bool kept, CancellationToken cancellation)
    {
        var (caller, catalogue, type) = await RequestScope.TypeAsync(context, store, types, cancellation);
        await Answers.SendAsync(context, store, caller, default, session => session.TogetherAsync(async () =>
        {
            await store.Sharing.SetPrivateAsync(session, caller, catalogue, type, RequestScope.Id(id), kept, cancellation);
            return new Answer(204, default);
        }, cancellation), cancellation);
    }

    private static async Task<IResult> ExplainAsync(HttpContext context, KithStore store, string types, string id, CancellationToken cancellation)
    {
        var (caller, catalogue, type) = await RequestScope.TypeAsync(context, store, types, cancellation);
        var query = new QueryReader(context, "person");
        var text = query.Text("person");
        query.Done();
        var person = text is null ? caller.Person!.Value : RequestScope.Id(text);
        if (person != caller.Person && !store.Policy.May(caller, Function.ManageAccess))
            throw ProblemException.Forbidden();
        return Results.Json(await store.Explainer.OfAsync(caller, catalogue, type, RequestScope.Id(id), person, cancellation), Body.Json);
    }
}
