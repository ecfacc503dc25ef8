using Kith.Server.Tests.Harness;
using Kith.Server.Tests.Live;

namespace Kith.Server.Tests.Notifications;

/// <summary>FEATURES 63: every notification names the cause and can be switched off per kind and channel; none is sent for records the person may not see.</summary>
public sealed class NotificationTests(Installation server)
{
    private async Task<(Client Olga, Client Mia)> PairAsync()
    {
        var olga = await server.WorkspaceAsync();
        return (olga, await server.ColleagueAsync(olga));
    }

    private static async Task<Guid> CompanyAsync(Client client, string name, Guid? owner = null) => (await client.CreateAsync("companies", new { name, owner = owner ?? client.Person })).Id();

    private static string Mention(Client person) => $"@[Whoever](person:{person.Person})";

    [Fact]
    public async Task Each_kind_is_switched_off_in_the_app_by_itself()
    {
        var (olga, mia) = await PairAsync();
        var standard = (await mia.GetAsync("notifications/preferences")).Expect(200);
        Assert.Equal(["assigned", "unassigned", "mentioned", "due", "reminder", "watched", "security_alert", "commented", "infected"], standard.GetProperty("kinds").EnumerateArray().Select(k => k.Text("kind")));
        Assert.All(standard.GetProperty("kinds").EnumerateArray(), k => Assert.NotEqual(k.Text("label"), k.Text("hint")));
        var changed = (await mia.PatchAsync("notifications/preferences", new { kinds = new[] { new { kind = "assigned", app = false, mail = "off" } } })).Expect(200);
        Assert.Equal(standard.GetProperty("kinds").EnumerateArray().Skip(1).Select(k => k.GetRawText()), changed.GetProperty("kinds").EnumerateArray().Skip(1).Select(k => k.GetRawText()));
        await CompanyAsync(olga, "Unheard", mia.Person);
        await olga.CreateAsync("activities", new { kind = "note", body = "Look, " + Mention(mia) });
        Assert.Equal("mentioned", (await Notices.OfAsync(mia, olga)).Single().Text("kind"));
        (await mia.PatchAsync("notifications/preferences", new { kinds = new[] { new { kind = "assigned", app = true } } })).Expect(200);
        await CompanyAsync(olga, "Heard", mia.Person);
        Assert.Equal("Olga Owner assigned the company “Heard” to you", (await Notices.TextsAsync(mia, olga))[0]);
    }

    [Fact]
    public async Task Preferences_that_cannot_be_are_refused_field_by_field()
    {
        var client = await server.WorkspaceAsync();
        (await client.PatchAsync("notifications/preferences", new { hour = 24, time_zone = "Europe/Nowhere", kinds = new[] { new { kind = "eaten", app = true } } })).Invalid("hour:out_of_range", "kinds:notification.unknown_kind", "time_zone:unknown_time_zone");
        var set = (await client.PatchAsync("notifications/preferences", new { hour = 6, time_zone = "Asia/Tokyo" })).Expect(200);
        Assert.Equal((6, "Asia/Tokyo"), (set.GetProperty("hour").GetInt32(), set.Text("time_zone")));
        Assert.True((await client.PatchAsync("notifications/preferences", new { time_zone = "" })).Expect(200).GetProperty("time_zone").IsEmpty());
        (await client.GetAsync("notifications?unread=perhaps&limit=0")).Invalid("unread:bad_unread", "limit:bad_limit");
        (await client.PostAsync("notifications/read", new { through = server.NewId() })).Refused(404, "not_found");
    }

    [Fact]
    public async Task A_mention_tells_once_and_not_whoever_writes_it()
    {
        var (olga, mia) = await PairAsync();
        var note = (await olga.CreateAsync("activities", new { kind = "note", subject = "Plan", body = $"{Mention(olga)} asks {Mention(mia)}, then {Mention(mia)} answers; @[no](person:nobody)" })).Id();
        (await olga.PatchAsync($"activities/{note}", new { body = $"Still {Mention(mia)}" })).Expect(200);
        Assert.Equal(["Olga Owner mentioned you in the activity “Plan”"], await Notices.TextsAsync(mia, olga));
        (await olga.PatchAsync($"activities/{note}", new { body = "Nobody" })).Expect(200);
        (await olga.PatchAsync($"activities/{note}", new { body = $"Again {Mention(mia)}" })).Expect(200);
        Assert.Equal(2, (await Notices.OfAsync(mia, olga)).Count);
        Assert.Empty(await Notices.OfAsync(olga, olga));
    }

    [Fact]
    public async Task Whoever_watches_a_record_is_told_what_others_change_until_they_stop()
    {
        var (olga, mia) = await PairAsync();
        var company = await CompanyAsync(olga, "Acme");
        for (var again = 0; again < 2; again++)
            (await mia.PostAsync($"companies/{company}/watch", null)).Expect(204);
        var watchers = (await mia.GetAsync($"companies/{company}/watchers")).Expect(200);
        Assert.Equal((mia.Person, true), (watchers.Data().Single().Id(), watchers.GetProperty("watching").GetBoolean()));
        Assert.False((await olga.GetAsync($"companies/{company}/watchers")).Expect(200).GetProperty("watching").GetBoolean());
        (await olga.PatchAsync($"companies/{company}", new { employees = 12, industry = "Retail" })).Expect(200);
        (await mia.PatchAsync($"companies/{company}", new { employees = 13 })).Expect(200);
        (await olga.PatchAsync($"companies/{company}", new { owner = mia.Person, employees = 14 })).Expect(200);
        Assert.Equal(["Olga Owner assigned the company “Acme” to you", "Olga Owner changed Industry, Employees of the company “Acme”"], await Notices.TextsAsync(mia, olga));
        await olga.CreateAsync("activities", new { kind = "call", subject = "Called Ada", regarding = new { type = "company", id = company } });
        await olga.CreateAsync("activities", new { kind = "call", subject = "About nothing" });
        Assert.Equal("Olga Owner added the activity “Called Ada” to a record that you watch", (await Notices.TextsAsync(mia, olga))[0]);
        var other = await CompanyAsync(olga, "Acme Ltd");
        (await olga.PostAsync("companies/actions/merge", new { ids = new[] { other, company }, input = new { into = other } })).Expect(200);
        await Notices.SettledAsync(olga);
        (await mia.PostAsync("notifications/read", new { })).Expect(204);
        (await olga.PatchAsync($"companies/{other}", new { employees = 99 })).Expect(200);
        Assert.Equal("Olga Owner changed Employees of the company “Acme Ltd”", (await Notices.TextsAsync(mia, olga))[0]);
        (await mia.DeleteAsync($"companies/{other}/watch")).Expect(204);
        (await olga.PatchAsync($"companies/{other}", new { employees = 100 })).Expect(200);
        Assert.All(await Notices.OfAsync(mia, olga), n => Assert.True(n.GetProperty("read").GetBoolean() || n.Text("text")!.Contains("Acme Ltd", StringComparison.Ordinal)));
        Assert.Empty((await mia.GetAsync($"companies/{other}/watchers")).Expect(200).Data());
    }

    [Fact]
    public async Task What_may_no_longer_be_seen_is_neither_shown_nor_counted_nor_made()
    {
        var (olga, mia) = await PairAsync();
        var view = (await olga.CreateAsync("views", new { name = "Ours", type = "companies", everyone = true })).Id();
        (await mia.PostAsync($"views/{view}/watch", null)).Expect(204);
        (await olga.PatchAsync($"views/{view}", new { name = "All of ours" })).Expect(200);
        var told = (await Notices.OfAsync(mia, olga)).Single();
        Assert.Equal("Olga Owner changed Name of the view “All of ours”", told.Text("text"));
        (await olga.PatchAsync($"views/{view}", new { everyone = false })).Expect(200);
        Assert.Empty(await Notices.OfAsync(mia, olga));
        (await mia.PostAsync($"notifications/{told.Id()}/read", null)).Refused(404, "not_found");
        (await mia.GetAsync($"notifications/{told.Id()}/records")).Refused(404, "not_found");
        (await mia.PostAsync($"views/{view}/watch", null)).Refused(404, "not_found");
        (await olga.PatchAsync($"views/{view}", new { name = "Mine" })).Expect(200);
        await Notices.SettledAsync(olga);
        (await olga.PatchAsync($"views/{view}", new { everyone = true })).Expect(200);
        // What happened while it was hidden was never noted; what tells of it being shown again is.
        Assert.Equal(["Olga Owner changed Shared with everyone of the view “Mine”", "Olga Owner changed Name of the view “Mine”"], await Notices.TextsAsync(mia, olga));
    }

    [Fact]
    public async Task What_lies_in_the_trash_is_not_told_and_comes_back_with_its_record()
    {
        var (olga, mia) = await PairAsync();
        var (company, other) = (await CompanyAsync(olga, "Acme", mia.Person), await CompanyAsync(olga, "Other"));
        (await olga.PostAsync("companies/actions/update", new { ids = new[] { other, await CompanyAsync(olga, "Third") }, set = new { owner = mia.Person } })).Expect(200);
        Assert.Equal(["Olga Owner assigned 2 companies to you", "Olga Owner assigned the company “Acme” to you"], await Notices.TextsAsync(mia, olga));
        (await olga.DeleteAsync($"companies/{company}")).Expect(204);
        (await olga.DeleteAsync($"companies/{other}")).Expect(204);
        Assert.Equal(["Olga Owner assigned the company “Third” to you"], await Notices.TextsAsync(mia, olga));
        (await olga.PostAsync($"companies/{company}/restore", null)).Expect(200);
        Assert.Equal(2, (await Notices.OfAsync(mia, olga)).Count);
    }

    [Fact]
    public async Task Notifications_are_read_one_by_one_up_to_one_and_all_and_other_tabs_hear_of_it()
    {
        var (olga, mia) = await PairAsync();
        using var listening = await Listening.ToAsync(mia.Copy());
        foreach (var name in new[] { "One", "Two", "Three", "Four" })
        {
            await CompanyAsync(olga, name, mia.Person);
            await Notices.SettledAsync(olga);
        }
        while ((await listening.NextAsync())!.Name != "notifications")
        {
            // The changes themselves are told as well.
        }
        var told = await Notices.OfAsync(mia, olga);
        var first = (await mia.GetAsync("notifications?limit=3")).Expect(200);
        var rest = (await mia.GetAsync($"notifications?limit=3&after={first.Text("next")}")).Expect(200);
        Assert.Equal(told.Select(n => n.Id()), first.Data().Concat(rest.Data()).Select(n => n.Id()));
        Assert.True(rest.GetProperty("next").IsEmpty());
        (await mia.GetAsync("notifications?after=nonsense")).Invalid("after:bad_cursor");
        async Task<string> UnreadAsync() => string.Join(' ', (await mia.GetAsync("notifications?unread=true")).Expect(200).Data().Select(n => n.GetProperty("record").Text("title")));
        (await mia.PostAsync($"notifications/{told[0].Id()}/read", null)).Expect(204);
        Assert.Equal("Three Two One", await UnreadAsync());
        (await mia.PostAsync("notifications/read", new { through = told[2].Id() })).Expect(204);
        Assert.Equal("Three", await UnreadAsync());
        (await mia.PostAsync("notifications/read", new { })).Expect(204);
        Assert.Equal("", await UnreadAsync());
        (await olga.PostAsync($"notifications/{told[0].Id()}/read", null)).Refused(404, "not_found");
        Assert.Equal(4, (await Notices.OfAsync(mia, olga)).Count);
    }

    [Fact]
    public async Task Somebody_who_has_left_is_told_nothing()
    {
        var (olga, mia) = await PairAsync();
        (await olga.PatchAsync($"people/{mia.Person}", new { active = false })).Expect(200);
        await CompanyAsync(olga, "Unheard", mia.Person);
        await Notices.SettledAsync(olga);
        (await olga.PatchAsync($"people/{mia.Person}", new { active = true })).Expect(200);
        Assert.Empty(await Notices.OfAsync(await SignedInAsync(mia), olga));
    }

    private async Task<Client> SignedInAsync(Client person)
    {
        var client = server.Anonymous();
        (await client.PostAsync("auth/login", new { email = person.Email, password = Installation.Password })).Expect(200);
        return client;
    }
}
