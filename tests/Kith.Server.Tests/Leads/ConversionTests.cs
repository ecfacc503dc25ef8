using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Leads;

/// <summary>FEATURES 1 to 10: what becomes of a lead, through the API.</summary>
public sealed class ConversionTests(Installation server)
{
    private static Task<JsonElement> LeadAsync(Client client, object? more = null)
    {
        var lead = new JsonObject
        {
            ["first_name"] = "Ada", ["last_name"] = "Byron", ["company_name"] = "Acme", ["email"] = "ada@acme.example", ["phone"] = "+39 06 1234567", ["industry"] = "retail",
            ["budget"] = 5000, ["tags"] = new JsonArray("fair"), ["utm_source"] = "search", ["description"] = "Wants it soon.",
        };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(more ?? new { })!.AsObject())
            lead[name] = value?.DeepClone();
        return client.CreateAsync("leads", lead);
    }

    private static async Task<JsonElement> ConvertAsync(Client client, JsonElement lead, object? input = null) => (await client.PostAsync($"leads/{lead.Id()}/actions/convert", input ?? new { })).Expect(200);

    private static async Task<JsonElement> GetAsync(Client client, string plural, JsonElement link) => (await client.GetAsync($"{plural}/{link.Id()}")).Expect(200);

    private static async Task<int> CountAsync(Client client) => (await client.ListAsync("companies")).Count + (await client.ListAsync("contacts")).Count + (await client.ListAsync("deals")).Count;

    [Fact]
    public async Task A_lead_becomes_a_company_a_contact_and_a_deal_with_all_it_knew()
    {
        var client = await server.WorkspaceAsync();
        var lead = await LeadAsync(client);
        var made = await ConvertAsync(client, lead);
        var (company, contact, deal) = (await GetAsync(client, "companies", made.GetProperty("company")), await GetAsync(client, "contacts", made.GetProperty("contact")), await GetAsync(client, "deals", made.GetProperty("deal")));
        Assert.Equal(("Acme", "retail", "acme.example"), (company.Text("name"), company.Text("industry"), company.Text("domain") ?? "acme.example"));
        Assert.Equal(("Ada Byron", "ada@acme.example", "Wants it soon."), (contact.Text("name"), contact.Text("email"), contact.Text("description")));
        Assert.Equal(("Acme", "5000.00"), (deal.Text("name"), deal.GetProperty("amount").Text("amount")));
        Assert.Equal((company.Id(), company.Id(), contact.Id()), (contact.GetProperty("company").Id(), deal.GetProperty("company").Id(), deal.GetProperty("contact").Id()));
        var after = (await client.GetAsync($"leads/{lead.Id()}")).Expect(200);
        Assert.Equal(("converted", contact.Id()), (after.Text("status"), after.GetProperty("converted_contact").Id()));
        (await client.PatchAsync($"leads/{lead.Id()}", new { status = "new" })).Invalid("status:lead.stays_converted");
    }

    [Fact]
    public async Task Where_one_of_them_cannot_be_made_nothing_is_and_the_reason_is_told()
    {
        var client = await server.WorkspaceAsync();
        (await client.PostAsync("types/deal/rules", new { kind = "valid", field = "amount", condition = "amount < 100", message = "Too large." })).Expect(201);
        var lead = await LeadAsync(client);
        var before = await Snapshot.OfAsync(client);
        var refused = await client.PostAsync($"leads/{lead.Id()}/actions/convert", new { });
        Assert.Equal("Too large.", Assert.Single(refused.Invalid("deal.amount:rule.broken").Errors).Text("message"));
        Assert.Equal(before, await Snapshot.OfAsync(client));
    }

    [Fact]
    public async Task Own_fields_go_to_those_of_the_same_name_or_where_an_administrator_says_and_the_others_are_listed()
    {
        var client = await server.WorkspaceAsync();
        foreach (var (type, name, kind) in new[] { ("lead", "size", "integer"), ("company", "size", "integer"), ("lead", "shoe", "text"), ("contact", "boot", "text"), ("lead", "secret", "date"), ("lead", "wish", "text"), ("deal", "wish", "integer") })
            (await client.PostAsync($"types/{type}/fields", new { name, kind, label = name })).Expect(201);
        (await client.PostAsync("lead_mappings", new { field = "shoe_c", target = "contact", to = "nothing_c" })).Invalid("to:lead_mapping.no_target");
        (await client.PostAsync("lead_mappings", new { field = "secret_c", target = "deal", to = "wish_c" })).Invalid("to:lead_mapping.unfit");
        await client.CreateAsync("lead_mappings", new { field = "shoe_c", target = "contact", to = "boot_c" });
        var lead = await LeadAsync(client, new { size_c = 7, shoe_c = "Brogue", secret_c = "2026-01-02", wish_c = "Blue" });
        var left = (await client.GetAsync($"leads/{lead.Id()}/conversion")).Expect(200).GetProperty("left_behind").EnumerateArray().Select(f => f.Text("field")).ToList();
        Assert.Superset(new HashSet<string?>(["secret_c", "wish_c", "utm_source"]), left.ToHashSet());
        Assert.DoesNotContain("shoe_c", left);
        Assert.DoesNotContain("size_c", left);
        var made = await ConvertAsync(client, lead);
        Assert.Equal(7, (await GetAsync(client, "companies", made.GetProperty("company"))).GetProperty("size_c").GetInt32());
        Assert.Equal("Brogue", (await GetAsync(client, "contacts", made.GetProperty("contact"))).Text("boot_c"));
    }

    [Fact]
    public async Task What_is_joined_keeps_its_values_takes_the_missing_ones_and_only_those_of_the_lead_that_were_chosen()
    {
        var client = await server.WorkspaceAsync();
        var company = await client.CreateAsync("companies", new { name = "Acme Ltd", industry = "finance" });
        var contact = await client.CreateAsync("contacts", new { first_name = "A.", last_name = "Lovelace", email = "ada@acme.example", tags = new[] { "old" }, company = company.Id() });
        var deal = await client.CreateAsync("deals", new { name = "Tower", amount = 9 });
        var lead = await LeadAsync(client, new { email_opt_out = true });
        var preview = (await client.GetAsync($"leads/{lead.Id()}/conversion?company={company.Id()}&deal={deal.Id()}")).Expect(200).GetProperty("candidates").EnumerateArray().ToList();
        string[] Differs(JsonElement record) => [.. preview.Single(c => c.Id() == record.Id()).GetProperty("differs").EnumerateArray().Select(d => d.Text("key")!).Order(StringComparer.Ordinal)];
        Assert.Equal(["company.industry", "company.name"], Differs(company));
        Assert.Equal(["contact.first_name", "contact.last_name"], Differs(contact));
        Assert.Equal(["deal.amount"], Differs(deal));
        var made = await ConvertAsync(client, lead, new { company = company.Id(), contact = contact.Id(), deal = deal.Id(), replace = new[] { "contact.last_name", "deal.amount" } });
        Assert.Equal((company.Id(), contact.Id(), deal.Id()), (made.GetProperty("company").Id(), made.GetProperty("contact").Id(), made.GetProperty("deal").Id()));
        var (firm, person, sale) = (await GetAsync(client, "companies", company), await GetAsync(client, "contacts", contact), await GetAsync(client, "deals", deal));
        Assert.Equal(("Acme Ltd", "finance"), (firm.Text("name"), firm.Text("industry")));
        Assert.Equal(("A.", "Byron", "+39061234567", true), (person.Text("first_name"), person.Text("last_name"), person.GetProperty("phone").Text("number"), person.GetProperty("email_opt_out").GetBoolean()));
        Assert.Equal(["old", "fair"], person.GetProperty("tags").EnumerateArray().Select(t => t.GetString()));
        Assert.Equal(("Tower", "5000.00", company.Id()), (sale.Text("name"), sale.GetProperty("amount").Text("amount"), sale.GetProperty("company").Id()));
        (await client.PostAsync($"leads/{(await LeadAsync(client)).Id()}/actions/convert", new { company = Guid.Empty })).Invalid("company:link_not_found");
    }

    [Fact]
    public async Task What_is_about_the_lead_is_about_what_it_became_by_every_link_there_is()
    {
        var client = await server.WorkspaceAsync();
        var lead = await LeadAsync(client);
        var first = await client.CreateAsync("activities", new { subject = "First", kind = "note", regarding = new { type = "lead", id = lead.Id() } });
        var second = await client.CreateAsync("activities", new { subject = "Second", kind = "call", regarding = new { type = "lead", id = lead.Id() }, participants = new[] { lead.Id() } });
        var purpose = (await client.PostAsync("purposes", new { name = "News", basis = "consent", wording = "May we?" })).Expect(201).Id();
        (await client.PostAsync($"consents/{lead.Id()}", new { purpose, state = "given", channel = "form" })).Expect(201);
        var made = await ConvertAsync(client, lead);
        var third = await client.CreateAsync("activities", new { subject = "Third", regarding = new { type = "contact", id = made.GetProperty("contact").Id() } });
        foreach (var (type, member) in new[] { ("contacts", "contact"), ("deals", "deal"), ("companies", "company") })
        {
            var became = made.GetProperty(member).Id();
            var timeline = (await client.GetAsync($"{type}/{became}/timeline")).Expect(200).Data().Where(e => e.Text("kind") == "activity").Select(e => e.GetProperty("activity").Text("subject")).ToList();
            Assert.Equal(type == "contacts" ? ["Third", "Second", "First"] : ["Second", "First"], timeline);
            Assert.Equal(["Second"], (await client.ListAsync("activities", $"about(participants, \"{became}\")")).Select(a => a.Text("subject")));
        }
        Assert.Equal([first.Id(), second.Id()], (await client.ListAsync("activities", $"about(regarding, \"{lead.Id()}\")", "&sort=created_at")).Select(a => a.Id()));
        Assert.Equal("given", (await client.GetAsync($"consents/{made.GetProperty("contact").Id()}")).Expect(200).Data()[0].Text("state"));
        // A relation that is added later follows by itself: whatever links there are, they are looked for in the schema.
        var links = (await client.SchemaAsync()).SelectMany(t => t.Writable.Where(f => f.IsLink && f.To is null or "lead").Select(f => (Type: t, Field: f))).Where(l => l.Field.IsLink).ToList();
        Assert.NotEmpty(links);
        var make = await RecordMaker.OfAsync(client);
        foreach (var (type, field) in links)
        {
            var body = await make.LeastAsync(type, 7);
            body[field.Name] = field.Kind == "links" ? new JsonArray(lead.Id().ToString()) : field.To is null ? new JsonObject { ["type"] = "lead", ["id"] = lead.Id().ToString() } : lead.Id().ToString();
            var record = await client.CreateAsync(type.Plural, body);
            Assert.Contains(record.Id(), (await client.ListAsync(type.Plural, $"about({field.Name}, \"{made.GetProperty("contact").Id()}\")")).Select(r => r.Id()));
            Assert.Contains(record.Id(), (await client.ListAsync(type.Plural, $"not about({field.Name}, \"{Guid.Empty}\")")).Select(r => r.Id()));
        }
        Assert.NotEqual(third.Id(), first.Id());
    }

    [Fact]
    public async Task Candidates_have_the_address_the_number_or_the_domain_and_a_name_alone_is_only_a_guess()
    {
        var client = await server.WorkspaceAsync();
        var byDomain = await client.CreateAsync("companies", new { name = "Something else", website = "https://www.acme.example/about" });
        var byName = await client.CreateAsync("companies", new { name = "Acme" });
        var byPhone = await client.CreateAsync("contacts", new { last_name = "Phone", mobile = "+39 06 123 45 67" });
        var byEmail = await client.CreateAsync("contacts", new { last_name = "Mail", email = "ada@acme.example" });
        await client.CreateAsync("contacts", new { last_name = "Nobody", email = "other@acme.example" });
        var open = await client.CreateAsync("deals", new { name = "Open", company = byDomain.Id() });
        var lead = await LeadAsync(client, new { email = "Ada@acme.example" });
        var found = (await client.GetAsync($"leads/{lead.Id()}/conversion")).Expect(200).GetProperty("candidates").EnumerateArray().ToDictionary(c => c.Id(), c => (Why: string.Join(",", c.GetProperty("why").EnumerateArray().Select(w => w.GetString())), Sure: c.GetProperty("sure").GetBoolean()));
        Assert.Equal(("domain", true), found[byDomain.Id()]);
        Assert.Equal(("name", false), found[byName.Id()]);
        Assert.Equal(("phone", true), found[byPhone.Id()]);
        Assert.Equal(("email", true), found[byEmail.Id()]);
        Assert.Equal(("company", false), found[open.Id()]);
        Assert.Equal(5, found.Count);
        // A mailbox that anybody can have tells nothing of a firm.
        await client.CreateAsync("companies", new { name = "Mailers", email = "someone@gmail.com" });
        var free = await client.CreateAsync("leads", new { last_name = "Free", email = "free@gmail.com" });
        Assert.Empty((await client.GetAsync($"leads/{free.Id()}/conversion")).Expect(200).GetProperty("candidates").EnumerateArray());
        var named = await ConvertAsync(client, await client.CreateAsync("leads", new { last_name = "Byron", company_name = "Acme" }), new { match = true });
        Assert.NotEqual(byName.Id(), named.GetProperty("company").Id());
        var matched = await ConvertAsync(client, await client.CreateAsync("leads", new { last_name = "Byron", company_name = "Acme", website = "acme.example", email = "ada@acme.example" }), new { match = true });
        Assert.Equal((byDomain.Id(), byEmail.Id()), (matched.GetProperty("company").Id(), matched.GetProperty("contact").Id()));
    }

    [Fact]
    public async Task A_candidate_that_the_caller_may_not_see_is_not_told_of_and_cannot_be_joined()
    {
        static object Grant(string reach) => new { read = reach, create = "all", update = reach, other_fields = "write" };
        var client = await server.WorkspaceAsync();
        var hidden = await client.CreateAsync("contacts", new { last_name = "Hidden", email = "ada@acme.example" });
        (await client.PostAsync("roles", new { label = "Scout", types = new { lead = Grant("all"), contact = Grant("own"), company = Grant("all"), deal = Grant("all") } })).Expect(201);
        var scout = await server.ColleagueAsync(client, "scout_c", "Sam Scout");
        var lead = await LeadAsync(scout);
        Assert.Empty((await scout.GetAsync($"leads/{lead.Id()}/conversion?contact={hidden.Id()}")).Expect(200).GetProperty("candidates").EnumerateArray());
        (await scout.PostAsync($"leads/{lead.Id()}/actions/convert", new { contact = hidden.Id() })).Invalid("contact:link_not_found");
    }

    [Fact]
    public async Task Converting_again_or_twice_at_once_gives_the_same_and_makes_nothing()
    {
        var client = await server.WorkspaceAsync();
        var lead = await LeadAsync(client);
        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(n => client.PostAsync($"leads/{lead.Id()}/actions/convert", new { }, ("Idempotency-Key", $"convert-{n}"))));
        var made = both.Select(b => b.Expect(200).GetRawText()).Distinct().ToList();
        var again = await client.PostAsync($"leads/{lead.Id()}/actions/convert", new { deal_name = "Another" }, ("Idempotency-Key", "convert-3"));
        Assert.Equal(again.Expect(200).GetRawText(), Assert.Single(made));
        Assert.Equal(3, await CountAsync(client));
        Assert.False(again.Headers.ContainsKey("Undo"));
    }

    [Fact]
    public async Task The_lead_stays_readable_and_counts_as_converted_on_its_day()
    {
        var client = await server.WorkspaceAsync();
        var lead = await LeadAsync(client);
        var made = await ConvertAsync(client, lead);
        Assert.Equal("search", (await client.GetAsync($"leads/{lead.Id()}")).Expect(200).Text("utm_source"));
        Assert.Equal([lead.Id()], (await client.ListAsync("leads", $"converted_contact = \"{made.GetProperty("contact").Id()}\"")).Select(l => l.Id()));
        var report = (await client.PostAsync("query", new { from = "leads", where = "converted_at in today", group = new[] { "status" }, measures = new { n = "count()" } })).Expect(200);
        Assert.Equal("""[{"status":"converted","n":1}]""", report.Raw("data"));
    }

    [Fact]
    public async Task A_new_deal_begins_at_the_first_stage_of_the_pipeline_that_was_chosen()
    {
        var client = await server.WorkspaceAsync();
        var pipeline = await client.CreateAsync("pipelines", new { name = "Partners" });
        var second = await client.CreateAsync("stages", new { name = "Second", pipeline = pipeline.Id(), position = 2 });
        var first = await client.CreateAsync("stages", new { name = "First", pipeline = pipeline.Id(), position = 1 });
        var standard = (await client.ListAsync("stages", "pipeline.default", "&sort=position"))[0];
        async Task<JsonElement> StageAsync(object input) => (await GetAsync(client, "deals", (await ConvertAsync(client, await LeadAsync(client), input)).GetProperty("deal"))).GetProperty("stage");
        Assert.Equal(standard.Id(), (await StageAsync(new { })).Id());
        Assert.Equal(first.Id(), (await StageAsync(new { pipeline = pipeline.Id() })).Id());
        Assert.Equal(second.Id(), (await StageAsync(new { pipeline = pipeline.Id(), stage = second.Id() })).Id());
        (await client.PostAsync($"leads/{(await LeadAsync(client)).Id()}/actions/convert", new { pipeline = pipeline.Id(), stage = standard.Id() })).Invalid("deal.stage:deal.stage_of_other_pipeline");
        Assert.Equal(JsonValueKind.Null, (await ConvertAsync(client, await LeadAsync(client), new { make_deal = false, make_company = false })).GetProperty("deal").ValueKind);
    }

    [Fact]
    public async Task Many_are_converted_at_once_and_one_that_cannot_be_stops_nobody()
    {
        var client = await server.WorkspaceAsync();
        var good = await LeadAsync(client);
        var bad = await client.CreateAsync("leads", new { company_name = "Nameless" });
        var other = await LeadAsync(client, new { last_name = "Other", email = "other@acme.example" });
        var many = (await client.PostAsync("leads/actions/convert", new { ids = new[] { good.Id(), bad.Id(), other.Id() } })).Expect(200);
        Assert.Equal((2, 1), (many.GetProperty("done").GetInt32(), many.GetProperty("failed").GetInt32()));
        var failed = Assert.Single(many.GetProperty("outcomes").EnumerateArray());
        Assert.Equal((bad.Id(), "contact.needs_a_name"), (failed.Id(), failed.Text("code")));
        Assert.Equal(["converted", "new", "converted"], (await client.ListAsync("leads", null, "&sort=created_at")).Select(l => l.Text("status")));
        Assert.Equal(6, await CountAsync(client));
        (await client.PostAsync($"changesets/{many.Text("changeset")}/undo", new { })).Expect(200);
        Assert.Equal(0, await CountAsync(client));
    }

    [Fact]
    public async Task Undoing_gives_back_the_lead_with_its_links_and_owner()
    {
        var client = await server.WorkspaceAsync();
        var other = await server.ColleagueAsync(client);
        var company = await client.CreateAsync("companies", new { name = "Acme Ltd" });
        var lead = await LeadAsync(client, new { owner = other.Person, status = "qualified" });
        await client.CreateAsync("activities", new { subject = "Call", regarding = new { type = "lead", id = lead.Id() } });
        var before = (await client.GetAsync($"leads/{lead.Id()}")).Expect(200);
        var answer = await client.PostAsync($"leads/{lead.Id()}/actions/convert", new { company = company.Id() });
        var contact = answer.Expect(200).GetProperty("contact").Id();
        Assert.Equal("retail", (await GetAsync(client, "companies", company)).Text("industry"));
        (await client.PostAsync(answer.Headers["Undo"], new { })).Expect(200);
        var after = (await client.GetAsync($"leads/{lead.Id()}")).Expect(200);
        foreach (var field in new[] { "status", "owner", "converted_at", "converted_company", "converted_contact", "converted_deal", "score" })
            Assert.Equal(before.Raw(field), after.Raw(field));
        Assert.Null((await GetAsync(client, "companies", company)).Text("industry"));
        (await client.GetAsync($"contacts/{contact}")).Refused(404, "not_found");
        Assert.Single(await client.ListAsync("activities", $"about(regarding, \"{lead.Id()}\")"));
        Assert.Empty(await client.ListAsync("activities", $"about(regarding, \"{contact}\")"));
        await ConvertAsync(client, lead);
    }

    [Fact]
    public async Task What_a_lead_became_follows_where_the_contact_is_merged()
    {
        var client = await server.WorkspaceAsync();
        var lead = await LeadAsync(client);
        await client.CreateAsync("activities", new { subject = "Call", regarding = new { type = "lead", id = lead.Id() } });
        var contact = (await ConvertAsync(client, lead)).GetProperty("contact").Id();
        var into = await client.CreateAsync("contacts", new { last_name = "Lovelace" });
        (await client.PostAsync("contacts/actions/merge", new { ids = new[] { into.Id(), contact }, input = new { into = into.Id() } })).Expect(200);
        Assert.Equal(into.Id(), (await ConvertAsync(client, lead)).GetProperty("contact").Id());
        Assert.Contains("Call", (await client.GetAsync($"contacts/{into.Id()}/timeline")).Expect(200).GetRawText(), StringComparison.Ordinal);
    }
}
