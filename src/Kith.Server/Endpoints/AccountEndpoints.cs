using Kith.Identity.Accounts;
using Kith.Server.Http;

namespace Kith.Server.Endpoints;

/// <summary>An account's address and password.</summary>
public static class AccountEndpoints
{
    /// <summary>Whose password is forgotten.</summary>
    public sealed record ForgotRequest(string Email);

    /// <summary>A new password by a link.</summary>
    /// <param name="Token">From the link in the mail.</param>
    public sealed record ResetRequest(string Token, string Password);

    /// <summary>A new password by the present one.</summary>
    public sealed record PasswordRequest(string Present, string Password);

    /// <summary>The secret of a link in a mail.</summary>
    /// <param name="Token">From the link in the mail.</param>
    public sealed record LinkRequest(string Token);

    /// <summary>An address that is proved.</summary>
    public sealed record VerifiedResponse(string Email);

    public static void MapAccount(this IEndpointRouteBuilder routes)
    {
        routes.Map(Post("auth/password/forgot", "forgot_password", "Have a link sent that sets a new password; answers alike whether the address has an account or not", Guard.Open) with { Request = typeof(ForgotRequest), Status = 202 }, ForgotAsync).WithMetadata(CookieUse.Sets);
        routes.Map(Post("auth/password/reset", "reset_password", "Set a new password by such a link, once; ends all sign-ins of the account", Guard.Open) with { Request = typeof(ResetRequest), Status = 204 }, ResetAsync).WithMetadata(CookieUse.Sets);
        routes.Map(Post("auth/password", "change_password", "Change the caller's password; ends the other sign-ins of the account", Guard.SignedIn) with { Request = typeof(PasswordRequest), Status = 204 }, ChangeAsync);
        routes.Map(Post("auth/email/verify", "verify_email", "Prove an address by the link that was sent to it, once", Guard.Open) with { Request = typeof(LinkRequest), Response = typeof(VerifiedResponse) }, VerifyAsync).WithMetadata(CookieUse.Sets);
        routes.Map(Post("auth/email/send_verification", "send_verification", "Send the link again that proves the caller's address; nothing where it is proved", Guard.SignedIn) with { Status = 202 }, SendAgainAsync);
    }

    private static Operation Post(string path, string id, string summary, Guard guard) => new("POST", "/api/v1/" + path, id, summary) { Guard = guard, PeopleOnly = guard is Guard.SignedInOnly, Cost = Cost.SignIn, Tag = "auth" };

    private static async Task<IResult> ForgotAsync(HttpContext context, AccountPasswords passwords, CancellationToken cancellation)
    {
        await passwords.AskAsync((await Body.ReadAsync<ForgotRequest>(context, cancellation)).Email, cancellation);
        return Results.StatusCode(202);
    }

    private static async Task<IResult> ResetAsync(HttpContext context, AccountPasswords passwords, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<ResetRequest>(context, cancellation);
        await passwords.ResetAsync(asked.Token, asked.Password, context.Origin(), cancellation);
        return Results.NoContent();
    }

    private static async Task<IResult> ChangeAsync(HttpContext context, AccountPasswords passwords, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<PasswordRequest>(context, cancellation);
        var present = context.FindSignIn()!;
        await passwords.ChangeAsync(present.Account, present.Session, asked.Present, asked.Password, context.Origin(), cancellation);
        return Results.NoContent();
    }

    private static async Task<IResult> VerifyAsync(HttpContext context, AddressProof proof, CancellationToken cancellation) =>
        Results.Json(new VerifiedResponse(await proof.TakeAsync((await Body.ReadAsync<LinkRequest>(context, cancellation)).Token, context.Origin(), cancellation)), Body.Json);

    private static async Task<IResult> SendAgainAsync(HttpContext context, AddressProof proof, CancellationToken cancellation)
    {
        await proof.SendAgainAsync(context.FindSignIn()!.Account, cancellation);
        return Results.StatusCode(202);
    }
}
