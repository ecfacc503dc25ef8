using System.Text.Json;
using Kith.Sales.Forms;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Forms;

public sealed class WebFormTests(Installation server)
{
    private static string? Title(JsonElement record, string link) => record.GetProperty(link) is { ValueKind: JsonValueKind.Object } to ? to.Text("title") : null;

    private static IEnumerable<string?> Reasons(JsonElement submission) => submission.GetProperty("reasons").EnumerateArray().Select(r => r.GetString());

    [Fact]
    public async Task What_is_sent_becomes_a_lead_with_its_source_and_says_in_its_history_that_a_form_made_it()
    {
        var world = await FormWorld.OfAsync(server);
        await world.AskAsync("source", new { hidden = true, value = "website" });
        await world.AskAsync("tags", new { hidden = true, value = "inbound; web" });
        var answer = (await world.SendAsync(new { description = "Two looms,\nplease.", utm_source = "search", utm_medium = "cpc", utm_campaign = "spring", referrer = "https://www.example.com/prices" })).Expect(200);
        Assert.Equal("Thank you. We have received it.", answer.Text("message"));
        var lead = await world.LeadAsync();
        Assert.Equal(("Ada Lovelace", "ada@engines.example", "Two looms,\nplease.", "website", "new"), (lead.Text("name"), lead.Text("email"), lead.Text("description"), lead.Text("source"), lead.Text("status")));
        Assert.Equal(("search", "cpc", "spring", "https://www.example.com/prices", "Contact us"), (lead.Text("utm_source"), lead.Text("utm_medium"), lead.Text("utm_campaign"), lead.Text("referrer"), Title(lead, "web_form")));
        Assert.Equal(["inbound", "web"], lead.GetProperty("tags").EnumerateArray().Select(t => t.GetString()));
        var made = (await world.Owner.GetAsync($"leads/{lead.Id()}/changes")).Expect(200).Data().Single();
        Assert.Equal(("form", "created"), (made.Text("via"), made.Text("kind")));
        Assert.Empty(await world.HeldAsync());
    }

    [Fact]
    public async Task The_page_works_in_a_browser_without_scripts_and_leads_on_to_thanks()
    {
        var world = await FormWorld.OfAsync(server, new { name = "<b>Us</b>", thanks = "We will call you." });
        var page = (await world.Stranger.GetAsync(world.Path + "?utm_source=news&utm_campaign=%22%3E%3Cscript%3E", ("Referer", "https://www.example.com/"))).Text;
        Assert.Contains("&lt;b&gt;Us&lt;/b&gt;", page, StringComparison.Ordinal);
        Assert.Contains("name=\"utm_source\" value=\"news\"", page, StringComparison.Ordinal);
        Assert.Contains("name=\"referrer\" value=\"https://www.example.com/\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        var sent = await world.BrowseAsync(new { first_name = "Bo & <i>Co</i>" });
        Assert.Equal((303, world.Path + "/thanks"), (sent.Status, sent.Headers["Location"]));
        Assert.Contains("We will call you.", (await world.Stranger.GetAsync(world.Path + "/thanks")).Text, StringComparison.Ordinal);
        Assert.Equal(["markup"], Reasons((await world.HeldAsync()).Single()));
        var again = await world.BrowseAsync(new { first_name = "<Bo>", email = "no address" });
        Assert.Equal((422, "text/html"), (again.Status, again.ContentType));
        Assert.Contains("value=\"&lt;Bo&gt;\"", again.Text, StringComparison.Ordinal);
        Assert.Contains("id=\"email-wrong\"", again.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_go_on_to_a_site_of_their_own_only()
    {
        var world = await FormWorld.OfAsync(server, new { allowed_origins = new[] { "HTTPS://Shop.Example:443/" }, continue_at = "https://shop.example/thanks?from=kith" });
        Assert.Equal(["https://shop.example"], world.Form.GetProperty("allowed_origins").EnumerateArray().Select(o => o.GetString()));
        Assert.Equal("https://shop.example/thanks?from=kith", (await world.BrowseAsync()).Headers["Location"]);
        (await world.Owner.PatchAsync($"web_forms/{world.Form.Id()}", new { continue_at = "https://shop.example.evil.example/" })).Invalid("continue_at:web_form.other_site");
        (await world.Owner.PatchAsync($"web_forms/{world.Form.Id()}", new { allowed_origins = new[] { "https://shop.example/path", "*", "javascript:alert(1)" } })).Invalid("allowed_origins:web_form.no_origin", "allowed_origins:web_form.no_origin", "allowed_origins:web_form.no_origin", "continue_at:web_form.other_site");
    }

    [Fact]
    public async Task What_must_be_filled_is_asked_for_and_what_cannot_be_read_is_told()
    {
        var world = await FormWorld.OfAsync(server);
        (await world.SendAsync(new { last_name = " ", email = "nobody" })).Invalid("email:not_an_email", "last_name:required");
        Assert.Empty(await world.Owner.ListAsync("leads"));
        (await world.SendAsync()).Expect(200);
        Assert.Empty(await world.HeldAsync());
    }

    [Fact]
    public async Task Whatever_looks_as_if_nobody_typed_it_waits_with_its_reasons_and_is_answered_alike()
    {
        var world = await FormWorld.OfAsync(server);
        var good = (await world.SendAsync(new { email = "good@engines.example" })).Expect(200).ToString();
        var used = world.Ticket();
        (await world.SendAsync(new { email = "once@engines.example", ticket = used })).Expect(200);
        var cases = new (object Sent, string[] Reasons)[]
        {
            (new { email = "a@b.example", fax_number = "1" }, ["honeypot"]),
            (new { email = "b@b.example", ticket = (string?)null }, ["no_ticket"]),
            (new { email = "c@b.example", ticket = "AAAA" }, ["bad_ticket"]),
            (new { email = "d@b.example", ticket = used }, ["used_ticket"]),
            (new { email = "e@b.example", ticket = world.Ticket(TimeSpan.Zero) }, ["too_fast"]),
            (new { email = "f@b.example", ticket = world.Ticket(TimeSpan.FromDays(2)) }, ["too_old"]),
            (new { email = "g@b.example", description = "http://a.example www.b.example https://c.example" }, ["links"]),
            (new { email = "h@b.example", description = "[url=http://a.example]Buy[/url]", fax_number = "x" }, ["honeypot", "markup"]),
        };
        foreach (var (sent, _) in cases)
            Assert.Equal(good, (await world.SendAsync(sent)).Expect(200).ToString());
        Assert.Equal(2, (await world.Owner.ListAsync("leads")).Count);
        var held = await world.Owner.ListAsync("submissions", more: "&sort=email");
        Assert.Equal(cases.Select(c => string.Join(' ', c.Reasons)), held.Select(h => string.Join(' ', Reasons(h))));
        Assert.All(held, h => Assert.Equal(("held", "Ada Lovelace", "Contact us"), (h.Text("state"), h.Text("name"), Title(h, "web_form"))));
    }

    [Fact]
    public async Task The_same_sent_again_makes_nothing_also_at_the_same_time()
    {
        var world = await FormWorld.OfAsync(server);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => world.SendAsync()));
        Assert.All(answers, a => a.Expect(200));
        Assert.Single(await world.Owner.ListAsync("leads"));
        Assert.Empty(await world.HeldAsync());
        (await world.SendAsync(new { description = "And one more thing." })).Expect(200);
        Assert.Equal(2, (await world.Owner.ListAsync("leads")).Count);
    }

    [Fact]
    public async Task What_waits_is_let_in_or_dropped_one_by_one_or_many_at_once_and_letting_in_is_undone()
    {
        var world = await FormWorld.OfAsync(server);
        foreach (var n in Enumerable.Range(0, 3))
            (await world.SendAsync(new { email = $"n{n}@engines.example", fax_number = "1", description = "Look @[Olga](person:00000000-0000-7000-8000-000000000000)", utm_source = "search" })).Expect(200);
        var held = await world.Owner.ListAsync("submissions", more: "&sort=email");
        var one = await world.Owner.PostAsync($"submissions/{held[0].Id()}/actions/let_in", new { });
        Assert.Equal(("let_in", "Ada Lovelace"), (one.Expect(200).Text("state"), Title(one.Json, "lead")));
        var lead = await world.LeadAsync();
        Assert.Equal(("n0@engines.example", "search", "Contact us"), (lead.Text("email"), lead.Text("utm_source"), Title(lead, "web_form")));
        // What a stranger types mentions nobody.
        Assert.Equal("Look @[Olga] (person:00000000-0000-7000-8000-000000000000)", lead.Text("description"));
        (await world.Owner.PostAsync($"submissions/{held[0].Id()}/actions/let_in", new { })).Expect(200);
        Assert.Single(await world.Owner.ListAsync("leads"));
        Assert.Equal(2, (await world.Owner.PostAsync("submissions/actions/let_in", new { ids = held.Skip(1).Select(h => h.Id()) })).Expect(200).GetProperty("done").GetInt32());
        Assert.Equal(3, (await world.Owner.ListAsync("leads")).Count);
        (await world.Owner.PostAsync(one.Headers["Undo"], new { })).Expect(200);
        Assert.Equal(2, (await world.Owner.ListAsync("leads")).Count);
        Assert.Equal("held", (await world.Owner.GetAsync($"submissions/{held[0].Id()}")).Expect(200).Text("state"));
        (await world.Owner.PostAsync("submissions/actions/drop", new { ids = new[] { held[0].Id() } })).Expect(200);
        Assert.Equal("dropped", (await world.Owner.GetAsync($"submissions/{held[0].Id()}")).Expect(200).Text("state"));
    }

    [Fact]
    public async Task Leads_go_to_whom_the_rules_say_or_else_to_the_owner_of_the_form_also_when_let_in()
    {
        var owner = await server.WorkspaceAsync();
        var (ann, bob) = ((await owner.CreateAsync("people", new { name = "Ann" })).Id(), (await owner.CreateAsync("people", new { name = "Bob" })).Id());
        await owner.CreateAsync("assignment_rules", new { name = "Engines", condition = "company_name = \"Engines\"", way = "person", people = new[] { ann } });
        var world = await FormWorld.OfAsync(server, new { owner = bob }, owner);
        await world.AskAsync("company_name", new { });
        (await world.SendAsync(new { company_name = "Engines" })).Expect(200);
        Assert.Equal(("Ann", "Engines"), (Title(await world.LeadAsync(), "owner"), Title(await world.LeadAsync(), "assigned_by")));
        (await world.SendAsync(new { company_name = "Looms", email = "b@engines.example" })).Expect(200);
        Assert.Equal("Bob", Title((await owner.ListAsync("leads", "company_name = \"Looms\"")).Single(), "owner"));
        foreach (var (company, person) in new[] { ("Engines", "Ann"), ("Mills", "Bob") })
        {
            (await world.SendAsync(new { company_name = company, email = $"{company}@held.example", fax_number = "1" })).Expect(200);
            var waits = (await owner.ListAsync("submissions", $"email = \"{company}@held.example\"")).Single();
            (await owner.PostAsync($"submissions/{waits.Id()}/actions/let_in", new { })).Expect(200);
            Assert.Equal(person, Title((await owner.ListAsync("leads", $"email = \"{company}@held.example\"")).Single(), "owner"));
        }
        (await owner.PatchAsync($"web_forms/{world.Form.Id()}", new { by_rules = false })).Expect(200);
        (await world.SendAsync(new { company_name = "Engines", email = "c@engines.example" })).Expect(200);
        Assert.Equal("Bob", Title((await owner.ListAsync("leads", "email = \"c@engines.example\"")).Single(), "owner"));
    }

    [Fact]
    public async Task Somebody_who_is_known_already_waits_where_the_form_says_so()
    {
        var world = await FormWorld.OfAsync(server, new { when_known = "hold" });
        await world.Owner.CreateAsync("contacts", new { last_name = "Known", email = "ada@engines.example" });
        (await world.SendAsync(new { email = "Ada@Engines.example" })).Expect(200);
        Assert.Equal(["known"], Reasons((await world.HeldAsync()).Single()));
        (await world.SendAsync(new { email = "eve@elsewhere.example" })).Expect(200);
        await world.LeadAsync();
    }

    [Fact]
    public async Task What_a_rule_of_the_workspace_refuses_is_not_lost()
    {
        var world = await FormWorld.OfAsync(server);
        (await world.Owner.PostAsync("types/lead/rules", new { kind = "valid", field = "email", condition = "email is empty or not (email contains \"engines\")", message = "No engines." })).Expect(201);
        (await world.SendAsync()).Expect(200);
        var held = (await world.HeldAsync()).Single();
        Assert.Equal(["refused"], Reasons(held));
        Assert.Contains("No engines.", held.Text("refusal"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Consent_is_kept_with_the_lead_in_the_wording_that_was_read_also_when_it_was_let_in()
    {
        var owner = await server.WorkspaceAsync();
        var purpose = (await owner.PostAsync("purposes", new { name = "News", basis = "consent", wording = "Write to me." })).Expect(201).Id();
        var world = await FormWorld.OfAsync(server, new { consent_purpose = purpose.ToString() }, owner);
        var fields = (await world.Stranger.GetAsync(world.Path + "/fields")).Expect(200);
        Assert.Equal(("Write to me.", "1"), (fields.GetProperty("consent").Text("text"), fields.GetProperty("consent").Text("value")));
        (await owner.PutAsync($"purposes/{purpose}", new { name = "News", basis = "consent", wording = "Write to me each day." })).Expect(200);
        (await world.SendAsync(new { consent = "1" })).Expect(200);
        await GivenAsync((await world.LeadAsync()).Id());
        (await world.SendAsync(new { consent = "1", fax_number = "1", email = "b@engines.example" })).Expect(200);
        var let = (await owner.PostAsync($"submissions/{(await world.HeldAsync()).Single().Id()}/actions/let_in", new { })).Expect(200);
        await GivenAsync(let.GetProperty("lead").Id());

        async Task GivenAsync(Guid lead)
        {
            var last = (await owner.GetAsync($"consents/{lead}")).Expect(200).Data().Single().GetProperty("last");
            Assert.Equal(("given", "form", 1, "Contact us"), (last.Text("state"), last.Text("channel"), last.GetProperty("wording").GetInt32(), last.Text("evidence")));
        }
    }

    [Fact]
    public async Task A_question_is_about_a_field_that_can_be_asked_for()
    {
        var world = await FormWorld.OfAsync(server);
        (await world.Owner.PostAsync("form_questions", new { web_form = world.Form.Id(), field = "status" })).Invalid("field:form_question.no_field");
        (await world.Owner.PostAsync("form_questions", new { web_form = world.Form.Id(), field = "owner" })).Invalid("field:form_question.no_field");
        (await world.Owner.PostAsync("form_questions", new { web_form = world.Form.Id(), field = "nothing" })).Invalid("field:form_question.no_field");
        (await world.Owner.PostAsync("form_questions", new { web_form = world.Form.Id(), field = "employees", hidden = true, value = "many" })).Invalid("value:not_an_integer");
        var made = await world.Owner.CreateAsync("form_questions", new { web_form = world.Form.Id(), field = "rating" });
        Assert.Equal(("Rating", 5), (made.Text("name"), made.GetProperty("position").GetInt32()));
        Assert.Equal(["first_name", "last_name", "email", "description", "rating"], (await world.Stranger.GetAsync(world.Path + "/fields")).Expect(200).GetProperty("fields").EnumerateArray().Select(f => f.Text("name")));
    }

    [Fact]
    public void Texts_are_cleaned_of_what_could_pass_for_something_else()
    {
        Assert.Equal("Ada Bcc: all@example.com", FormAnswers.Clean("Ada\r\nBcc: all@example.com", lines: false));
        Assert.Equal("one\ntwo", FormAnswers.Clean(" one\r\ntwo\0 ", lines: true));
        Assert.Equal("abc", FormAnswers.Clean("a\u202eb\u2066c\ud800", lines: false));
    }
}
