using System.Text.Json;
using Kith.Server.Tests.Harness;
using Npgsql;

namespace Kith.Server.Tests.Access;

/// <summary>What happens to sign-ins, people, exports and settings stands in the audit.</summary>
public sealed class AuditTrailTests(Installation server)
{
    private static async Task<JsonElement[]> EventsAsync(Client reader, string kind) => [.. (await reader.GetAsync($"security/events?kind={kind}")).Expect(200).Data()];

    private static async Task<JsonElement[]> EventuallyAsync(Client reader, string kind, int count)
    {
        while (true)
        {
            var found = await EventsAsync(reader, kind);
            if (found.Length >= count)
                return found;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static string? Fact(JsonElement entry, string name) => entry.GetProperty("details").TryGetProperty(name, out var fact) ? fact[1].ToString() : null;

    private async Task DoAsync(string sql, Guid workspace)
    {
        await using var command = server.Owner.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = workspace });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Signing_in_and_out_is_told_with_address_and_program()
    {
        var owner = await server.WorkspaceAsync();
        var signedIn = Assert.Single(await EventsAsync(owner, "signed_in"));
        Assert.Equal("127.0.0.1", Fact(signedIn, "address"));
        Assert.Equal(owner.Person, signedIn.GetProperty("by").GetProperty("id").GetGuid());
        var program = server.Anonymous();
        (await program.PostAsync("auth/tokens", new { email = owner.Email, password = Installation.Password })).Expect(200);
        Assert.Equal(["api", "screen"], (await EventsAsync(owner, "signed_in")).Select(e => e.Text("via")));
        var other = await server.ColleagueAsync(owner);
        (await other.PostAsync("auth/logout", null)).Expect(204);
        Assert.Equal(other.Person, Assert.Single(await EventsAsync(owner, "signed_out")).GetProperty("subject").GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task Failed_attempts_of_a_minute_are_told_as_one_and_those_of_strangers_are_not()
    {
        var owner = await server.WorkspaceAsync();
        var stranger = server.Anonymous();
        for (var i = 0; i < 3; i++)
            (await stranger.PostAsync("auth/login", new { email = owner.Email, password = "not the right one" })).Refused(401, "bad_credentials");
        (await stranger.PostAsync("auth/login", new { email = server.NewEmail("nobody"), password = "not the right one" })).Refused(401, "bad_credentials");
        await server.GatherAsync(owner);
        var failed = await EventuallyAsync(owner, "sign_in_failed", 1);
        Assert.All(failed, e => Assert.Equal((owner.Person, JsonValueKind.Null), (e.GetProperty("subject").GetProperty("id").GetGuid(), e.GetProperty("by").ValueKind)));
        Assert.Equal(3, failed.Sum(e => int.Parse(Fact(e, "times") ?? "1", System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal("127.0.0.1", Fact(failed[0], "address"));
    }

    [Fact]
    public async Task Whoever_is_invited_joins_and_is_deactivated_is_told()
    {
        var owner = await server.WorkspaceAsync();
        var member = await server.ColleagueAsync(owner);
        Assert.Equal((member.Email, "member"), (Assert.Single(await EventsAsync(owner, "invited")).GetProperty("subject").Text("title"), Fact((await EventsAsync(owner, "invited"))[0], "role")));
        Assert.Equal(member.Person, Assert.Single(await EventsAsync(owner, "joined")).GetProperty("subject").GetProperty("id").GetGuid());
        var open = (await owner.PostAsync("invitations", new { email = server.NewEmail("not.yet") })).Expect(201);
        (await owner.DeleteAsync($"invitations/{open.Id()}")).Expect(204);
        Assert.Equal(open.Text("email"), Assert.Single(await EventsAsync(owner, "invitation_withdrawn")).GetProperty("subject").Text("title"));
        (await owner.PatchAsync($"people/{member.Person}", new { active = false })).Expect(200);
        Assert.Equal((owner.Person, member.Person), (await EventuallyAsync(owner, "deactivated", 1)) is [var gone] ? (gone.GetProperty("by").GetProperty("id").GetGuid(), gone.GetProperty("subject").GetProperty("id").GetGuid()) : default);
        (await owner.PatchAsync($"people/{member.Person}", new { active = true })).Expect(200);
        Assert.Single(await EventuallyAsync(owner, "reactivated", 1));
    }

    [Fact]
    public async Task Exports_are_told_with_their_filter_and_rows_and_very_many_as_a_mass_export()
    {
        var owner = await server.WorkspaceAsync();
        (await owner.PostAsync("companies", new { name = "Acme" })).Expect(201);
        (await owner.PostAsync("companies", new { name = "Bolt" })).Expect(201);
        Assert.Equal(200, (await owner.GetAsync("companies.csv?where=name%20%3D%20%22Acme%22&fields=name")).Status);
        var export = Assert.Single(await EventsAsync(owner, "exported"));
        Assert.Equal(("company", "1", "name = \"Acme\""), (Fact(export, "type"), Fact(export, "rows"), Fact(export, "where")));
        Assert.Equal(422, (await owner.GetAsync("companies.csv?where=nonsense%20%3D%201")).Status);
        Assert.Single(await EventsAsync(owner, "exported"));
        await DoAsync("with p as (update kith.position set position = position + 1 where workspace_id = $1 returning position) insert into kith.change (workspace_id, position, at, by_id, via, kind, type, record_id, title, diff) select $1, p.position, now(), c.by_id, 'screen', 'exported', 'security', $1, '', '{\"rows\": [null, 9999]}' from p, kith.change c where c.workspace_id = $1 and c.kind = 'exported'", owner.Workspace);
        Assert.Equal(200, (await owner.GetAsync("companies.csv")).Status);
        Assert.Equal(200, (await owner.GetAsync("companies.csv")).Status);
        Assert.Equal("10002", Fact(Assert.Single(await EventsAsync(owner, "mass_export")), "rows"));
    }

    [Fact]
    public async Task The_audit_is_a_file_whose_cells_are_no_formulas_and_which_is_told_in_it()
    {
        var owner = await server.WorkspaceAsync();
        (await owner.PostAsync("invitations", new { email = server.NewEmail("=evil") })).Expect(201);
        (await owner.PostAsync("auth/tokens", new { email = owner.Email, password = Installation.Password })).Expect(200);
        var file = await owner.GetAsync("security/events.csv?kind=signed_in,invited");
        Assert.Equal((200, "text/csv"), (file.Status, file.ContentType));
        var lines = file.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("\uFEFFposition,at,kind,event,by,behalf,via,subject,details", lines[0]);
        Assert.Equal(4, lines.Length);
        Assert.Contains(lines, l => l.Contains(",Invited,Olga Owner,,screen,'=evil", StringComparison.Ordinal));
        Assert.Equal(("security", "3"), (Fact(Assert.Single(await EventsAsync(owner, "exported")), "type"), Fact((await EventsAsync(owner, "exported"))[0], "rows")));
        (await owner.GetAsync("security/events.csv?kind=nonsense")).Invalid("kind:security.unknown_kind");
        Assert.Equal(Enum.GetValues<Kith.Core.Changes.SecurityEventKind>().Length, (await owner.GetAsync("security/kinds")).Expect(200).Data().Count);
    }

    [Fact]
    public async Task Changed_settings_and_secrets_of_webhooks_are_told()
    {
        var owner = await server.WorkspaceAsync();
        (await owner.PatchAsync("workspace", new { trash_days = 12 })).Expect(200);
        (await owner.PatchAsync("workspace", new { trash_days = 12 })).Expect(200);
        var entry = Assert.Single(await EventsAsync(owner, "settings_changed"));
        Assert.Equal("""{"trash_days":[30,12]}""", entry.GetProperty("details").GetRawText().Replace(" ", "", StringComparison.Ordinal));
        var hook = (await owner.PostAsync("webhooks", new { url = "https://example.com/hook" })).Expect(201).GetProperty("webhook");
        (await owner.PostAsync($"webhooks/{hook.Id()}/rotate", null)).Expect(200);
        (await owner.DeleteAsync($"webhooks/{hook.Id()}")).Expect(204);
        Assert.Equal(["deleted", "secret_renewed", "made"], (await EventsAsync(owner, "settings_changed")).Take(3).Select(e => Fact(e, "webhook")));
    }
}
