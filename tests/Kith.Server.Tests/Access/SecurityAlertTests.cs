using System.Text.Json;
using Kith.Server.Tests.Harness;
using Npgsql;

namespace Kith.Server.Tests.Access;

/// <summary>Who reads the audit, and whom it is about, is told of what looks wrong.</summary>
public sealed class SecurityAlertTests(Installation server)
{
    private async Task DoAsync(string sql, Guid workspace)
    {
        await using var command = server.Owner.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = workspace });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The alerts that somebody was told of, once all were.</summary>
    private static async Task<string[]> AlertsAsync(Client who, Client owner)
    {
        while (true)
        {
            var consumer = (await owner.GetAsync("consumers")).Expect(200).Data().Single(c => c.Text("name") == "security_alerts");
            if (consumer.Raw("position") == consumer.Raw("head"))
                break;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
        return [.. (await who.GetAsync("notifications?limit=200")).Expect(200).Data().Where(n => n.Text("kind") == "security_alert").Select(n => n.Text("text")!)];
    }

    private async Task<Client> KeyAsync(Client of, params string[] networks)
    {
        var key = server.Anonymous();
        key.Bearer = (await of.PostAsync("auth/keys", new { name = "Far", scopes = new[] { "all:read" }, networks })).Expect(201).Text("secret");
        return key;
    }

    [Fact]
    public async Task A_key_used_from_where_it_may_not_be_is_told_to_its_person_and_to_administrators_once_an_hour()
    {
        var owner = await server.WorkspaceAsync();
        var (mia, max) = (await server.ColleagueAsync(owner), await server.ColleagueAsync(owner, name: "Max Member"));
        var key = await KeyAsync(mia, "192.0.2.0/24");
        for (var i = 0; i < 3; i++)
            (await key.GetAsync("me")).Refused(401);
        await server.GatherAsync(owner);
        var entry = Assert.Single((await owner.GetAsync("security/events?kind=key_refused")).Expect(200).Data());
        Assert.Equal((mia.Person, "Far", "127.0.0.1", 3), (entry.GetProperty("subject").GetProperty("id").GetGuid(), Fact(entry, "key"), Fact(entry, "address"), int.Parse(Fact(entry, "times"), System.Globalization.CultureInfo.InvariantCulture)));
        foreach (var told in new[] { owner, mia })
            Assert.Equal(["An API key of Mia Member was used from a network that it is not for"], await AlertsAsync(told, owner));
        Assert.Empty(await AlertsAsync(max, owner));
        (await key.GetAsync("me")).Refused(401);
        await server.GatherAsync(owner);
        Assert.Single(await AlertsAsync(owner, owner));
        // One that ended, or that nobody has, is no alert.
        (await mia.DeleteAsync($"auth/keys/{(await mia.GetAsync("auth/keys")).Json.Data().Single().Text("id")}")).Expect(204);
        (await key.GetAsync("me")).Refused(401);
        await server.GatherAsync(owner);
        Assert.Equal(2, (await owner.GetAsync("security/events?kind=key_refused")).Expect(200).Data().Count);
    }

    private static string Fact(JsonElement entry, string name) => entry.GetProperty("details").GetProperty(name)[1].ToString();

    [Fact]
    public async Task A_wave_of_failing_sign_ins_is_told_to_administrators_in_the_app_and_by_mail()
    {
        var owner = await server.WorkspaceAsync();
        var people = new List<Client> { owner };
        while (people.Count < 5)
            people.Add(await server.ColleagueAsync(owner));
        foreach (var person in people)
            (await server.Anonymous().PostAsync("auth/login", new { email = person.Email, password = "not the right one" })).Refused(401, "bad_credentials");
        await server.GatherAsync(owner);
        Assert.Equal(["The sign-ins of several people failed within a minute. Somebody may be trying passwords"], await AlertsAsync(owner, owner));
        Assert.Empty(await AlertsAsync(people[1], owner));
        while (!server.Mails(owner.Email).Any(m => m.Contains("Somebody may be trying passwords", StringComparison.Ordinal)))
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_mass_export_is_told_and_who_wants_no_alerts_gets_none()
    {
        var owner = await server.WorkspaceAsync();
        var (mia, amy) = (await server.ColleagueAsync(owner), await server.ColleagueAsync(owner, "administrator", "Amy Admin"));
        (await amy.PatchAsync("notifications/preferences", new { kinds = new[] { new { kind = "security_alert", app = false, mail = "off" } } })).Expect(200);
        await owner.CreateAsync("companies", new { name = "Acme" });
        Assert.Equal(200, (await mia.GetAsync("companies.csv")).Status);
        await DoAsync("with p as (update kith.position set position = position + 1 where workspace_id = $1 returning position) insert into kith.change (workspace_id, position, at, by_id, via, kind, type, record_id, title, diff) select $1, p.position, now(), c.by_id, 'screen', 'exported', 'security', $1, '', '{\"rows\": [null, 9999]}' from p, kith.change c where c.workspace_id = $1 and c.kind = 'exported'", owner.Workspace);
        Assert.Equal(200, (await mia.GetAsync("companies.csv")).Status);
        Assert.Equal(["Mia Member exported very many records within an hour"], await AlertsAsync(owner, owner));
        Assert.Equal(["Mia Member exported very many records within an hour"], await AlertsAsync(mia, owner));
        Assert.Empty(await AlertsAsync(amy, owner));
        Assert.Matches("kith_security_alerts_total\\{kind=\"mass_export\"\\} [1-9]", await server.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken));
    }
}
