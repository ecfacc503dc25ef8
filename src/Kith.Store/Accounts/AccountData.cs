using Kith.Core.Access;
using Kith.Store.Sql;

namespace Kith.Store.Accounts;

/// <summary>Hands out what is kept about an account, and about its person in the workspace it works in, as it is kept but for what is secret.</summary>
public sealed class AccountData(KithStore store)
{
    // What is bytes is a hash, a key or a file, and told nobody.
    private static readonly string[] Secrets = ["password_hash", "secret"];

    /// <summary>Tables outside workspaces, with the column that names the account.</summary>
    public static IReadOnlyDictionary<string, string> OfAccounts { get; } = new Dictionary<string, string>
    {
        ["account"] = "id",
        ["account_preference"] = "account_id",
        ["email_change"] = "account_id",
        ["session"] = "account_id",
        ["trusted_device"] = "account_id",
        ["known_network"] = "account_id",
        ["second_factor"] = "account_id",
        ["recovery_code"] = "account_id",
        ["passkey"] = "account_id",
        ["account_note"] = "account_id",
        ["account_link"] = "account_id",
        ["account_mail"] = "account_id",
    };

    /// <summary>Tables outside workspaces that tell nothing of an account, and why.</summary>
    public static IReadOnlyDictionary<string, string> Untold { get; } = new Dictionary<string, string>
    {
        ["token"] = "hashes of secrets",
        ["ring_key"] = "keys of the installation",
        ["sign_in_failure"] = "counts by hashes",
        ["passkey_challenge"] = "what a passkey is asked for some minutes",
        ["provider_flow"] = "a sign-in under way for some minutes",
    };

    private static readonly (string Table, string[] Keys)[] OfPeople =
        [("person", ["id"]), ("person_picture", ["person_id"]), ("calendar_feed", ["person_id"]), ("role_grant", ["person_id"]), ("api_key", ["person_id"]), ("viewing", ["viewer_id", "seen_id"]), ("notification_preference", ["person_id"]), ("provider_person", ["person_id"]), ("scim_person", ["person_id"])];

    /// <summary>Rows of what is kept outside workspaces: the table and the row as JSON.</summary>
    public async Task<IReadOnlyList<(string Table, string Row)>> OfAccountAsync(Guid account, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenGlobalAsync(cancellation);
        var found = new List<(string, string)>();
        foreach (var (table, key) in OfAccounts)
            found.AddRange(await RowsAsync(session, table, SqlText.Of($"{SqlText.Column("t", key)} = {account}"), cancellation));
        return found;
    }

    /// <summary>Rows of what is kept of the caller where they work now: the table and the row as JSON.</summary>
    public async Task<IReadOnlyList<(string Table, string Row)>> OfPersonAsync(Caller caller, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        var found = new List<(string, string)>();
        foreach (var (table, keys) in OfPeople)
        {
            var theirs = SqlText.Join(SqlText.Of($" or "), keys.Select(k => SqlText.Of($"{SqlText.Column("t", k)} = {caller.Person}")));
            found.AddRange(await RowsAsync(session, table, SqlText.Of($"t.workspace_id = {caller.Workspace} and ({theirs})"), cancellation));
        }
        return found;
    }

    private static Task<List<(string Table, string Row)>> RowsAsync(Session session, string table, SqlText which, CancellationToken cancellation) => session.ListAsync(
        SqlText.Of($"select (to_jsonb(t) - array(select a.attname::text from pg_attribute a where a.attrelid = t.tableoid and a.atttypid = 'bytea'::regtype) - {Secrets})::text from {SqlText.Name(table)} t where {which}"),
        r => (table, r.GetString(0)), cancellation);
}
