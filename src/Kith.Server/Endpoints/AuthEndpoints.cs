using Kith.Core.Problems;
using Kith.Identity.SigningUp;
using Kith.Identity.SignIns;
using Kith.Server.Http;

namespace Kith.Server.Endpoints;

/// <summary>Signing up, in and out.</summary>
public static class AuthEndpoints
{
    /// <summary>A new workspace and its owner.</summary>
    /// <param name="Currency">ISO 4217; EUR when missing.</param>
    /// <param name="TimeZone">IANA; UTC when missing.</param>
    public sealed record SignUpRequest(string Workspace, string Name, string Email, string Password, string? Currency = null, string? TimeZone = null);

    /// <summary>Who signs in.</summary>
    /// <param name="Code">Of an authenticator app, or a recovery code, where the account has them: without one the answer is 401 code_required.</param>
    /// <param name="Workspace">Id of the workspace; the one last used when missing.</param>
    /// <param name="Remember">False to be forgotten when the browser closes, and after hours; for browsers only.</param>
    /// <param name="TrustDevice">True to be asked for no code in this browser for 30 days; needs a code.</param>
    public sealed record LogInRequest(string Email, string Password, string? Code = null, string? Workspace = null, bool Remember = true, bool TrustDevice = false);

    /// <summary>One more workspace.</summary>
    /// <param name="Currency">ISO 4217; EUR when missing.</param>
    /// <param name="TimeZone">IANA; UTC when missing.</param>
    public sealed record NewWorkspaceRequest(string Workspace, string? Currency = null, string? TimeZone = null);

    /// <summary>Where to work from now on.</summary>
    public sealed record SwitchRequest(string Workspace);

    public static void MapAuth(this IEndpointRouteBuilder routes)
    {
        routes.Map(Open("auth/signup", "sign_up", "Make a workspace and its owner; sets the session cookie") with { Request = typeof(SignUpRequest), Response = typeof(MeResponse), Status = 201 }, SignUpAsync).WithMetadata(CookieUse.Sets);
        routes.Map(Open("auth/login", "log_in", "Sign a browser in; sets the session cookie") with { Request = typeof(LogInRequest), Response = typeof(MeResponse) }, LogInAsync).WithMetadata(CookieUse.Sets);
        routes.Map(new Operation("POST", "/api/v1/auth/workspaces", "create_workspace", "Make one more workspace, own it and work there; sets a new session cookie") { Guard = Guard.SignedIn, PeopleOnly = true, OwnAccount = true, Cost = Cost.SignIn, Tag = "auth", Request = typeof(NewWorkspaceRequest), Response = typeof(MeResponse), Status = 201 }, AddAsync).WithMetadata(CookieUse.Sets);
        routes.Map(new Operation("POST", "/api/v1/auth/switch", "switch_workspace", "Work in another workspace; sets a new session cookie") { Guard = Guard.SignedIn, PeopleOnly = true, Anywhere = true, Tag = "auth", Request = typeof(SwitchRequest), Response = typeof(MeResponse) }, SwitchAsync).WithMetadata(CookieUse.Sets);
        routes.Map(new Operation("POST", "/api/v1/auth/logout", "log_out", "End the session; also answers where it has ended already") { Guard = Guard.Open, BeforeProof = true, Tag = "auth", Status = 204 }, LogOutAsync).WithMetadata(CookieUse.Sets);
        routes.Map(new Operation("GET", "/api/v1/me", "me", "Who is signed in, where, and with what rights") { Guard = Guard.SignedIn, Anywhere = true, Tag = "auth", Response = typeof(MeResponse) }, MeAsync);
    }

    private static Operation Open(string path, string id, string summary) => new("POST", "/api/v1/" + path, id, summary) { Guard = Guard.Open, Cost = Cost.SignIn, Tag = "auth" };

    private static async Task<IResult> SignUpAsync(HttpContext context, SignUp signUp, BrowserSessions browsers, MeAnswer me, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<SignUpRequest>(context, cancellation);
        var input = new WorkspaceInput(asked.Workspace, asked.Name, asked.Email, asked.Password, asked.Currency, asked.TimeZone);
        var secret = await signUp.RunAsync(input, context.Origin(), cancellation);
        await EndPresentAsync(context, browsers, cancellation);
        return Results.Json(await me.StartedAsync(context, secret, cancellation), Body.Json, statusCode: 201);
    }

    private static async Task<IResult> LogInAsync(HttpContext context, LogIn logIn, BrowserSessions browsers, MeAnswer me, SessionCookie cookie, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<LogInRequest>(context, cancellation);
        var signIn = await logIn.BrowserAsync(Input(context, asked, cookie), context.Origin(), cancellation);
        await EndPresentAsync(context, browsers, cancellation);
        cookie.SetDevice(context, signIn.DeviceSecret);
        return Results.Json(await me.StartedAsync(context, signIn.Cookie, cancellation), Body.Json);
    }

    private static LogInInput Input(HttpContext context, LogInRequest asked, SessionCookie cookie) => new(asked.Email, asked.Password)
    {
        Code = asked.Code, Workspace = asked.Workspace, Remember = asked.Remember, TrustDevice = asked.TrustDevice,
        DeviceSecret = cookie.ReadDevice(context),
    };

    private static async Task<IResult> AddAsync(HttpContext context, SignUp signUp, MeAnswer me, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<NewWorkspaceRequest>(context, cancellation);
        var present = context.FindSignIn()!;
        if (!present.ByCookie)
            throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "cookie_only"));
        var secret = await signUp.AddAsync(present.Known, asked.Workspace, asked.Currency, asked.TimeZone, cancellation);
        return Results.Json(await me.StartedAsync(context, secret, cancellation), Body.Json, statusCode: 201);
    }

    private static async Task<IResult> SwitchAsync(HttpContext context, LogIn logIn, MeAnswer me, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<SwitchRequest>(context, cancellation);
        var present = context.FindSignIn()!;
        if (!present.ByCookie)
            throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "cookie_only"));
        var secret = await logIn.SwitchAsync(present.Session, present.Account, asked.Workspace, cancellation);
        return Results.Json(await me.StartedAsync(context, secret, cancellation), Body.Json);
    }

    private static async Task<IResult> LogOutAsync(HttpContext context, BrowserSessions browsers, SignInLog audit, SessionCookie cookie, CancellationToken cancellation)
    {
        if (context.FindSignIn() is { } present)
        {
            await browsers.EndAsync(present.Session, cancellation);
            await audit.EndedAsync(present.Caller, context.Origin(), cancellation);
        }
        cookie.Clear(context);
        return Results.NoContent();
    }

    private static async Task<IResult> MeAsync(HttpContext context, MeAnswer me, CancellationToken cancellation) =>
        Results.Json(await me.OfAsync(context.Caller(), context.FindSignIn()!.Known, cancellation), Body.Json);

    /// <summary>Ends the session a browser came with when another one takes its cookie's place.</summary>
    internal static async Task EndPresentAsync(HttpContext context, BrowserSessions browsers, CancellationToken cancellation)
    {
        if (context.FindSignIn() is { ByCookie: true } present)
            await browsers.EndAsync(present.Session, cancellation);
    }
}
