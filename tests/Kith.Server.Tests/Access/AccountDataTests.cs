using System.Text.Json;
using Kith.Server.Tests.Harness;
using Kith.Store.Accounts;

namespace Kith.Server.Tests.Access;

/// <summary>People take along what is kept about their own account.</summary>
public sealed class AccountDataTests(Installation server)
{
    [Fact]
    public async Task An_account_is_handed_all_that_is_kept_of_it_but_for_secrets_and_others()
    {
        var owner = await server.WorkspaceAsync();
        var mia = await server.ColleagueAsync(owner, name: "Mia Member");
        (await mia.PatchAsync("auth/preferences", new { theme = "dark" })).Expect(200);
        var answer = await mia.GetAsync("auth/account_data");
        var file = answer.Expect(200);
        Assert.Contains("attachment", answer.Headers["Content-Disposition"], StringComparison.Ordinal);
        Assert.Equal(mia.Workspace, file.GetProperty("workspaces")[0].Id());
        Assert.Equal(mia.Email, Row("account", "account").Text("email"));
        Assert.Equal("dark", Row("account", "account_preference").Text("theme"));
        Assert.True(Row("account", "session").GetProperty("expires_at").GetDateTime() > DateTime.UnixEpoch);
        Assert.Equal("Mia Member", Row("workspace", "person").Text("name"));
        foreach (var secret in new[] { "hash", "secret", owner.Email, "Olga Owner" })
            Assert.DoesNotContain(secret, answer.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("account", (await owner.GetAsync($"security/events?kind=exported&person={mia.Person}")).Expect(200).Data().Single().GetProperty("details").GetProperty("type")[1].GetString());

        JsonElement Row(string part, string table) => file.GetProperty(part).EnumerateArray().First(r => r.Text("table") == table).GetProperty("values");
    }

    [Fact]
    public async Task Every_table_outside_workspaces_is_told_to_its_account_or_said_to_tell_nothing()
    {
        await using var command = server.Owner.CreateCommand("select array_agg(c.relname::text) from pg_class c where c.relnamespace = 'kith'::regnamespace and c.relkind in ('r', 'p') and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname in ('account_id', 'session_id', 'password_hash') and not a.attisdropped) and not exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id')");
        var tables = (string[])(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        Assert.Empty(tables.Except(AccountData.OfAccounts.Keys).Except(AccountData.Untold.Keys));
        Assert.Contains("account", tables);
    }
}
