using Kith.Core.Problems;
using Kith.Identity.SecondFactors;
using Kith.Identity.SignIns;
using Kith.Server.Http;

namespace Kith.Server.Endpoints;

/// <summary>Setting up codes of an authenticator app with recovery codes, and showing one later than at the sign-in.</summary>
public static class SecondFactorEndpoints
{
    private const string Root = "/api/v1/auth/second_factor";

    /// <summary>What one can show beside the password.</summary>
    /// <param name="Totp">Since when codes of an app are asked for; null where they are not.</param>
    /// <param name="RecoveryCodes">How many are left.</param>
    /// <param name="Passkeys">How many there are.</param>
    /// <param name="Shown">True when this sign-in has shown a second factor.</param>
    public sealed record FactorsResponse(DateTime? Totp, int RecoveryCodes, int Passkeys, bool Shown);

    /// <summary>What an authenticator app takes.</summary>
    /// <param name="Secret">To type in by hand.</param>
    /// <param name="Uri">To be drawn as a QR code.</param>
    public sealed record NewTotpResponse(string Secret, string Uri);

    /// <summary>The code that the app shows now.</summary>
    public sealed record CodeRequest(string Code);

    /// <summary>A code of the app or a recovery code.</summary>
    /// <param name="TrustDevice">True to be asked for none in this browser for 30 days.</param>
    public sealed record ProveRequest(string Code, bool TrustDevice = false);

    /// <summary>Codes that work once each; they are not told again.</summary>
    public sealed record RecoveryCodesResponse(IReadOnlyList<string> RecoveryCodes);

    public static void MapSecondFactor(this IEndpointRouteBuilder routes)
    {
        routes.Map(Operation("GET", "", "get_second_factor", "What one can show beside the password") with { Response = typeof(FactorsResponse) }, GetAsync);
        routes.Map(Operation("POST", "/totp", "begin_totp", "Begin to set up codes of an authenticator app; they count once one is confirmed") with { Response = typeof(NewTotpResponse), MendsFactor = true, Refusals = [ProblemKind.Conflict] }, BeginAsync);
        routes.Map(Operation("POST", "/totp/confirm", "confirm_totp", "Have codes asked for from now on; answers recovery codes, this once") with { Request = typeof(CodeRequest), Response = typeof(RecoveryCodesResponse), MendsFactor = true, Refusals = [ProblemKind.Conflict] }, ConfirmAsync);
        routes.Map(Operation("DELETE", "/totp", "remove_totp", "Have no codes asked for any more") with { Status = 204 }, RemoveAsync);
        routes.Map(Operation("POST", "/recovery_codes", "renew_recovery_codes", "Put new recovery codes in the place of all before; told this once") with { Response = typeof(RecoveryCodesResponse), Refusals = [ProblemKind.Conflict] }, RenewAsync);
        routes.Map(Operation("POST", "/show", "show_second_factor", "Show a code that the sign-in lacks; sets a new session cookie") with { Request = typeof(ProveRequest), Response = typeof(MeResponse), MendsFactor = true, Cost = Cost.SignIn }, ShowAsync).WithMetadata(CookieUse.Sets);
    }

    private static Operation Operation(string method, string path, string id, string summary) =>
        new(method, Root + path, id, summary) { Guard = Guard.SignedIn, PeopleOnly = true, OwnAccount = true, BeforeProof = true, Tag = "auth" };

    private static async Task<IResult> GetAsync(HttpContext context, SettingUp setting, CancellationToken cancellation)
    {
        var signIn = context.FindSignIn()!;
        var has = await setting.OfAsync(signIn.Account, cancellation);
        return Results.Json(new FactorsResponse(has.Totp, has.RecoveryCodes, has.Passkeys, signIn.Known.Standing!.SecondFactor), Body.Json);
    }

    private static async Task<IResult> BeginAsync(HttpContext context, SettingUp setting, CancellationToken cancellation)
    {
        var made = await setting.BeginAsync(context.FindSignIn()!.Known, cancellation);
        return Results.Json(new NewTotpResponse(made.Secret, made.Uri), Body.Json);
    }

    private static async Task<IResult> ConfirmAsync(HttpContext context, SettingUp setting, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<CodeRequest>(context, cancellation);
        return Results.Json(new RecoveryCodesResponse(await setting.ConfirmAsync(context.FindSignIn()!.Known, context.Caller(), asked.Code, cancellation)), Body.Json);
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, SettingUp setting, CancellationToken cancellation)
    {
        await setting.RemoveAsync(context.FindSignIn()!.Known, context.Caller(), cancellation);
        return Results.NoContent();
    }

    private static async Task<IResult> RenewAsync(HttpContext context, SettingUp setting, CancellationToken cancellation) =>
        Results.Json(new RecoveryCodesResponse(await setting.RenewAsync(context.FindSignIn()!.Known, context.Caller(), cancellation)), Body.Json);

    private static async Task<IResult> ShowAsync(HttpContext context, LogIn logIn, MeAnswer me, SessionCookie cookie, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<ProveRequest>(context, cancellation);
        var present = context.FindSignIn()!;
        if (!present.ByCookie)
            throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "cookie_only"));
        var signIn = await logIn.ShowAsync(present.Known, asked.Code, asked.TrustDevice, context.Origin(), cancellation);
        cookie.SetDevice(context, signIn.DeviceSecret);
        return Results.Json(await me.StartedAsync(context, signIn.Cookie, cancellation), Body.Json);
    }
}
