using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Records;

public sealed class TrashTests(Installation server)
{
    public static TheoryData<string> Types => EveryType.Plurals;

    [Theory, MemberData(nameof(Types))]
    public async Task A_deleted_record_is_gone_but_for_the_trash_and_comes_back_whole(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        var record = await make.CreateFullAsync(type, 3);
        var address = $"{plural}/{record.Id()}";
        var living = (await client.ListAsync(plural)).Count;
        var deleted = await client.DeleteAsync(address);
        Assert.Equal((204, 0), (deleted.Status, deleted.Bytes.Length));
        var absent = $"{plural}/{server.NewId()}";
        Assert.Equal((await client.GetAsync(absent)).Refused(404, "not_found").Comparable(), (await client.GetAsync(address)).Comparable());
        Assert.Equal((await client.DeleteAsync(absent)).Refused(404, "not_found").Comparable(), (await client.DeleteAsync(address)).Comparable());
        Assert.Equal((await client.PatchAsync(absent, "{}")).Refused(404, "not_found").Comparable(), (await client.PatchAsync(address, "{}")).Comparable());
        Assert.Equal(living - 1, (await client.ListAsync(plural)).Count);
        var trashed = Assert.Single(await client.ListAsync(plural, null, "&trash=only"));
        Assert.Equal(record.Id(), trashed.Id());
        Assert.Equal(record.Version() + 1, trashed.Version());
        Assert.Empty(await client.ListAsync(plural, $"id = \"{record.Id()}\""));
        var restored = await client.PostAsync($"{address}/restore", null);
        Assert.Equal(record.Version() + 2, restored.Expect(200).Version());
        Assert.Equal($"\"{restored.Json.Version()}\"", restored.Headers["ETag"]);
        Assert.All(type.Writable, f => Assert.True(restored.Json.GetProperty(f.Name).Same(record.GetProperty(f.Name)), f.Name));
        Assert.Empty(await client.ListAsync(plural, null, "&trash=only"));
        Assert.Equal(restored.Text, (await client.GetAsync(address)).Expect(200).GetRawText());
        (await client.PostAsync($"{address}/restore", null)).Refused(404, "not_found");
        (await client.PostAsync($"{absent}/restore", null)).Refused(404, "not_found");
    }

    [Fact]
    public async Task What_a_required_link_points_at_stays()
    {
        var client = await server.WorkspaceAsync();
        var pipeline = await client.CreateAsync("pipelines", new { name = "Renewals" });
        await client.CreateAsync("stages", new { name = "Due", pipeline = pipeline.Id() });
        var deal = await client.CreateAsync("deals", new { name = "Tower", pipeline = pipeline.Id() });
        var before = await Snapshot.OfAsync(client);
        (await client.DeleteAsync($"stages/{deal.GetProperty("stage").Id()}")).Refused(409, "has_dependents");
        (await client.DeleteAsync($"pipelines/{deal.GetProperty("pipeline").Id()}")).Refused(409, "has_dependents");
        Assert.Equal(before, await Snapshot.OfAsync(client));
        (await client.DeleteAsync($"deals/{deal.Id()}")).Expect(204);
        (await client.DeleteAsync($"stages/{deal.GetProperty("stage").Id()}")).Expect(204);
    }

    [Fact]
    public async Task What_has_no_meaning_alone_goes_along_and_comes_back()
    {
        var client = await server.WorkspaceAsync();
        var company = await client.CreateAsync("companies", new { name = "Acme" });
        var contact = await client.CreateAsync("contacts", new { last_name = "Rossi", company = company.Id() });
        async Task<Guid> CallAsync(string subject) => (await client.CreateAsync("activities", new { kind = "call", subject, regarding = new { type = "company", id = company.Id() } })).Id();
        var (first, second, third) = (await CallAsync("First"), await CallAsync("Second"), await CallAsync("Third"));
        // Gone before, so it stays gone.
        (await client.DeleteAsync($"activities/{third}")).Expect(204);
        var before = await Snapshot.OfAsync(client);
        var trial = (await client.PostAsync("companies/actions/delete", new { ids = new[] { company.Id() }, dry_run = true })).Expect(200);
        Assert.Equal(("{\"activity\":2}", "{\"contact\":1}"), (trial.Raw("along"), trial.Raw("pointing")));
        Assert.Equal(before, await Snapshot.OfAsync(client));

        (await client.DeleteAsync($"companies/{company.Id()}", ("If-Match", "\"9\""))).Refused(412, "stale");
        Assert.Equal(before, await Snapshot.OfAsync(client));
        (await client.DeleteAsync($"companies/{company.Id()}", ("If-Match", "\"1\""))).Expect(204);
        Assert.Empty(await client.ListAsync("activities"));
        var line = (await client.GetAsync($"activities/{first}/changes")).Expect(200).Data()[0];
        Assert.Equal(("deleted", client.Person), (line.Text("kind"), line.GetProperty("behalf").Id()));
        var back = await client.PostAsync($"companies/{company.Id()}/restore", null);
        Assert.Equal((3, "\"3\""), (back.Expect(200).Version(), back.Headers["ETag"]));
        Assert.Equal([first, second], (await client.ListAsync("activities", null, "&sort=subject")).Select(a => a.Id()));
        Assert.Equal(company.Id(), (await client.GetAsync($"contacts/{contact.Id()}")).Expect(200).GetProperty("company").Id());

        // In bulk, and by undoing.
        var bulk = (await client.PostAsync("companies/actions/delete", new { where = "name = \"Acme\"" })).Expect(200);
        Assert.Empty(await client.ListAsync("activities"));
        (await client.PostAsync("companies/actions/restore", new { ids = new[] { company.Id() } })).Expect(200);
        Assert.Equal(2, (await client.ListAsync("activities")).Count);
        bulk = (await client.PostAsync("companies/actions/delete", new { where = "name = \"Acme\"" })).Expect(200);
        Assert.Equal((3, 0), ((await client.PostAsync($"changesets/{bulk.Text("changeset")}/undo", null)).Expect(200).GetProperty("done").GetInt32(), (await client.ListAsync("activities", null, "&trash=only")).Count - 1));
    }

    [Fact]
    public async Task A_restored_record_may_not_take_a_unique_value_back()
    {
        var client = await server.WorkspaceAsync();
        var first = await client.CreateAsync("products", new { name = "One", sku = "A-1" });
        (await client.DeleteAsync($"products/{first.Id()}")).Expect(204);
        await client.CreateAsync("products", new { name = "Two", sku = "a-1" });
        (await client.PostAsync($"products/{first.Id()}/restore", null)).Invalid("sku:unique");
    }
}
