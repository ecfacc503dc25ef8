using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Records;

/// <summary>What has been in the trash long enough goes for good.</summary>
public sealed class PurgeTests(Installation server)
{
    private async Task<T> AskAsync<T>(string sql)
    {
        await using var command = server.Owner.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    // Without triggers: they are for those who work in a workspace.
    private async Task AgeAsync(string table, Guid id, int days)
    {
        await using var command = server.Owner.CreateCommand($"set session_replication_role = replica; update kith.{table} set deleted_at = now() - interval '{days} days' where id = '{id}'; reset session_replication_role");
        Assert.Equal(1, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Has the workspace's job run, and waits until it has.</summary>
    private async Task PurgeAsync(Client client)
    {
        await AskAsync<Guid>($"insert into kith.job (workspace_id, kind, id, run_at, created_at) values ('{client.Workspace}', 'purge', '{client.Workspace}', now(), now()) returning key");
        while (await AskAsync<long>($"select count(*) from kith.job where workspace_id = '{client.Workspace}' and kind = 'purge'") > 0)
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    private async Task<IReadOnlyList<string>> TablesWithAsync(Client client, string text)
    {
        var tables = await AskAsync<string[]>("select array_agg(c.relname::text) from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'kith' and c.relkind in ('r', 'p') and c.relname not in ('change', 'idempotency')");
        var found = new List<string>();
        foreach (var table in tables)
        {
            if (await AskAsync<bool>($"select exists (select 1 from kith.{table} x where x::text like '%{text}%')"))
                found.Add(table);
        }
        return found;
    }

    [Fact]
    public async Task After_its_time_nothing_refers_to_a_record_but_its_history()
    {
        var client = await server.WorkspaceAsync();
        var company = (await client.CreateAsync("companies", new { name = "Zyxwvut Shared Works", employees = 3 })).Id();
        var other = (await client.CreateAsync("companies", new { name = "Other Shared", parent = company })).Id();
        var contact = (await client.CreateAsync("contacts", new { first_name = "Ada", last_name = "Living", company })).Id();
        var trashed = (await client.CreateAsync("contacts", new { first_name = "Bob", last_name = "Trashed", company })).Id();
        var meeting = (await client.CreateAsync("activities", new { subject = "Meeting", participants = new[] { contact, company, other } })).Id();
        (await client.PostAsync("companies/actions/update", new { ids = new[] { company }, set = new { employees = 4 } })).Expect(200);
        (await client.PostAsync($"companies/{company}/watch", null)).Expect(204);
        await server.NotificationAsync(client, company);
        (await client.DeleteAsync($"contacts/{trashed}")).Expect(204);
        (await client.DeleteAsync($"companies/{company}")).Expect(204);
        await AgeAsync("company", company, 31);
        await AgeAsync("contact", trashed, 5);
        await PurgeAsync(client);

        Assert.Empty(await TablesWithAsync(client, company.ToString()));
        Assert.Empty(await TablesWithAsync(client, "zyxwvut"));
        Assert.Equal(0, await AskAsync<long>($"select count(*) from kith.notification where workspace_id = '{client.Workspace}'"));
        Assert.Equal(1, await AskAsync<long>($"select count(*) from kith.word where workspace_id = '{client.Workspace}' and word = 'shared'"));
        Assert.True((await client.GetAsync($"contacts/{contact}")).Expect(200).GetProperty("company").IsEmpty());
        Assert.True((await client.GetAsync($"companies/{other}")).Expect(200).GetProperty("parent").IsEmpty());
        Assert.Equal([contact, other], (await client.GetAsync($"activities/{meeting}")).Expect(200).GetProperty("participants").EnumerateArray().Select(p => p.Id()));
        var emptied = (await client.GetAsync($"contacts/{contact}/changes")).Expect(200).Data()[0];
        Assert.Equal(("updated", "system", "company"), (emptied.Text("kind"), emptied.Text("via"), emptied.GetProperty("diff")[0].Text("field")));
        var restored = (await client.PostAsync($"contacts/{trashed}/restore", null)).Expect(200);
        Assert.True(restored.GetProperty("company").IsEmpty());

        (await client.GetAsync($"companies/{company}")).Refused(404, "not_found");
        (await client.PostAsync($"companies/{company}/restore", null)).Refused(404, "not_found");
        Assert.Empty((await client.GetAsync("search?q=zyxwvut")).Expect(200).Data());
        var stream = (await client.GetAsync($"changes?record={company}&limit=200")).Expect(200).Data();
        Assert.Equal(["created", "updated", "deleted", "purged"], stream.Select(c => c.Text("kind")));
        Assert.Equal("Zyxwvut Shared Works", stream[^1].GetProperty("record").Text("title"));
    }

    [Fact]
    public async Task A_workspace_says_how_long_its_trash_keeps_and_the_trash_says_when_each_record_goes()
    {
        var client = await server.WorkspaceAsync();
        (await client.PatchAsync("workspace", new { trash_days = 0 })).Invalid("trash_days:out_of_range");
        (await client.PatchAsync("workspace", new { trash_days = 3651 })).Invalid("trash_days:out_of_range");
        Assert.Equal(30, (await client.GetAsync("me")).Expect(200).GetProperty("workspace").GetProperty("trash_days").GetInt32());
        var company = (await client.CreateAsync("companies", new { name = "Acme" })).Id();
        (await client.DeleteAsync($"companies/{company}")).Expect(204);
        await AgeAsync("company", company, 20);
        var before = (await client.ListAsync("companies", null, "&trash=only"))[0];
        Assert.Equal(before.GetProperty("purge_at").GetDateTime(), (await client.GetAsync("companies?trash=only&fields=name&offset=0&count=exact")).Expect(200).Data()[0].GetProperty("purge_at").GetDateTime());
        await PurgeAsync(client);
        Assert.Single(await client.ListAsync("companies", null, "&trash=only"));

        Assert.Equal(10, (await client.PatchAsync("workspace", new { trash_days = 10 })).Expect(200).GetProperty("trash_days").GetInt32());
        Assert.Equal(before.GetProperty("purge_at").GetDateTime().AddDays(-20), (await client.ListAsync("companies", null, "&trash=only"))[0].GetProperty("purge_at").GetDateTime());
        await PurgeAsync(client);
        Assert.Empty(await client.ListAsync("companies", null, "&trash=only"));
    }

    [Fact]
    public async Task What_another_record_in_the_trash_cannot_be_without_waits_for_it()
    {
        var client = await server.WorkspaceAsync();
        var pipeline = (await client.CreateAsync("pipelines", new { name = "Partners" })).Id();
        var stage = (await client.CreateAsync("stages", new { name = "Talk", pipeline, position = 1 })).Id();
        (await client.DeleteAsync($"stages/{stage}")).Expect(204);
        (await client.DeleteAsync($"pipelines/{pipeline}")).Expect(204);
        await AgeAsync("pipeline", pipeline, 40);
        await AgeAsync("stage", stage, 5);
        await PurgeAsync(client);
        Assert.Contains("pipeline", await TablesWithAsync(client, pipeline.ToString()));
        await AgeAsync("stage", stage, 31);
        await PurgeAsync(client);
        Assert.Empty(await TablesWithAsync(client, pipeline.ToString()));
        Assert.Empty(await TablesWithAsync(client, stage.ToString()));
    }

    [Fact]
    public async Task A_record_that_was_merged_into_another_keeps_leading_there_until_that_one_goes()
    {
        var client = await server.WorkspaceAsync();
        var (into, from) = ((await client.CreateAsync("companies", new { name = "Stays" })).Id(), (await client.CreateAsync("companies", new { name = "Goes" })).Id());
        (await client.PostAsync("companies/actions/merge", new { ids = new[] { into, from }, input = new { into } })).Expect(200);
        await AgeAsync("company", from, 400);
        await PurgeAsync(client);
        var contact = await client.CreateAsync("contacts", new { first_name = "Ada", last_name = "L", company = from });
        Assert.Equal(into, contact.GetProperty("company").Id());
        (await client.DeleteAsync($"companies/{into}")).Expect(204);
        await AgeAsync("company", into, 400);
        await PurgeAsync(client);
        Assert.Empty(await TablesWithAsync(client, into.ToString()));
        Assert.DoesNotContain("company", await TablesWithAsync(client, from.ToString()));
    }

    [Fact]
    public async Task Hundreds_go_in_parts_and_people_stay()
    {
        var client = await server.WorkspaceAsync();
        var mia = await server.ColleagueAsync(client);
        var companies = new List<Guid>();
        for (var n = 0; n < 450; n++)
            companies.Add((await client.CreateAsync("companies", new { name = $"Company {n}" })).Id());
        (await client.PostAsync("companies/actions/delete", new { where = "name is not empty" })).Expect(200);
        (await client.PatchAsync($"people/{mia.Person}", new { active = false })).Expect(200);
        (await client.DeleteAsync($"people/{mia.Person}")).Expect(204);
        await AgeAsync("person", mia.Person, 400);
        await AskAsync<long>($"with aged as (update kith.company set deleted_at = now() - interval '31 days' where workspace_id = '{client.Workspace}' returning 1) select count(*) from aged");
        await PurgeAsync(client);
        Assert.Equal(0, await AskAsync<long>($"select count(*) from kith.company where workspace_id = '{client.Workspace}'"));
        Assert.Equal(450, await AskAsync<long>($"select count(distinct record_id) from kith.change where workspace_id = '{client.Workspace}' and kind = 'purged'"));
        Assert.Equal(1, await AskAsync<long>($"select count(*) from kith.person where id = '{mia.Person}'"));
    }
}
