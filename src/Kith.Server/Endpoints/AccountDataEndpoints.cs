using System.Text.Json;
using Kith.Core.Queries;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Accounts;
using Kith.Store.Audit;

namespace Kith.Server.Endpoints;

/// <summary>What is kept about the people who use Kith, for themselves.</summary>
public static class AccountDataEndpoints
{
    /// <summary>All that is kept about an account.</summary>
    /// <param name="Workspaces">Where it may work.</param>
    /// <param name="Account">What stands outside workspaces: profile, preferences, sign-ins, devices, second factors, passkeys and mails.</param>
    /// <param name="Workspace">What is kept of the person in the present workspace: its record, roles, keys, who saw Kith as whom, and ties to directories.</param>
    public sealed record AccountFile(IReadOnlyList<WorkspaceName> Workspaces, IReadOnlyList<PrivacyEndpoints.PersonalDataRow> Account, IReadOnlyList<PrivacyEndpoints.PersonalDataRow> Workspace);

    public static void MapAccountData(this IEndpointRouteBuilder routes) =>
        routes.Map(new Operation("GET", "/api/v1/auth/account_data", "account_data", "All that is kept about one's account, and about one's person in the present workspace, but for secrets; told in the audit")
        {
            Guard = Guard.SignedIn,
            PeopleOnly = true,
            OwnAccount = true,
            Tag = "auth",
            Response = typeof(AccountFile),
        }, FileAsync);

    private static async Task<IResult> FileAsync(HttpContext context, KithStore store, AccountData data, ExportLog audit, CancellationToken cancellation)
    {
        var (caller, account) = (context.Caller(), context.FindSignIn()!.Account);
        var file = new AccountFile(await WorkspacesAsync(store, account, cancellation), Rows(await data.OfAccountAsync(account, cancellation)), Rows(await data.OfPersonAsync(caller, cancellation)));
        await audit.DoneAsync(caller, "account", new ListQuery(), file.Account.Count + file.Workspace.Count, cancellation);
        ExportEndpoints.Begin(context, "account", "application/json", ".json");
        return Results.Json(file, Body.Json);
    }

    private static async Task<IReadOnlyList<WorkspaceName>> WorkspacesAsync(KithStore store, Guid account, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenGlobalAsync(cancellation);
        return [.. (await AccountTable.WorkspacesAsync(session, account, cancellation)).Select(w => new WorkspaceName(w.Id, w.Name))];
    }

    private static IReadOnlyList<PrivacyEndpoints.PersonalDataRow> Rows(IReadOnlyList<(string Table, string Row)> found) =>
        [.. found.Select(f => new PrivacyEndpoints.PersonalDataRow(f.Table, JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(f.Row)!))];
}
