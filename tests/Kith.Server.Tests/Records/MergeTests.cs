using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Records;

/// <summary>FEATURES 11 to 16, and back again.</summary>
public sealed class MergeTests(Installation server)
{
    public static TheoryData<string> Types => ["companies", "contacts", "deals", "products", "activities", OwnTypes.Plural];

    [Theory, MemberData(nameof(Types))]
    public async Task Records_of_any_type_become_one_and_part_again(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        Assert.True(type.Json.GetProperty("mergeable").GetBoolean());
        var records = new List<JsonElement>();
        for (var n = 1; n <= 3; n++)
            records.Add(await make.CreateFullAsync(type, n));
        var before = await StateAsync(client);
        var merged = await MergeAsync(client, plural, records.Select(r => r.Id()), new { into = records[1].Id() });
        Assert.Equal(3, merged.GetProperty("done").GetInt32());
        Assert.Equal(records[1].Id(), merged.GetProperty("record").Id());
        Assert.Equal(records[1].Id(), Assert.Single(await client.ListAsync(plural, $"id in (\"{records[0].Id()}\", \"{records[1].Id()}\", \"{records[2].Id()}\")")).Id());
        var undone = (await client.PostAsync($"changesets/{merged.Text("changeset")}/undo", null)).Expect(200);
        Assert.Equal((0, 0), (undone.GetProperty("failed").GetInt32(), undone.GetProperty("outcomes").GetArrayLength()));
        Assert.Equal(before, await StateAsync(client));
        // And together once more, by undoing the undo.
        Assert.Equal(0, (await client.PostAsync($"changesets/{undone.Text("changeset")}/undo", null)).Expect(200).GetProperty("failed").GetInt32());
        Assert.Single(await client.ListAsync(plural, $"id in (\"{records[0].Id()}\", \"{records[1].Id()}\", \"{records[2].Id()}\")"));
    }

    [Fact]
    public async Task Every_relation_follows_and_nothing_is_lost()
    {
        var client = await server.WorkspaceAsync();
        var (one, two, three) = (await client.CreateAsync("companies", new { name = "Acme" }), await client.CreateAsync("companies", new { name = "Acme" }), await client.CreateAsync("companies", new { name = "Acme Inc." }));
        var child = await client.CreateAsync("companies", new { name = "Child", parent = two.Id() });
        var contact = await client.CreateAsync("contacts", new { last_name = "Rossi", company = three.Id() });
        var deal = await client.CreateAsync("deals", new { name = "Tower", company = two.Id() });
        var call = await client.CreateAsync("activities", new { kind = "call", subject = "Hello", regarding = new { type = "company", id = three.Id() } });
        await client.PatchAsync($"companies/{two.Id()}", new { employees = 7 });
        var histories = await HistoryAsync(client, one.Id()) + await HistoryAsync(client, two.Id()) + await HistoryAsync(client, three.Id());

        var snapshot = await Snapshot.OfAsync(client);
        var trial = await MergeAsync(client, "companies", [one.Id(), two.Id(), three.Id()], new { into = one.Id() }, dryRun: true);
        Assert.Equal(JsonValueKind.Null, trial.GetProperty("changeset").ValueKind);
        Assert.Equal(7, trial.GetProperty("record").GetProperty("employees").GetInt32());
        Assert.Equal(snapshot, await Snapshot.OfAsync(client));
        var merged = await MergeAsync(client, "companies", [one.Id(), two.Id(), three.Id()], new { into = one.Id() });
        Assert.Equal((1, 1, 1, 1), (Moved(merged, "company"), Moved(merged, "contact"), Moved(merged, "deal"), Moved(merged, "activity")));
        Assert.Equal(one.Id(), (await client.GetAsync($"companies/{child.Id()}")).Expect(200).GetProperty("parent").Id());
        Assert.Equal(one.Id(), (await client.GetAsync($"contacts/{contact.Id()}")).Expect(200).GetProperty("company").Id());
        Assert.Equal(one.Id(), (await client.GetAsync($"deals/{deal.Id()}")).Expect(200).GetProperty("company").Id());
        Assert.Equal(one.Id(), (await client.GetAsync($"activities/{call.Id()}")).Expect(200).GetProperty("regarding").Id());
        // The history of all is that of the one, and two deletions and a change more.
        Assert.Equal(histories + 3, await HistoryAsync(client, one.Id()));
        var line = (await client.GetAsync($"contacts/{contact.Id()}/changes")).Expect(200).Data()[0];
        Assert.Equal(("merge", JsonValueKind.Null, client.Person), (line.Text("via"), line.GetProperty("by").ValueKind, line.GetProperty("behalf").Id()));
        Assert.Contains((await client.GetAsync($"companies/{one.Id()}/timeline")).Expect(200).Data(), l => l.Text("kind") == "activity" && l.GetProperty("activity").Id() == call.Id());
    }

    [Fact]
    public async Task The_value_that_is_picked_stays_and_the_other_is_in_the_history()
    {
        var client = await server.WorkspaceAsync();
        var one = await client.CreateAsync("contacts", new { last_name = "Rossi", email = "one@example.com", title = "Boss", tags = new[] { "a", "b" } });
        var two = await client.CreateAsync("contacts", new { last_name = "Rossi", email = "two@example.com", phone = "+39 06 123456", tags = new[] { "b", "c" }, email_opt_out = true, call_opt_out = false });
        var merged = await MergeAsync(client, "contacts", [one.Id(), two.Id()], new { into = one.Id(), values = new { email = two.Id() } });
        var contact = (await client.GetAsync($"contacts/{one.Id()}")).Expect(200);
        Assert.Equal(("two@example.com", "Boss", "+3906123456"), (contact.Text("email"), contact.Text("title"), contact.GetProperty("phone").Text("number")));
        Assert.Equal(["a", "b", "c"], contact.GetProperty("tags").EnumerateArray().Select(t => t.GetString()));
        // Opt-outs win.
        Assert.True(contact.GetProperty("email_opt_out").GetBoolean());
        var email = (await client.GetAsync($"contacts/{one.Id()}/changes")).Expect(200).Data().SelectMany(c => c.GetProperty("diff").EnumerateArray()).First(d => d.Text("field") == "email");
        Assert.Equal(("one@example.com", "two@example.com"), (email.Text("from"), email.Text("to")));

        // Somebody works on it; undoing the merge leaves that, and says so.
        (await client.PatchAsync($"contacts/{one.Id()}", new { email = "new@example.com" })).Expect(200);
        var undone = (await client.PostAsync($"changesets/{merged.Text("changeset")}/undo", null)).Expect(200);
        var kept = Assert.Single(undone.GetProperty("outcomes").EnumerateArray());
        Assert.Equal((one.Id(), "undo.changed_since", "email"), (kept.Id(), kept.Text("code"), kept.GetProperty("errors")[0].Text("field")));
        Assert.Equal("new@example.com", (await client.GetAsync($"contacts/{one.Id()}")).Expect(200).Text("email"));
        Assert.Equal("two@example.com", (await client.GetAsync($"contacts/{two.Id()}")).Expect(200).Text("email"));
    }

    [Fact]
    public async Task What_was_added_since_goes_to_the_one_that_is_named_when_they_part()
    {
        var client = await server.WorkspaceAsync();
        var (one, two) = (await client.CreateAsync("companies", new { name = "One" }), await client.CreateAsync("companies", new { name = "Two" }));
        var before = await client.CreateAsync("contacts", new { last_name = "Before", company = two.Id() });
        var moved = await client.CreateAsync("contacts", new { last_name = "Moved" });
        var set = (await MergeAsync(client, "companies", [one.Id(), two.Id()], new { into = one.Id() })).Text("changeset");
        var deal = await client.CreateAsync("deals", new { name = "Since", company = one.Id() });
        (await client.PatchAsync($"contacts/{moved.Id()}", new { company = one.Id() })).Expect(200);
        var call = await client.CreateAsync("activities", new { kind = "call", subject = "Since", regarding = new { type = "company", id = one.Id() } });
        var trial = (await client.PostAsync($"changesets/{set}/undo", new { dry_run = true })).Expect(200);
        Assert.Equal(new[] { call.Id(), moved.Id(), deal.Id() }.Order(), trial.GetProperty("added").EnumerateArray().Select(a => a.GetProperty("record").GetGuid()).Order());
        (await client.PostAsync($"changesets/{set}/undo", new { give = new Dictionary<Guid, Guid> { [before.Id()] = two.Id() } })).Invalid($"give.{before.Id()}:undo.give");
        var undone = (await client.PostAsync($"changesets/{set}/undo", new { give = new Dictionary<Guid, Guid> { [deal.Id()] = two.Id(), [call.Id()] = two.Id() } })).Expect(200);
        Assert.Equal(0, undone.GetProperty("failed").GetInt32());
        Assert.Equal(two.Id(), (await client.GetAsync($"contacts/{before.Id()}")).Expect(200).GetProperty("company").Id());
        Assert.Equal(two.Id(), (await client.GetAsync($"deals/{deal.Id()}")).Expect(200).GetProperty("company").Id());
        Assert.Equal(two.Id(), (await client.GetAsync($"activities/{call.Id()}")).Expect(200).GetProperty("regarding").Id());
        Assert.Equal(one.Id(), (await client.GetAsync($"contacts/{moved.Id()}")).Expect(200).GetProperty("company").Id());
    }

    [Fact]
    public async Task Ids_of_those_that_are_gone_keep_leading_to_the_one()
    {
        var client = await server.WorkspaceAsync();
        var (one, two, three) = (await client.CreateAsync("companies", new { name = "One" }), await client.CreateAsync("companies", new { name = "Two" }), await client.CreateAsync("companies", new { name = "Three" }));
        await MergeAsync(client, "companies", [one.Id(), two.Id()], new { into = two.Id() });
        await MergeAsync(client, "companies", [two.Id(), three.Id()], new { into = three.Id() });
        var read = await client.GetAsync($"companies/{one.Id()}");
        Assert.Equal((three.Id(), $"/api/v1/companies/{three.Id()}"), (read.Expect(200).Id(), read.Headers["Content-Location"]));
        Assert.Equal(three.Id(), (await client.PatchAsync($"companies/{one.Id()}", new { employees = 5 })).Expect(200).Id());
        Assert.Equal(three.Id(), (await client.PatchAsync($"companies/{two.Id()}", new { employees = 6 }, ("Idempotency-Key", "patch"))).Expect(200).Id());
        Assert.Equal(three.Id(), (await client.CreateAsync("contacts", new { last_name = "Rossi", company = one.Id() })).GetProperty("company").Id());
        Assert.Equal(three.Id(), (await client.PostAsync("contacts", new { last_name = "Verdi", company = one.Id() }, ("Idempotency-Key", "k"))).Expect(201).GetProperty("company").Id());
        var call = await client.CreateAsync("activities", new { kind = "call", subject = "Hello", regarding = new { type = "company", id = two.Id() } });
        Assert.Equal(three.Id(), call.GetProperty("regarding").Id());
        var deal = await client.CreateAsync("deals", new { name = "Tower" });
        Assert.Equal(1, (await client.PostAsync("deals/actions/update", new { ids = new[] { deal.Id() }, set = new { company = one.Id() } })).Expect(200).GetProperty("done").GetInt32());
        Assert.Equal(three.Id(), (await client.GetAsync($"deals/{deal.Id()}")).Expect(200).GetProperty("company").Id());
        // Deleting is for what is there: an old address deletes nothing.
        (await client.DeleteAsync($"companies/{one.Id()}")).Refused(404, "not_found");
        (await client.GetAsync($"contacts/{one.Id()}")).Refused(404, "not_found");
        // Out of the trash it is itself again.
        (await client.PostAsync($"companies/{one.Id()}/restore", null)).Expect(200);
        Assert.Equal(one.Id(), (await client.GetAsync($"companies/{one.Id()}")).Expect(200).Id());
    }

    [Fact]
    public async Task A_merge_that_cannot_be_done_changes_nothing()
    {
        var client = await server.WorkspaceAsync();
        var (one, two) = (await client.CreateAsync("companies", new { name = "One" }), await client.CreateAsync("companies", new { name = "Two" }));
        var middle = await client.CreateAsync("companies", new { name = "Middle", parent = one.Id() });
        (await client.PatchAsync($"companies/{two.Id()}", new { parent = middle.Id() })).Expect(200);
        var member = await server.ColleagueAsync(client);
        var stage = (await client.ListAsync("stages"))[0].Id();
        var before = await Snapshot.OfAsync(client);
        Task<Answer> TryAsync(object body, string types = "companies") => client.PostAsync($"{types}/actions/merge", body);
        (await TryAsync(new { ids = new[] { one.Id() } })).Invalid("ids:merge.two");
        (await TryAsync(new { input = new { into = one.Id() } })).Invalid("ids:merge.two");
        (await TryAsync(new { ids = new[] { one.Id(), two.Id() }, input = new { into = middle.Id() } })).Invalid("ids:merge.two");
        (await TryAsync(new { ids = new[] { one.Id(), server.NewId() } })).Refused(404, "not_found");
        (await TryAsync(new { ids = new[] { one.Id(), two.Id() }, input = new { values = new { name = middle.Id() } } })).Invalid("values.name:merge.not_of_them");
        (await TryAsync(new { ids = new[] { one.Id(), two.Id() }, input = new { values = new { nothing = one.Id() } } })).Invalid("values.nothing:unknown_field");
        (await TryAsync(new { ids = new[] { one.Id(), two.Id() }, input = new { winner = one.Id() } })).Invalid("winner:unknown_field");
        // Two would be above and below Middle.
        (await TryAsync(new { ids = new[] { one.Id(), two.Id() }, input = new { into = two.Id() } })).Invalid("parent:link_cycle");
        (await TryAsync(new { ids = new[] { stage, stage } }, "stages")).Refused(404, "unknown_action");
        (await TryAsync(new { ids = new[] { client.Person, member.Person } }, "people")).Refused(404, "unknown_action");
        Assert.Equal(before, await Snapshot.OfAsync(client));
        // As every member may change companies, every member may merge them.
        Assert.Equal(2, (await MergeAsync(member, "companies", [one.Id(), middle.Id()], new { into = one.Id() })).GetProperty("done").GetInt32());
    }

    private static async Task<JsonElement> MergeAsync(Client client, string types, IEnumerable<Guid> ids, object input, bool dryRun = false) =>
        (await client.PostAsync($"{types}/actions/merge", new { ids, input, dry_run = dryRun })).Expect(200);

    private static int Moved(JsonElement merged, string type) => merged.GetProperty("moved").GetProperty(type).GetInt32();

    private static async Task<int> HistoryAsync(Client client, Guid company) => (await client.GetAsync($"companies/{company}/changes?limit=200")).Expect(200).Data().Count;

    /// <summary>Everything that lists answer, but for what counts and dates changes.</summary>
    private static async Task<string> StateAsync(Client client)
    {
        var state = new List<string>();
        foreach (var type in await client.SchemaAsync())
        {
            foreach (var record in await client.ListAsync(type.Plural, null, "&sort=id"))
                state.Add(string.Join(' ', record.EnumerateObject().Where(m => m.Name is not ("version" or "updated_at" or "updated_by")).Select(m => $"{m.Name}={m.Value.GetRawText()}")));
        }
        return string.Join('\n', state);
    }
}
