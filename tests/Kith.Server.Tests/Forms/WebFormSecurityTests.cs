using System.Net.Http.Headers;
using System.Text;
using Kith.Server.Forms;
using Kith.Server.Tests.Harness;
using Kith.Server.Tests.Limits;
using PublicAddress = Kith.Server.Http.PublicAddress;

namespace Kith.Server.Tests.Forms;

public sealed class WebFormSecurityTests(Installation server)
{
    [Fact]
    public async Task A_key_of_nothing_of_another_workspace_and_of_a_form_that_is_not_open_are_answered_alike()
    {
        var (world, other) = (await FormWorld.OfAsync(server), await FormWorld.OfAsync(server));
        var (mine, theirs) = (PublicAddress.Read(world.Path.Split('/')[^1])!, PublicAddress.Read(other.Path.Split('/')[^1])!);
        (await world.Owner.PatchAsync($"web_forms/{world.Form.Id()}", new { active = false })).Expect(200);
        var crossed = new PublicAddress(mine.Workspace, theirs.Key);
        foreach (var key in new[] { mine.ToString(), crossed.ToString(), new PublicAddress(theirs.Workspace, mine.Key).ToString(), new PublicAddress(server.NewId(), theirs.Key).ToString(), "nothing", new string('A', 43), new string('x', 2_000) })
        {
            (await world.Stranger.GetAsync($"/forms/{key}")).Refused(404, "not_found");
            (await world.Stranger.GetAsync($"/forms/{key}/fields")).Refused(404, "not_found");
            (await world.Stranger.GetAsync($"/forms/{key}/thanks")).Refused(404, "not_found");
            (await world.Stranger.PostAsync($"/forms/{key}", other.Filled())).Refused(404, "not_found");
        }
        foreach (var owner in new[] { world.Owner, other.Owner })
            Assert.Empty((await owner.ListAsync("leads")).Concat(await owner.ListAsync("submissions")));
        (await other.SendAsync()).Expect(200);
        Assert.Single(await other.Owner.ListAsync("leads"));
        Assert.Empty(await world.Owner.ListAsync("leads"));
    }

    [Fact]
    public async Task Another_address_ends_the_one_before()
    {
        var world = await FormWorld.OfAsync(server);
        (await world.Owner.PostAsync($"web_forms/{world.Form.Id()}/actions/renew", new { })).Expect(200);
        (await world.SendAsync()).Refused(404, "not_found");
        var renewed = new Uri((await world.Owner.GetAsync($"web_forms/{world.Form.Id()}/address")).Expect(200).Text("url")!).AbsolutePath;
        Assert.NotEqual(world.Path, renewed);
        (await world.Stranger.PostAsync(renewed, world.Filled())).Expect(200);
        Assert.Contains("bad_ticket", (await world.HeldAsync()).Single().Raw("reasons"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_too_large_of_another_sort_or_has_unknown_fields_is_refused_and_leaves_nothing()
    {
        var world = await FormWorld.OfAsync(server);
        (await world.SendAsync(new { description = new string('x', FormSize) })).Refused(413, "web_form.too_large");
        (await world.BrowseAsync(new { description = new string('x', FormSize) }, ("Accept", "*/*"))).Refused(413, "web_form.too_large");
        foreach (var type in new[] { "text/plain", "multipart/form-data; boundary=x", "application/xml", "" })
        {
            var content = new ByteArrayContent(Encoding.UTF8.GetBytes("{}"));
            content.Headers.ContentType = type.Length == 0 ? null : MediaTypeHeaderValue.Parse(type);
            (await world.Stranger.SendAsync("POST", world.Path, content)).Refused(415, "web_form.unread");
        }
        (await world.SendAsync(new { owner = world.Owner.Person })).Invalid("owner:unknown_field");
        (await world.SendAsync(new { status = "qualified", workspace_id = "x", consent = "1" })).Invalid("consent:unknown_field", "status:unknown_field", "workspace_id:unknown_field");
        (await world.SendAsync(new { email = new { to = "x" } })).Invalid("email:not_a_text");
        (await world.Stranger.PostAsync(world.Path, "[]")).Invalid(":not_an_object");
        (await world.Stranger.PostAsync(world.Path, "{")).Refused(400, "malformed_json");
        Assert.Empty((await world.Owner.ListAsync("leads")).Concat(await world.HeldAsync()));
    }

    private const int FormSize = 70_000;

    [Fact]
    public async Task Hidden_fields_cannot_be_sent()
    {
        var world = await FormWorld.OfAsync(server);
        await world.AskAsync("campaign", new { hidden = true, value = "Spring" });
        (await world.SendAsync(new { campaign = "Mine" })).Invalid("campaign:unknown_field");
        (await world.SendAsync()).Expect(200);
        Assert.Equal("Spring", (await world.LeadAsync()).Text("campaign"));
    }

    [Fact]
    public async Task Only_allowed_sites_send_and_read_the_answer()
    {
        var world = await FormWorld.OfAsync(server, new { allowed_origins = new[] { "https://shop.example" } });
        (await world.SendAsync(new { }, ("Origin", "https://evil.example"))).Refused(403, "web_form.origin_not_allowed");
        (await world.BrowseAsync(new { }, ("Origin", "null"), ("Accept", "*/*"))).Refused(403, "web_form.origin_not_allowed");
        Assert.Empty((await world.Owner.ListAsync("leads")).Concat(await world.HeldAsync()));
        var allowed = await world.SendAsync(new { }, ("Origin", "https://shop.example"));
        allowed.Expect(200);
        Assert.Equal("https://shop.example", allowed.Headers["Access-Control-Allow-Origin"]);
        Assert.DoesNotContain("Access-Control-Allow-Credentials", allowed.Headers.Keys);
        var refused = await world.SendAsync(new { email = "x" }, ("Origin", "https://shop.example"));
        Assert.Equal((422, "https://shop.example"), (refused.Status, refused.Headers["Access-Control-Allow-Origin"]));
        var asked = await world.Stranger.SendAsync("OPTIONS", world.Path, null, ("Origin", "https://shop.example"), ("Access-Control-Request-Method", "POST"));
        Assert.Equal((204, "https://shop.example", "GET, POST", "content-type"), (asked.Status, asked.Headers["Access-Control-Allow-Origin"], asked.Headers["Access-Control-Allow-Methods"], asked.Headers["Access-Control-Allow-Headers"]));
        var foreign = await world.Stranger.SendAsync("OPTIONS", world.Path, null, ("Origin", "https://evil.example"), ("Access-Control-Request-Method", "POST"));
        Assert.DoesNotContain(foreign.Headers.Keys, h => h.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("Access-Control-Allow-Origin", (await world.Stranger.GetAsync(world.Path + "/fields", ("Origin", "https://evil.example"))).Headers.Keys);
    }

    [Fact]
    public async Task The_page_runs_no_script_and_is_shown_on_allowed_sites_alone()
    {
        var world = await FormWorld.OfAsync(server, new { allowed_origins = new[] { "https://shop.example" } });
        var page = await world.Stranger.GetAsync(world.Path);
        Assert.Equal("default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' https://shop.example; frame-ancestors 'self' https://shop.example; base-uri 'none'; require-trusted-types-for 'script'", page.Headers["Content-Security-Policy"]);
        Assert.DoesNotContain("X-Frame-Options", page.Headers.Keys);
        Assert.DoesNotContain("Set-Cookie", page.Headers.Keys);
        Assert.Equal("text/css", (await world.Stranger.GetAsync("/forms/form.css")).ContentType);
    }

    [Fact]
    public async Task Who_sends_is_nobody_whatever_they_are_signed_in_as()
    {
        var world = await FormWorld.OfAsync(server);
        (await world.Owner.PostAsync(world.Path, world.Filled(), ("Origin", ""))).Expect(200);
        var made = (await world.Owner.GetAsync($"leads/{(await world.LeadAsync()).Id()}/changes")).Expect(200).Data().Single();
        Assert.Equal("null", made.Raw("by"));
    }

    [Fact]
    public async Task What_waits_is_seen_by_those_who_look_after_forms_alone()
    {
        var world = await FormWorld.OfAsync(server);
        (await world.SendAsync(new { fax_number = "1" })).Expect(200);
        var held = (await world.HeldAsync()).Single().Id();
        var member = await server.ColleagueAsync(world.Owner, "manager");
        (await member.GetAsync("submissions")).Refused(404, "unknown_type");
        (await member.GetAsync($"submissions/{held}")).Refused(404, "unknown_type");
        (await member.PostAsync($"submissions/{held}/actions/let_in", new { })).Refused(404, "unknown_type");
        (await member.PatchAsync($"web_forms/{world.Form.Id()}", new { name = "Mine" })).Refused(403, "forbidden");
    }

    [Fact]
    public async Task A_flood_is_held_back_by_address_and_by_form_in_all_processes_together()
    {
        var world = await FormWorld.OfAsync(server);
        await using var host = await LimitedHost.StartAsync(server, s => s with { TrustedProxies = [System.Net.IPNetwork.Parse("127.0.0.1/32")] });
        // A hundredth of 100 for an address, and of 500 for a form.
        Assert.Equal(1, await host.LetInAsync(5, null, world.Path, world.Filled(), ("X-Forwarded-For", "203.0.113.50")));
        var letIn = 0;
        for (var i = 0; i < 12; i++)
            letIn += await host.LetInAsync(1, null, world.Path, world.Filled(new { email = $"n{i}@flood.example" }), ("X-Forwarded-For", $"203.0.113.{60 + i}"));
        Assert.InRange(letIn, 3, 6);
        using var page = await host.CallAsync(null, world.Path, world.Filled(), ("X-Forwarded-For", "203.0.113.50"), ("Accept", "text/html"));
        Assert.Equal((429, "text/html"), ((int)page.StatusCode, page.Content.Headers.ContentType?.MediaType));
    }
}
