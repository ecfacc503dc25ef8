using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Identity.Keys;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Accounts;
using Kith.Store.Sql;

namespace Kith.Server.Endpoints;

/// <summary>API keys, and the service people that they can be made for. A key makes no keys, so these calls are for people only.</summary>
public static class KeyEndpoints
{
    private const string Root = "/api/v1/auth/keys";
    private static readonly OperationParameter Id = new("id", "path", "Id of the key", Required: true);

    /// <summary>A key to make.</summary>
    /// <param name="Scopes">What it lets through: all:read, all:write, or of a type such as deal:read and deal:write, and functions such as function:export.</param>
    /// <param name="Networks">CIDR blocks or addresses it may be used from; everywhere when missing.</param>
    /// <param name="ExpiresAt">When it ends by itself; never when missing.</param>
    /// <param name="Person">Id of the service person it is for; oneself when missing.</param>
    public sealed record KeyRequest(string Name, IReadOnlyList<string> Scopes, IReadOnlyList<string>? Networks = null, DateTimeOffset? ExpiresAt = null, Guid? Person = null);

    /// <summary>A key, which acts with the rights of its person as far as its scopes go.</summary>
    /// <param name="Hint">The last characters of its secret.</param>
    /// <param name="UsedAt">When it was used last, to the minute.</param>
    /// <param name="UsedFrom">The address it was used from then.</param>
    public sealed record KeyResponse(
        Guid Id, PersonLink Person, string Name, string Hint, IReadOnlyList<string> Scopes, IReadOnlyList<string> Networks,
        DateTime CreatedAt, DateTime? ExpiresAt, DateTime? RotatedAt, DateTime? UsedAt, string? UsedFrom);

    /// <summary>Keys, newest first.</summary>
    public sealed record KeyList(IReadOnlyList<KeyResponse> Data);

    /// <summary>A key with its secret, which is not told again.</summary>
    public sealed record NewKeyResponse(KeyResponse Key, string Secret);

    /// <summary>A service person to make.</summary>
    /// <param name="Role">owner, administrator or member; member when missing. Never above one's own.</param>
    public sealed record ServicePersonRequest(string Name, string? Role = null);

    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        routes.Map(Operation("GET", "", "list_api_keys", "One's own API keys; all of the workspace for who manages people") with { Response = typeof(KeyList) }, ListAsync);
        routes.Map(Operation("POST", "", "create_api_key", "Make an API key, sent as a bearer token; its secret is told this once") with { Request = typeof(KeyRequest), Response = typeof(NewKeyResponse), Status = 201 }, CreateAsync);
        routes.Map(Operation("POST", "/{id}/rotate", "rotate_api_key", "Give an API key a new secret; the one before ends at once") with { Response = typeof(NewKeyResponse), Parameters = [Id] }, RotateAsync);
        routes.Map(Operation("DELETE", "/{id}", "end_api_key", "End an API key") with { Status = 204, Parameters = [Id] }, EndAsync);
        routes.Map(new Operation("POST", "/api/v1/service_people", "create_service_person", "Make a person that stands for a program: without an account, acting through API keys alone")
        {
            Guard = Guard.Has(Function.ManagePeople),
            Tag = "people",
            Request = typeof(ServicePersonRequest),
            ResponseShape = RecordShape.Record,
            OfType = "person",
            Status = 201,
            Parameters = [OperationParameter.IdempotencyKey],
        }, CreatePersonAsync);
    }

    private static Operation Operation(string method, string path, string id, string summary) =>
        new(method, Root + path, id, summary) { Guard = Guard.Has(Function.MakeKeys), PeopleOnly = true, Tag = "auth" };

    private static async Task<IResult> ListAsync(HttpContext context, KithStore store, ApiKeys keys, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(context.Caller().Workspace, cancellation);
        return Results.Json(new KeyList([.. (await keys.ListAsync(session, context.Caller(), cancellation)).Select(Of)]), Body.Json);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, KithStore store, ApiKeys keys, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<KeyRequest>(context, cancellation);
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var input = new ApiKeyInput(asked.Name, asked.Scopes, asked.Networks ?? [], asked.ExpiresAt?.UtcDateTime, asked.Person);
        var (key, secret) = await TogetherAsync(store, caller, session => keys.CreateAsync(session, caller, catalogue, input, cancellation), cancellation);
        return Results.Json(new NewKeyResponse(Of(key), secret), Body.Json, statusCode: 201);
    }

    private static async Task<IResult> RotateAsync(HttpContext context, KithStore store, ApiKeys keys, string id, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var key = RequestScope.Id(id);
        var (rotated, secret) = await TogetherAsync(store, caller, session => keys.RotateAsync(session, caller, catalogue, key, cancellation), cancellation);
        keys.Acted(key);
        return Results.Json(new NewKeyResponse(Of(rotated), secret), Body.Json);
    }

    private static async Task<IResult> EndAsync(HttpContext context, KithStore store, ApiKeys keys, string id, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var key = RequestScope.Id(id);
        await TogetherAsync(store, caller, async session =>
        {
            await keys.EndAsync(session, caller, catalogue, key, cancellation);
            return true;
        }, cancellation);
        keys.Acted(key);
        return Results.NoContent();
    }

    private static async Task CreatePersonAsync(HttpContext context, KithStore store, ServicePeople people, CancellationToken cancellation)
    {
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<ServicePersonRequest>(body);
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        using var record = new PooledBuffer();
        await Answers.SendAsync(context, store, caller, body, async session =>
        {
            var (id, version) = await people.CreateAsync(session, caller, catalogue, asked.Name, asked.Role ?? "member", record, cancellation);
            var answer = new Answer(201, record.Written);
            answer.Headers["Location"] = $"/api/v1/people/{id}";
            if (version is { } v)
                answer.Headers["ETag"] = RecordEndpoints.ETag(v);
            return answer;
        }, cancellation);
    }

    // The secret is in no answer that is kept, so a repeated request makes another key.
    private static async Task<T> TogetherAsync<T>(KithStore store, Caller caller, Func<Session, Task<T>> steps, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return await session.TogetherAsync(() => steps(session), cancellation);
    }

    private static KeyResponse Of(ApiKey key) => new(
        key.Id, new PersonLink(key.Person, key.PersonName), key.Name, key.Hint, key.Scopes, [.. key.Networks.Select(n => n.ToString())],
        key.CreatedAt, key.ExpiresAt, key.RotatedAt, key.UsedAt, key.UsedFrom?.ToString());
}
