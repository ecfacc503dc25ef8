using System.Text.Json;
using Kith.Core.Problems;
using Kith.Identity.Passkeys;
using Kith.Identity.SignIns;
using Kith.Server.Http;
using Kith.Store.Accounts;

namespace Kith.Server.Endpoints;

/// <summary>Passkeys: making and keeping them, and signing in by one without a password.</summary>
public static class PasskeyEndpoints
{
    private const string Root = "/api/v1/auth/passkeys";
    private static readonly OperationParameter Id = new("id", "path", "Id of the passkey", Required: true);

    /// <summary>What a browser asks a passkey for.</summary>
    /// <param name="Ticket">To be sent with the answer, once and within five minutes.</param>
    /// <param name="Options">For navigator.credentials, in the JSON of Web Authentication.</param>
    public sealed record PasskeyQuestionResponse(string Ticket, JsonElement Options);

    /// <summary>The answer of a browser that made a passkey.</summary>
    /// <param name="Credential">In the JSON of Web Authentication.</param>
    public sealed record PasskeyRequest(string Ticket, string Name, JsonElement Credential);

    /// <summary>What to change of a passkey.</summary>
    public sealed record PasskeyPatch(string? Name = null);

    /// <summary>The answer of a browser that has shown a passkey.</summary>
    /// <param name="Credential">In the JSON of Web Authentication.</param>
    /// <param name="Workspace">Id of the workspace; the one last used when missing.</param>
    /// <param name="Remember">False to be forgotten when the browser closes, and after hours.</param>
    public sealed record PasskeyLogInRequest(string Ticket, JsonElement Credential, string? Workspace = null, bool Remember = true);

    /// <summary>A passkey.</summary>
    /// <param name="BackedUp">True when it is kept in more places than one.</param>
    public sealed record PasskeyResponse(Guid Id, string Name, bool BackedUp, DateTime CreatedAt, DateTime? UsedAt);

    /// <summary>Passkeys, oldest first.</summary>
    public sealed record PasskeyList(IReadOnlyList<PasskeyResponse> Data);

    public static void MapPasskeys(this IEndpointRouteBuilder routes)
    {
        routes.Map(Operation("GET", "", "list_passkeys", "One's own passkeys") with { Response = typeof(PasskeyList) }, ListAsync);
        routes.Map(Operation("POST", "/begin", "begin_passkey", "Ask for a new passkey") with { Response = typeof(PasskeyQuestionResponse), BeforeProof = true, Refusals = [ProblemKind.Conflict] }, BeginAsync);
        routes.Map(Operation("POST", "", "add_passkey", "Keep a new passkey") with { Request = typeof(PasskeyRequest), Response = typeof(PasskeyResponse), Status = 201, BeforeProof = true }, AddAsync);
        routes.Map(Operation("PATCH", "/{id}", "rename_passkey", "Call a passkey something else") with { Request = typeof(PasskeyPatch), Response = typeof(PasskeyResponse), Parameters = [Id] }, RenameAsync);
        routes.Map(Operation("DELETE", "/{id}", "remove_passkey", "Take a passkey away") with { Status = 204, Parameters = [Id] }, RemoveAsync);
        routes.Map(Open("begin", "begin_passkey_log_in", "Ask for a passkey to sign in by") with { Response = typeof(PasskeyQuestionResponse), Refusals = [ProblemKind.Conflict] }, BeginLogInAsync).WithMetadata(CookieUse.Sets);
        routes.Map(Open("", "passkey_log_in", "Sign a browser in by a passkey; sets the session cookie") with { Request = typeof(PasskeyLogInRequest), Response = typeof(MeResponse), BeforeProof = true }, LogInAsync).WithMetadata(CookieUse.Sets);
    }

    private static Operation Operation(string method, string path, string id, string summary) =>
        new(method, Root + path, id, summary) { Guard = Guard.SignedIn, PeopleOnly = true, OwnAccount = true, Tag = "auth" };

    private static Operation Open(string path, string id, string summary) =>
        new("POST", ("/api/v1/auth/login/passkey/" + path).TrimEnd('/'), id, summary) { Guard = Guard.Open, Cost = Cost.SignIn, Tag = "auth" };

    private static async Task<IResult> ListAsync(HttpContext context, AccountPasskeys passkeys, CancellationToken cancellation) =>
        Results.Json(new PasskeyList([.. (await passkeys.ListAsync(context.FindSignIn()!.Account, cancellation)).Select(Of)]), Body.Json);

    private static async Task<IResult> BeginAsync(HttpContext context, AccountPasskeys passkeys, CancellationToken cancellation) =>
        Question(await passkeys.BeginAsync(context, context.FindSignIn()!.Known, cancellation));

    private static async Task<IResult> AddAsync(HttpContext context, AccountPasskeys passkeys, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<PasskeyRequest>(context, cancellation);
        return Results.Json(Of(await passkeys.AddAsync(context, context.FindSignIn()!.Known, context.Caller(), asked.Ticket, asked.Name, asked.Credential, cancellation)), Body.Json, statusCode: 201);
    }

    private static async Task<IResult> RenameAsync(HttpContext context, AccountPasskeys passkeys, string id, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<PasskeyPatch>(context, cancellation);
        return Results.Json(Of(await passkeys.RenameAsync(context.FindSignIn()!.Account, RequestScope.Id(id), asked.Name ?? "", cancellation)), Body.Json);
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, AccountPasskeys passkeys, string id, CancellationToken cancellation)
    {
        await passkeys.RemoveAsync(context.FindSignIn()!.Known, context.Caller(), RequestScope.Id(id), cancellation);
        return Results.NoContent();
    }

    private static async Task<IResult> BeginLogInAsync(HttpContext context, AccountPasskeys passkeys, CancellationToken cancellation) =>
        Question(await passkeys.BeginSignInAsync(context, cancellation));

    private static async Task<IResult> LogInAsync(HttpContext context, AccountPasskeys passkeys, LogIn logIn, BrowserSessions browsers, MeAnswer me, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<PasskeyLogInRequest>(context, cancellation);
        var account = await passkeys.RequireAsync(context, asked.Ticket, asked.Credential, cancellation);
        var cookie = await logIn.PasskeyAsync(account.Id, account.LastWorkspace, asked.Workspace, asked.Remember, context.FindSignIn() is { ByCookie: true } present ? present.Known : null, context.Origin(), cancellation);
        await AuthEndpoints.EndPresentAsync(context, browsers, cancellation);
        return Results.Json(await me.StartedAsync(context, cookie, cancellation), Body.Json);
    }

    private static IResult Question(PasskeyQuestion asked)
    {
        using var options = JsonDocument.Parse(asked.Options);
        return Results.Json(new PasskeyQuestionResponse(asked.Ticket, options.RootElement.Clone()), Body.Json);
    }

    private static PasskeyResponse Of(PasskeyRow key) => new(key.Id, key.Name, key.BackedUp, key.CreatedAt, key.UsedAt);
}
