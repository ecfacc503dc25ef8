using System.Text.Json;
using Kith.Server.Tests.Harness;
using Kith.Server.Tests.Live;
using Kith.Server.Tests.Notifications;

namespace Kith.Server.Tests.Activities;

/// <summary>What people say about records, to whom, and what they answer it with.</summary>
public sealed class CommentTests(Installation server)
{
    private static object About(string type, Guid id) => new { type, id };

    private static Task<JsonElement> SayAsync(Client client, string type, Guid id, string body, bool isPrivate = false) =>
        client.CreateAsync("comments", new { about = About(type, id), body, @private = isPrivate });

    private static Task<IReadOnlyList<JsonElement>> SaidAsync(Client client, Guid about) => client.ListAsync("comments", $"about(about, \"{about}\")", "&sort=created_at");

    private static string Mention(Client person, string name = "Whoever") => $"@[{name}](person:{person.Person})";

    private async Task<Client> ScoutAsync(Client client)
    {
        static object Grant(string reach) => new { read = reach, create = "all", update = reach, other_fields = "write" };
        (await client.PostAsync("roles", new { label = "Scout", types = new { company = Grant("own"), contact = Grant("all"), deal = Grant("own") } })).Expect(201);
        return await server.ColleagueAsync(client, "scout_c", "Sam Scout");
    }

    [Fact]
    public async Task A_comment_is_changed_by_its_author_alone_and_deleted_by_administrators_as_well()
    {
        var olga = await server.WorkspaceAsync();
        var (mia, max, vera) = (await server.ColleagueAsync(olga), await server.ColleagueAsync(olga, name: "Max Member"), await server.ColleagueAsync(olga, "viewer", "Vera Viewer"));
        var deal = await olga.CreateAsync("deals", new { name = "Mill" });
        var said = await SayAsync(mia, "deal", deal.Id(), $"# Well, {Mention(max, "Max")}\nthey asked");
        Assert.Equal(("Well, @Max", true), (said.Text("name"), said.GetProperty("edited_at").IsEmpty()));
        Assert.Equal(max.Person, said.GetProperty("mentions").EnumerateArray().Single().Id());
        Assert.Equal([said.Id()], (await SaidAsync(vera, deal.Id())).Select(c => c.Id()));
        (await max.PatchAsync($"comments/{said.Id()}", new { body = "Changed" })).Refused(404, "not_found");
        (await olga.PatchAsync($"comments/{said.Id()}", new { body = "Changed" })).Refused(404, "not_found");
        (await max.DeleteAsync($"comments/{said.Id()}")).Refused(404, "not_found");
        (await vera.PostAsync("comments", new { about = About("deal", deal.Id()), body = "I only look" })).Refused(403, "forbidden");
        var edited = (await mia.PatchAsync($"comments/{said.Id()}", new { body = "They asked again" })).Expect(200);
        Assert.Equal(("They asked again", false), (edited.Text("name"), edited.GetProperty("edited_at").IsEmpty()));
        Assert.True(edited.GetProperty("mentions").IsEmpty());
        (await mia.PatchAsync($"comments/{said.Id()}", """{"body": ""}""")).Invalid("body:required");
        (await olga.DeleteAsync($"comments/{said.Id()}")).Expect(204);
        Assert.Empty(await SaidAsync(mia, deal.Id()));
    }

    [Fact]
    public async Task Comments_are_not_about_comments_and_name_nobody_whom_there_is_not()
    {
        var olga = await server.WorkspaceAsync();
        var company = await olga.CreateAsync("companies", new { name = "Acme" });
        var said = await SayAsync(olga, "company", company.Id(), $"Ask @[Nobody](person:{server.NewId()})");
        Assert.True(said.GetProperty("mentions").IsEmpty());
        (await olga.PostAsync("comments", new { about = About("comment", said.Id()), body = "And another thing" })).Invalid("about:comment.not_about_this");
        (await olga.PostAsync("comments", new { body = "About nothing" })).Invalid("about:required");
        (await olga.PostAsync("comments", new { about = About("company", server.NewId()), body = "Gone" })).Invalid("about:link_not_found");
    }

    [Fact]
    public async Task Whoever_may_not_read_a_record_reads_none_of_its_comments_nor_what_answers_them()
    {
        var olga = await server.WorkspaceAsync();
        var sam = await ScoutAsync(olga);
        var hidden = await olga.CreateAsync("companies", new { name = "Secret works" });
        using var listening = await Listening.ToAsync(sam);
        var said = await SayAsync(olga, "company", hidden.Id(), $"Quiet please, {Mention(sam)}");
        var answer = await olga.CreateAsync("reactions", new { comment = said.Id(), emoji = "heart" });
        var seen = await olga.CreateAsync("contacts", new { last_name = "Open", owner = olga.Person });
        var open = await SayAsync(olga, "contact", seen.Id(), "Everybody may read this");
        Assert.Equal([seen.Id(), open.Id()], (await listening.TakeAsync(2)).Select(e => e.Data.GetProperty("record").Id()));
        foreach (var (types, id) in new[] { ("comments", said.Id()), ("reactions", answer.Id()) })
        {
            foreach (var path in new[] { $"{types}/{id}", $"{types}/{id}/changes", $"{types}/{id}/timeline", $"{types}/{id}?at=2099-01-01" })
                (await sam.GetAsync(path)).Refused(404, "not_found");
            (await sam.DeleteAsync($"{types}/{id}")).Refused(404, "not_found");
            Assert.DoesNotContain(id.ToString(), (await sam.GetAsync($"{types}?trash=include")).Text, StringComparison.Ordinal);
            Assert.DoesNotContain("Quiet", (await sam.GetAsync($"{types}.csv")).Text, StringComparison.Ordinal);
        }
        (await sam.PostAsync("comments", new { about = About("company", hidden.Id()), body = "Knock knock" })).Invalid("about:link_not_found");
        (await sam.PostAsync("reactions", new { comment = said.Id(), emoji = "sad" })).Invalid("comment:link_not_found");
        Assert.Equal([open.Id()], (await sam.ListAsync("comments")).Select(c => c.Id()));
        Assert.Empty((await sam.GetAsync("search?q=quiet&types=comment")).Expect(200).Data());
        Assert.DoesNotContain("Quiet", (await sam.GetAsync("changes?limit=200")).Text, StringComparison.Ordinal);
        Assert.Equal(1, (await sam.PostAsync("query", new { from = "comments", measures = new { n = "count()" } })).Expect(200).Data().Single().GetProperty("n").GetInt64());
        Assert.Empty(await Notices.OfAsync(sam, olga));
        Assert.False((await olga.GetAsync($"comments/{said.Id()}/access?person={sam.Person}")) is { Status: 200 } told && told.Text.Contains("\"right\":\"read\",\"allowed\":true", StringComparison.Ordinal));
        (await olga.PatchAsync($"companies/{hidden.Id()}", new { owner = sam.Person })).Expect(200);
        Assert.Equal(["Quiet please, @Whoever"], (await SaidAsync(sam, hidden.Id())).Select(c => c.Text("name")));
        Assert.Single(await sam.ListAsync("reactions"));
    }

    [Fact]
    public async Task A_private_comment_is_read_by_its_author_and_those_it_mentions()
    {
        var olga = await server.WorkspaceAsync();
        var (mia, max) = (await server.ColleagueAsync(olga), await server.ColleagueAsync(olga, name: "Max Member"));
        var company = await olga.CreateAsync("companies", new { name = "Acme", owner = max.Person });
        var said = await SayAsync(mia, "company", company.Id(), $"Between us, {Mention(olga)}", isPrivate: true);
        Assert.Single(await SaidAsync(mia, company.Id()));
        Assert.Single(await SaidAsync(olga, company.Id()));
        Assert.Empty(await SaidAsync(max, company.Id()));
        (await max.GetAsync($"comments/{said.Id()}")).Refused(404, "not_found");
        (await max.PostAsync("reactions", new { comment = said.Id(), emoji = "sad" })).Invalid("comment:link_not_found");
        Assert.Equal(["mentioned"], (await Notices.OfAsync(olga, olga)).Select(n => n.Text("kind")));
        Assert.DoesNotContain(await Notices.OfAsync(max, olga), n => n.Text("kind") != "assigned");
    }

    [Fact]
    public async Task A_comment_tells_the_owner_and_those_who_watch_once_each_and_never_its_author()
    {
        var olga = await server.WorkspaceAsync();
        var (mia, max) = (await server.ColleagueAsync(olga), await server.ColleagueAsync(olga, name: "Max Member"));
        var company = await mia.CreateAsync("companies", new { name = "Acme" });
        (await max.PostAsync($"companies/{company.Id()}/watch", null)).Expect(204);
        var said = await SayAsync(olga, "company", company.Id(), "They called back");
        Assert.Equal(["Olga Owner commented on a record of yours: “They called back”"], await Notices.TextsAsync(mia, olga));
        Assert.Equal(["Olga Owner added the comment “They called back” to a record that you watch"], await Notices.TextsAsync(max, olga));
        (await mia.PostAsync($"companies/{company.Id()}/watch", null)).Expect(204);
        await SayAsync(olga, "company", company.Id(), $"Mind this, {Mention(mia)}");
        Assert.Equal(["mentioned", "commented"], (await Notices.OfAsync(mia, olga)).Select(n => n.Text("kind")));
        await SayAsync(mia, "company", company.Id(), "I do");
        await olga.CreateAsync("reactions", new { comment = said.Id(), emoji = "heart" });
        Assert.Equal(2, (await Notices.OfAsync(mia, olga)).Count);
        (await mia.DeleteAsync($"companies/{company.Id()}/watch")).Expect(204);
        (await mia.PatchAsync("notifications/preferences", new { kinds = new[] { new { kind = "commented", app = false, mail = "off" } } })).Expect(200);
        await SayAsync(olga, "company", company.Id(), "Unheard");
        Assert.Equal(2, (await Notices.OfAsync(mia, olga)).Count);
        Assert.Empty(await Notices.OfAsync(olga, olga));
    }

    [Fact]
    public async Task Somebody_reacts_once_with_each_sign_and_takes_only_their_own_back()
    {
        var olga = await server.WorkspaceAsync();
        var mia = await server.ColleagueAsync(olga);
        var company = await olga.CreateAsync("companies", new { name = "Acme" });
        var said = await SayAsync(olga, "company", company.Id(), "Signed!");
        var mine = await mia.CreateAsync("reactions", new { comment = said.Id(), emoji = "celebrate" });
        Assert.Equal(("celebrate", mia.Person), (mine.Text("name"), mine.GetProperty("created_by").Id()));
        (await mia.PostAsync("reactions", new { comment = said.Id(), emoji = "celebrate" })).Invalid("once:unique");
        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => olga.PostAsync("reactions", new { comment = said.Id(), emoji = "celebrate" })));
        Assert.Equal([201, 422], both.Select(a => a.Status).Order());
        await mia.CreateAsync("reactions", new { comment = said.Id(), emoji = "heart" });
        (await mia.PostAsync("reactions", new { comment = said.Id(), emoji = "pig" })).Invalid("emoji:unknown_choice");
        (await olga.DeleteAsync($"reactions/{mine.Id()}")).Refused(404, "not_found");
        (await mia.DeleteAsync($"reactions/{mine.Id()}")).Expect(204);
        await mia.CreateAsync("reactions", new { comment = said.Id(), emoji = "celebrate" });
        Assert.Equal(3, (await olga.ListAsync("reactions", $"comment = \"{said.Id()}\"")).Count);
    }

    [Fact]
    public async Task Comments_go_where_their_record_goes()
    {
        var olga = await server.WorkspaceAsync();
        var (into, company) = (await olga.CreateAsync("companies", new { name = "Acme" }), await olga.CreateAsync("companies", new { name = "Acme Ltd" }));
        var said = await SayAsync(olga, "company", company.Id(), "Before");
        await olga.CreateAsync("reactions", new { comment = said.Id(), emoji = "heart" });
        (await olga.DeleteAsync($"companies/{company.Id()}")).Expect(204);
        Assert.Empty(await olga.ListAsync("comments"));
        Assert.Empty(await olga.ListAsync("reactions"));
        (await olga.PostAsync($"companies/{company.Id()}/restore", null)).Expect(200);
        Assert.Single(await olga.ListAsync("reactions"));
        (await olga.PostAsync("companies/actions/merge", new { ids = new[] { into.Id(), company.Id() }, input = new { into = into.Id() } })).Expect(200);
        Assert.Equal([said.Id()], (await SaidAsync(olga, into.Id())).Select(c => c.Id()));
        var lead = await olga.CreateAsync("leads", new { last_name = "Byron", company_name = "Engines" });
        await SayAsync(olga, "lead", lead.Id(), "Sounds keen");
        var became = (await olga.PostAsync($"leads/{lead.Id()}/actions/convert", new { })).Expect(200);
        foreach (var name in new[] { "contact", "deal" })
            Assert.Equal(["Sounds keen"], (await SaidAsync(olga, became.GetProperty(name).Id())).Select(c => c.Text("name")));
    }
}
