using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Records;

public sealed class UndoTests(Installation server)
{
    public static TheoryData<string> Types => EveryType.Plurals;

    [Theory, MemberData(nameof(Types))]
    public async Task A_change_is_undone_and_the_undo_is_undone(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        var first = await make.CreateFullAsync(type, 1);
        var address = $"{plural}/{first.Id()}";
        var second = (await client.PatchAsync(address, await make.FullAsync(type, 2))).Expect(200);
        var changed = await NewestAsync(client, address);

        var undone = await UndoAsync(client, $"changes/{changed}/undo");
        Assert.Equal((1, 0), Counts(undone));
        Same(type, first, (await client.GetAsync(address)).Expect(200));
        var line = (await client.GetAsync($"{address}/changes")).Expect(200).Data()[0];
        Assert.Equal(("undo", undone.Text("changeset")), (line.Text("via"), line.Text("changeset")));

        // A part takes its whole along.
        Assert.Equal((type.Name == "deal_member" ? 3 : 1, 0), Counts(await UndoAsync(client, $"changesets/{undone.Text("changeset")}/undo")));
        Same(type, second, (await client.GetAsync(address)).Expect(200));
        Assert.Equal((1, 0), Counts(await UndoAsync(client, $"changes/{changed}/undo")));
        Same(type, first, (await client.GetAsync(address)).Expect(200));
    }

    [Theory, MemberData(nameof(Types))]
    public async Task What_was_made_goes_and_what_was_deleted_comes_back(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        var record = await make.CreateFullAsync(type, 3);
        var address = $"{plural}/{record.Id()}";
        var made = await NewestAsync(client, address);
        Assert.Equal((1, 0), Counts(await UndoAsync(client, $"changes/{made}/undo")));
        (await client.GetAsync(address)).Refused(404, "not_found");
        var deleted = await NewestAsync(client, address);
        Assert.Equal((1, 0), Counts(await UndoAsync(client, $"changes/{deleted}/undo")));
        Same(type, record, (await client.GetAsync(address)).Expect(200));

        // Somebody works on it: then it stays.
        (await client.PatchAsync(address, new JsonObject { ["my_integer_c"] = 77 })).Expect(200);
        var kept = await UndoAsync(client, $"changes/{made}/undo");
        Assert.Equal((0, 1), Counts(kept));
        var reason = Assert.Single(Assert.Single(kept.GetProperty("outcomes").EnumerateArray()).GetProperty("errors").EnumerateArray());
        Assert.Equal(("my_integer_c", "undo.changed_since"), (reason.Text("field"), reason.Text("code")));
        Same(type, record, (await client.GetAsync(address)).Expect(200), "my_integer_c");
    }

    [Fact]
    public async Task Every_write_of_one_record_says_what_takes_it_back()
    {
        var client = await server.WorkspaceAsync();
        async Task TakenBackAsync(Answer done)
        {
            var address = done.Headers["Undo"];
            Assert.Equal(0, Counts(await UndoAsync(client, address["/api/v1/".Length..])).Failed);
        }
        var made = await client.PostAsync("companies", new { name = "Acme", employees = 1 });
        var company = "companies/" + made.Expect(201).Id();
        await TakenBackAsync(await client.PatchAsync(company, new { employees = 2 }));
        Assert.Equal("1", (await client.GetAsync(company)).Expect(200).Raw("employees"));
        Assert.False((await client.PatchAsync(company, new { employees = 1 })).Headers.ContainsKey("Undo"));
        await client.CreateAsync("activities", new { kind = "note", subject = "Goes along", regarding = new { type = "company", id = company.Split('/')[1] } });
        var deleted = await client.DeleteAsync(company);
        Assert.StartsWith("/api/v1/changesets/", deleted.Headers["Undo"]);
        await TakenBackAsync(deleted);

        var deal = await client.CreateAsync("deals", new { name = "First order", amount = new { amount = "10.00", currency = "EUR" } });
        var won = await client.PostAsync($"deals/{deal.Id()}/actions/win", new { });
        Assert.NotEqual(deal.Raw("stage"), won.Expect(200).Raw("stage"));
        await TakenBackAsync(won);
        Assert.Equal(deal.Raw("stage"), (await client.GetAsync($"deals/{deal.Id()}")).Expect(200).Raw("stage"));
    }

    [Fact]
    public async Task A_bulk_change_is_undone_but_for_what_somebody_did_since()
    {
        var client = await server.WorkspaceAsync();
        var companies = new List<JsonElement>();
        for (var i = 0; i < 3; i++)
            companies.Add(await client.CreateAsync("companies", new { name = $"Company {i}", employees = i, industry = "retail" }));
        var bulk = (await client.PostAsync("companies/actions/update", new { where = "employees < 3", set = new { employees = 50, industry = "medical" } })).Expect(200);
        (await client.PatchAsync($"companies/{companies[0].Id()}", new { employees = 60 })).Expect(200);
        (await client.DeleteAsync($"companies/{companies[1].Id()}")).Expect(204);

        var before = await Snapshot.OfAsync(client);
        var trial = await UndoAsync(client, $"changesets/{bulk.Text("changeset")}/undo", new { dry_run = true });
        Assert.Equal((2, 1), Counts(trial));
        Assert.Equal(before, await Snapshot.OfAsync(client));
        var undone = await UndoAsync(client, $"changesets/{bulk.Text("changeset")}/undo");
        Assert.Equal((2, 1), Counts(undone));
        var reasons = undone.GetProperty("outcomes").EnumerateArray().ToDictionary(o => o.Id(), o => (Ok: o.GetProperty("ok").GetBoolean(), Error: o.GetProperty("errors")[0]));
        Assert.Equal((true, "employees", "undo.changed_since"), (reasons[companies[0].Id()].Ok, reasons[companies[0].Id()].Error.Text("field"), reasons[companies[0].Id()].Error.Text("code")));
        Assert.Contains(client.Me.GetProperty("person").Text("title")!, reasons[companies[0].Id()].Error.Text("message"), StringComparison.Ordinal);
        Assert.Equal((false, "undo.in_trash"), (reasons[companies[1].Id()].Ok, reasons[companies[1].Id()].Error.Text("code")));
        var first = (await client.GetAsync($"companies/{companies[0].Id()}")).Expect(200);
        Assert.Equal((60, "retail"), (first.GetProperty("employees").GetInt32(), first.Text("industry")));
        Assert.Equal(2, (await client.GetAsync($"companies/{companies[2].Id()}")).Expect(200).GetProperty("employees").GetInt32());

        (await client.PostAsync($"changesets/{bulk.Text("changeset")}/undo", null)).Refused(409, "undo.already");
        Assert.Equal((2, 0), Counts(await UndoAsync(client, $"changesets/{undone.Text("changeset")}/undo")));
        // What was undone twice holds again, so it can be undone once more.
        Assert.Equal((2, 1), Counts(await UndoAsync(client, $"changesets/{bulk.Text("changeset")}/undo")));
        var sets = (await client.GetAsync("changesets")).Expect(200).Data();
        Assert.Equal(["undo", "undo", "undo", "bulk"], sets.Select(s => s.Text("kind")));
        Assert.Equal(sets[0].Text("id"), sets[3].Text("undone_by"));
        Assert.Equal(3, (await client.GetAsync($"changes?changeset={bulk.Text("changeset")}")).Expect(200).Data().Count);
    }

    [Fact]
    public async Task What_others_point_at_by_now_stays()
    {
        var client = await server.WorkspaceAsync();
        var company = await client.CreateAsync("companies", new { name = "Acme" });
        var made = await NewestAsync(client, $"companies/{company.Id()}");
        var contact = await client.CreateAsync("contacts", new { last_name = "Rossi", company = company.Id() });
        var kept = await UndoAsync(client, $"changes/{made}/undo");
        Assert.Equal("undo.in_use", Assert.Single(kept.GetProperty("outcomes").EnumerateArray()).Text("code"));
        (await client.DeleteAsync($"contacts/{contact.Id()}")).Expect(204);
        Assert.Equal((1, 0), Counts(await UndoAsync(client, $"changes/{made}/undo")));
    }

    [Fact]
    public async Task Many_are_changed_in_the_background_and_undone_there()
    {
        var client = await server.WorkspaceAsync();
        for (var i = 0; i < 5; i++)
            await client.CreateAsync("products", new { name = $"Product {i}", sku = $"P-{i}" });
        var trial = await WaitAsync(client, (await client.PostAsync("products/actions/update", new { where = "sku is not empty", set = new { name = "Same" }, background = true, dry_run = true })).Expect(202));
        Assert.Equal((5, 5, 5, 0, true), (Number(trial, "total"), Number(trial, "done"), Number(trial, "changed"), Number(trial, "failed"), trial.GetProperty("dry_run").GetBoolean()));
        Assert.Empty(await client.ListAsync("products", "name = \"Same\""));

        var asked = await client.PostAsync("products/actions/update", new { where = "sku is not empty", set = new { sku = "P-1" }, background = true });
        var set = await WaitAsync(client, asked.Expect(202));
        Assert.Equal($"/api/v1/changesets/{set.Text("id")}", asked.Headers["Location"]);
        Assert.Equal((5, 5, 0, 4), (Number(set, "total"), Number(set, "done"), Number(set, "changed"), Number(set, "failed")));
        var failed = (await client.GetAsync($"changesets/{set.Text("id")}/outcomes?result=failed&limit=3")).Expect(200);
        Assert.Equal((3, 4), (failed.Data().Count, failed.Data().Count + (await client.GetAsync($"changesets/{set.Text("id")}/outcomes?result=failed&after={failed.GetProperty("next").GetInt64()}")).Expect(200).Data().Count));
        Assert.All(failed.Data(), o => Assert.Equal(("failed", "unique"), (o.Text("result"), o.GetProperty("errors")[0].Text("code"))));

        var renamed = await WaitAsync(client, (await client.PostAsync("products/actions/update", new { where = "sku is not empty", set = new { name = "Same" }, background = true })).Expect(202));
        Assert.Equal(5, (await client.ListAsync("products", "name = \"Same\"")).Count);
        var undone = await WaitAsync(client, (await client.PostAsync($"changesets/{renamed.Text("id")}/undo", new { background = true })).Expect(202));
        Assert.Equal(("done", 5), (undone.Text("state"), Number(undone, "changed")));
        Assert.Empty(await client.ListAsync("products", "name = \"Same\""));
        (await client.PostAsync($"changesets/{renamed.Text("id")}/cancel", null)).Refused(409, "changeset.ended");
    }

    [Fact]
    public async Task Only_who_made_them_and_administrators_see_changesets()
    {
        var owner = await server.WorkspaceAsync();
        var member = await server.ColleagueAsync(owner);
        var product = await owner.CreateAsync("products", new { name = "One" });
        var set = (await owner.PostAsync("products/actions/update", new { ids = new[] { product.Id() }, set = new { name = "Two" } })).Expect(200).Text("changeset");
        (await member.GetAsync($"changesets/{set}")).Refused(404, "not_found");
        (await member.GetAsync($"changesets/{set}/outcomes")).Refused(404, "not_found");
        (await member.PostAsync($"changesets/{set}/undo", null)).Refused(404, "not_found");
        (await member.PostAsync($"changesets/{set}/cancel", null)).Refused(404, "not_found");
        Assert.Empty((await member.GetAsync("changesets")).Expect(200).Data());
        (await owner.PostAsync("changes/999999/undo", null)).Refused(404, "not_found");
        (await owner.GetAsync($"changesets/{set}/outcomes?result=good")).Invalid("result:bad_result");
    }

    private static async Task<long> NewestAsync(Client client, string address) => (await client.GetAsync($"{address}/changes?limit=1")).Expect(200).Data()[0].GetProperty("position").GetInt64();

    private static async Task<JsonElement> UndoAsync(Client client, string path, object? body = null) => (await client.PostAsync(path, body)).Expect(200);

    private static (int Done, int Failed) Counts(JsonElement answer) => (answer.GetProperty("done").GetInt32(), answer.GetProperty("failed").GetInt32());

    private static int Number(JsonElement json, string member) => json.GetProperty(member).GetInt32();

    private static async Task<JsonElement> WaitAsync(Client client, JsonElement queued)
    {
        while (true)
        {
            var set = (await client.GetAsync($"changesets/{queued.Text("changeset")}")).Expect(200);
            if (set.Text("state") is "done" or "failed" or "cancelled")
                return set;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static void Same(TypeSchema type, JsonElement expected, JsonElement actual, params string[] but) =>
        Assert.All(type.Fields.Where(f => f.Name is not ("version" or "updated_at" or "updated_by") && !but.Contains(f.Name) && expected.TryGetProperty(f.Name, out _)), f => Assert.True(expected.GetProperty(f.Name).Same(actual.GetProperty(f.Name)), f.Name));
}
