using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Privacy;

/// <summary>Records go when their time is over, by rules that somebody looked at and switched on.</summary>
public sealed class RetentionTests(Installation server)
{
    private static async Task<Guid> OldAsync(Client client, string name, string? at = "2020-01-01") =>
        (await client.CreateAsync("deals", new { name, amount = new { amount = 1, currency = "EUR" }, close_date = at })).Id();

    private static object Rule(string action = "trash", string? condition = null, string[]? fields = null, string type = "deal", string from = "close_date", bool active = false) =>
        new { name = "Old ones", type, condition, from, days = 365, action, fields = fields ?? [], active };

    private static async Task<string> MakeAsync(Client client, object rule) => (await client.PostAsync("retention_rules", rule)).Expect(201).Text("id")!;

    private static Task<Answer> TryAsync(Client client, string id) => client.PostAsync($"retention_rules/{id}/trial", null);

    private async Task OnAsync(Client client, string id, object rule)
    {
        (await TryAsync(client, id)).Expect(200);
        (await client.PutAsync($"retention_rules/{id}", rule)).Expect(200);
        await RunAsync(client);
    }

    private async Task RunAsync(Client client)
    {
        await AskAsync<Guid>($"insert into kith.job (workspace_id, kind, id, run_at, created_at) values ('{client.Workspace}', 'retention', '{client.Workspace}', now(), now()) returning key");
        while (await AskAsync<long>($"select count(*) from kith.job where workspace_id = '{client.Workspace}' and kind = 'retention'") > 0)
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    private async Task<T> AskAsync<T>(string sql)
    {
        await using var command = server.Owner.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static async Task<List<string?>> NamesAsync(Client client, string types = "deals") => [.. (await client.ListAsync(types)).Select(r => r.Text("name")).Order()];

    [Fact]
    public async Task A_rule_is_off_until_what_it_would_do_was_looked_at()
    {
        var client = await server.WorkspaceAsync();
        var (old, _) = (await OldAsync(client, "Old"), await OldAsync(client, "New", "2999-01-01"));
        (await client.PostAsync("retention_rules", Rule(active: true))).Refused(409, "retention.try_first");
        var id = await MakeAsync(client, Rule());
        (await client.PutAsync($"retention_rules/{id}", Rule(active: true))).Refused(409, "retention.try_first");
        var trial = (await TryAsync(client, id)).Expect(200);
        Assert.Equal((1, old, "Old"), (trial.GetProperty("count").GetInt32(), trial.Data().Single().Id(), trial.Data().Single().Text("title")));
        Assert.Equal(["New", "Old"], await NamesAsync(client));
        // Another condition is another rule.
        (await client.PutAsync($"retention_rules/{id}", Rule(condition: "amount > 0", active: true))).Refused(409, "retention.try_first");
        await RunAsync(client);
        Assert.Equal(["New", "Old"], await NamesAsync(client));
        var on = (await client.PutAsync($"retention_rules/{id}", Rule(active: true))).Expect(200);
        Assert.Equal((true, "Olga Owner"), (on.GetProperty("active").GetBoolean(), on.GetProperty("active_by").Text("title")));
        var manager = await server.ColleagueAsync(client, "manager");
        (await manager.GetAsync("retention_rules")).Refused(403, "forbidden");
        (await client.DeleteAsync($"retention_rules/{id}")).Expect(204);
        Assert.Equal(["retention_rule_deleted", "retention_rule_changed", "retention_rule_made"], (await client.GetAsync("security/events?kind=retention_rule_made,retention_rule_changed,retention_rule_deleted")).Expect(200).Data().Select(e => e.Text("kind")));
    }

    [Fact]
    public async Task What_is_over_goes_to_the_trash_tells_which_rule_did_it_and_comes_back_by_one_undo()
    {
        var client = await server.WorkspaceAsync();
        var (old, other) = (await OldAsync(client, "Old"), await OldAsync(client, "Kept", "2020-01-01"));
        var along = (await client.CreateAsync("activities", new { subject = "Call", regarding = new { type = "deal", id = old } })).Id();
        var id = await MakeAsync(client, Rule(condition: "name != \"Kept\""));
        await OnAsync(client, id, Rule(condition: "name != \"Kept\"", active: true));
        Assert.Equal(["Kept"], await NamesAsync(client));
        var change = (await client.GetAsync($"deals/{old}/changes")).Expect(200).Data()[0];
        Assert.Equal(("deleted", "system", JsonValueKind.Null, client.Person), (change.Text("kind"), change.Text("via"), change.GetProperty("by").ValueKind, change.GetProperty("behalf").Id()));
        var set = (await client.GetAsync($"changesets/{change.Text("changeset")}")).Expect(200);
        Assert.Equal(("Old ones", "done"), (set.Text("name"), set.Text("state")));
        Assert.Equal((1, 0), await LastAsync(client));
        Assert.Equal("1", (await client.GetAsync("security/events?kind=retention_ran")).Expect(200).Data().Single().GetProperty("details").GetProperty("records")[1].ToString());
        (await client.PostAsync($"changesets/{change.Text("changeset")}/undo", null)).Expect(200);
        Assert.Equal(["Kept", "Old"], await NamesAsync(client));
        (await client.GetAsync($"activities/{along}")).Expect(200);
        (await client.GetAsync($"deals/{other}")).Expect(200);
    }

    [Fact]
    public async Task Anonymising_empties_the_chosen_fields_once_and_leaves_a_word_where_something_is_needed()
    {
        var client = await server.WorkspaceAsync();
        var contact = (await client.CreateAsync("contacts", new { first_name = "Ada", last_name = "Lovelace", email = "ada@analytical.example", title = "Countess" })).Id();
        await AskAsync<Guid>($"update kith.contact set created_at = '2020-01-01' where id = '{contact}' returning id");
        object Anonymise(bool active) => Rule("anonymise", fields: ["first_name", "last_name", "email"], type: "contact", from: "created_at", active: active);
        var id = await MakeAsync(client, Anonymise(false));
        await OnAsync(client, id, Anonymise(true));
        var left = (await client.GetAsync($"contacts/{contact}")).Expect(200);
        Assert.Equal(("[removed]", "[removed]", null, null, "Countess"), (left.Text("name"), left.Text("last_name"), left.Text("first_name"), left.Text("email"), left.Text("title")));
        Assert.Equal((1, 0), await LastAsync(client));
        await RunAsync(client);
        Assert.Equal((0, 0), await LastAsync(client));
        Assert.Equal(0, (await TryAsync(client, id)).Expect(200).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Erasing_purges_with_what_goes_along_and_leaves_what_is_held()
    {
        var client = await server.WorkspaceAsync();
        var (old, held) = (await OldAsync(client, "Old"), await OldAsync(client, "Held"));
        var along = (await client.CreateAsync("activities", new { subject = "Call", regarding = new { type = "deal", id = old } })).Id();
        await AskAsync<Guid>($"insert into kith.legal_hold (workspace_id, record_id, type, reason, created_at) values ('{client.Workspace}', '{held}', 'deal', 'A lawsuit.', now()) returning record_id");
        var id = await MakeAsync(client, Rule("erase"));
        var trial = (await TryAsync(client, id)).Expect(200);
        Assert.Equal((1, 1), (trial.GetProperty("count").GetInt32(), trial.GetProperty("held").GetInt32()));
        await OnAsync(client, id, Rule("erase", active: true));
        Assert.Equal(["Held"], await NamesAsync(client));
        Assert.Equal(0, await AskAsync<long>($"select count(*) from kith.entry where id in ('{old}', '{along}')"));
        Assert.Equal(1, await AskAsync<long>($"select count(*) from kith.entry where id = '{held}'"));
    }

    [Fact]
    public async Task Private_records_are_covered_and_named_to_nobody_who_does_not_see_them()
    {
        var client = await server.WorkspaceAsync();
        var member = await server.ColleagueAsync(client);
        var secret = await OldAsync(member, "Secret");
        (await member.PutAsync($"deals/{secret}/private", null)).Expect(204);
        var administrator = await server.ColleagueAsync(client, "administrator", "Ann Admin");
        var id = await MakeAsync(administrator, Rule());
        var trial = (await TryAsync(administrator, id)).Expect(200);
        Assert.Equal((1, secret, ""), (trial.GetProperty("count").GetInt32(), trial.Data().Single().Id(), trial.Data().Single().Text("title")));
        await OnAsync(administrator, id, Rule(active: true));
        (await member.GetAsync($"deals/{secret}")).Refused(404, "not_found");
        Assert.Equal(404, (await (await server.WorkspaceAsync()).DeleteAsync($"retention_rules/{id}")).Status);
    }

    [Fact]
    public async Task A_rule_that_cannot_be_is_refused_and_one_that_broke_is_switched_off_and_told()
    {
        var client = await server.WorkspaceAsync();
        (await client.PostAsync("retention_rules", new { name = "", type = "pipeline", days = 0, action = "anonymise" })).Invalid("name:required", "days:retention.days", "fields:retention.fields", "type:unknown_type");
        (await client.PostAsync("retention_rules", Rule(from: "name"))).Invalid("from:retention.no_date");
        (await client.PostAsync("retention_rules", Rule(from: "died_on"))).Invalid("from:unknown_field");
        (await client.PostAsync("retention_rules", Rule("anonymise", fields: ["stage", "nothing"]))).Invalid("fields:retention.not_emptied", "fields:unknown_field");
        (await client.PostAsync("retention_rules", Rule(fields: ["name"]))).Invalid("fields:retention.fields_of_anonymise");
        Assert.Equal("condition", (await client.PostAsync("retention_rules", Rule(condition: "colour = 1"))).Refused(422).Errors[0].Text("field"));
        (await client.PostAsync("types/deal/fields", new { name = "over", kind = "date" })).Expect(201);
        var id = await MakeAsync(client, Rule(from: "over_c"));
        (await TryAsync(client, id)).Expect(200);
        (await client.PutAsync($"retention_rules/{id}", Rule(from: "over_c", active: true))).Expect(200);
        // As a release may take a built-in field away.
        await AskAsync<Guid>($"update kith.retention_rule set counted_from = 'gone_c' where id = '{id}' returning id");
        await RunAsync(client);
        var broken = (await client.GetAsync("retention_rules")).Expect(200).Data().Single();
        Assert.False(broken.GetProperty("active").GetBoolean());
        Assert.Contains("gone_c", broken.Text("problem")!, StringComparison.Ordinal);
        Assert.Single((await client.GetAsync("security/events?kind=retention_stopped")).Expect(200).Data());
        for (var tries = 0; tries < 200 && (await client.GetAsync("notifications")).Expect(200).Data().Count == 0; tries++)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Equal("security_alert", (await client.GetAsync("notifications")).Expect(200).Data().Single().Text("kind"));
    }

    private static async Task<(int Done, int Failed)> LastAsync(Client client) => (await client.GetAsync("retention_rules")).Expect(200).Data().Single() is var rule ? (rule.GetProperty("done").GetInt32(), rule.GetProperty("failed").GetInt32()) : default;
}
