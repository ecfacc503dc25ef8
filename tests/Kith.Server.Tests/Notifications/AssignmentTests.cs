using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Notifications;

/// <summary>FEATURES 60: a change of owner notifies the new owner once and, if set, the old; not when the actor assigns to self; bulk changes send one summary.</summary>
public sealed class AssignmentTests(Installation server)
{
    private async Task<(Client Olga, Client Mia)> PairAsync()
    {
        var olga = await server.WorkspaceAsync();
        return (olga, await server.ColleagueAsync(olga));
    }

    [Fact]
    public async Task A_change_of_owner_tells_the_new_owner_once_with_its_cause()
    {
        var (olga, mia) = await PairAsync();
        var deal = (await olga.CreateAsync("deals", new { name = "Big one" })).Id();
        var changed = (await olga.PatchAsync($"deals/{deal}", new { owner = mia.Person })).Expect(200);
        (await olga.PatchAsync($"deals/{deal}", new { name = "Bigger one", amount = new { amount = "5", currency = "EUR" } })).Expect(200);
        (await olga.CreateAsync("contacts", new { first_name = "Ada", last_name = "L", owner = mia.Person })).Id();
        var told = await Notices.OfAsync(mia, olga);
        Assert.Equal(["Olga Owner assigned the contact “Ada L” to you", "Olga Owner assigned the deal “Bigger one” to you"], told.Select(n => n.Text("text")));
        var (one, cause) = (told[1], told[1].GetProperty("cause"));
        Assert.Equal(("assigned", "deal", 1), (one.Text("kind"), one.Text("type"), one.GetProperty("count").GetInt32()));
        Assert.Equal((deal, "Bigger one"), (one.GetProperty("record").Id(), one.GetProperty("record").Text("title")));
        Assert.Equal((olga.Person, "Olga Owner", "screen"), (cause.GetProperty("by").Id(), cause.GetProperty("by").Text("title"), cause.Text("via")));
        Assert.Equal(changed.GetProperty("updated_at").GetDateTime(), (await olga.GetAsync($"changes?record={deal}")).Expect(200).Data().Single(c => c.Raw("position") == cause.Raw("position")).GetProperty("at").GetDateTime());
        Assert.Empty(await Notices.OfAsync(olga, olga));
    }

    [Fact]
    public async Task Who_takes_something_is_not_told_and_whom_it_is_taken_from_only_if_they_want()
    {
        var (olga, mia) = await PairAsync();
        var deal = (await olga.CreateAsync("deals", new { name = "Big one" })).Id();
        (await mia.PatchAsync($"deals/{deal}", new { owner = mia.Person })).Expect(200);
        Assert.Empty(await Notices.OfAsync(mia, olga));
        Assert.Empty(await Notices.OfAsync(olga, olga));
        (await olga.PatchAsync("notifications/preferences", new { kinds = new[] { new { kind = "unassigned", app = true } } })).Expect(200);
        (await olga.PatchAsync($"deals/{deal}", new { owner = olga.Person })).Expect(200);
        (await mia.PatchAsync($"deals/{deal}", new { owner = mia.Person })).Expect(200);
        (await mia.PatchAsync($"deals/{deal}", new { owner = olga.Person })).Expect(200);
        Assert.Equal(["Mia Member assigned the deal “Big one” to you", "Mia Member took the deal “Big one” from you"], await Notices.TextsAsync(olga, olga));
        Assert.Empty(await Notices.OfAsync(mia, olga));
    }

    [Fact]
    public async Task What_a_program_does_names_the_program()
    {
        var (olga, mia) = await PairAsync();
        await (await olga.ProgramAsync()).CreateAsync("companies", new { name = "Acme", owner = mia.Person });
        var told = (await Notices.OfAsync(mia, olga)).Single();
        Assert.Equal(("through the API", "api"), (told.Text("through"), told.GetProperty("cause").Text("via")));
    }

    [Fact]
    public async Task A_bulk_change_of_1200_records_gives_one_summary_that_lists_them()
    {
        var (olga, mia) = await PairAsync();
        await Notices.ImportAsync(olga, 1_200, olga.Email);
        var set = (await olga.PostAsync("companies/actions/update", new { where = "name is not empty", set = new { owner = mia.Person } })).Expect(202).Text("changeset")!;
        while ((await olga.GetAsync($"changesets/{set}")).Expect(200).Text("state") != "done")
            Assert.Empty((await mia.GetAsync("notifications")).Expect(200).Data());
        var told = (await Notices.OfAsync(mia, olga)).Single();
        Assert.Equal("Olga Owner assigned 1,200 companies to you", told.Text("text"));
        Assert.Equal((1_200, set), (told.GetProperty("count").GetInt32(), told.GetProperty("cause").Text("changeset")));
        Assert.True(told.GetProperty("record").IsEmpty());
        var listed = new HashSet<Guid>();
        for (string? after = ""; after is not null;)
        {
            var page = (await mia.GetAsync($"notifications/{told.Id()}/records?limit=200{(after.Length > 0 ? "&after=" + after : "")}")).Expect(200);
            Assert.All(page.Data(), r => Assert.True(r.Text("type") == "company" && listed.Add(r.Id())));
            after = page.Text("next");
        }
        Assert.Equal(1_200, listed.Count);
        Assert.Empty(await Notices.OfAsync(olga, olga));
    }

    [Fact]
    public async Task An_import_and_a_batch_give_one_summary_each_and_one_record_is_named()
    {
        var (olga, mia) = await PairAsync();
        await Notices.ImportAsync(olga, 700, mia.Email);
        (await olga.PostAsync("batch", new { calls = new[] { "Ada", "Bob" }.Select(n => new { method = "POST", path = "contacts", body = new { first_name = n, last_name = "L", owner = mia.Person } }) })).Expect(200);
        var deal = (await olga.CreateAsync("deals", new { name = "Alone" })).Id();
        (await olga.PostAsync("deals/actions/update", new { ids = new[] { deal }, set = new { owner = mia.Person } })).Expect(200);
        var told = await Notices.OfAsync(mia, olga);
        Assert.Equal(["Olga Owner assigned 2 contacts to you", "Olga Owner assigned 700 companies to you", "Olga Owner assigned the deal “Alone” to you"], told.Select(n => n.Text("text")).Order(StringComparer.Ordinal));
        Assert.Equal("through the import of companies.csv", told.Single(n => n.GetProperty("count").GetInt32() == 700).Text("through"));
    }

    [Fact]
    public async Task Reading_the_stream_again_tells_nobody_twice()
    {
        var (olga, mia) = await PairAsync();
        await Notices.ImportAsync(olga, 3, mia.Email);
        await olga.CreateAsync("deals", new { name = "One", owner = mia.Person });
        var before = await Notices.OfAsync(mia, olga);
        Assert.Equal(2, before.Count);
        (await mia.PostAsync("notifications/read", new { })).Expect(204);
        (await olga.PostAsync("consumers/notifications/replay", new { from = 1 })).Expect(200);
        var after = await Notices.OfAsync(mia, olga);
        Assert.Equal(before.Select(n => n.Id()), after.Select(n => n.Id()));
        Assert.All(after, n => Assert.True(n.GetProperty("read").GetBoolean()));
    }
}
