using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Leads;

public sealed class LeadTests(Installation server)
{
    private static int Score(JsonElement lead) => lead.GetProperty("score").GetInt32();

    [Fact]
    public async Task A_lead_is_new_and_called_by_what_is_known_of_it()
    {
        var client = await server.WorkspaceAsync();
        var lead = await client.CreateAsync("leads", new { first_name = "Ada", last_name = "Byron", source = "referral" });
        Assert.Equal(("Ada Byron", "new", client.Person), (lead.Text("name"), lead.Text("status"), lead.GetProperty("owner").Id()));
        Assert.Equal("ada@acme.example", (await client.CreateAsync("leads", new { email = "ada@acme.example", company_name = "Acme" })).Text("name"));
        Assert.Equal("Acme", (await client.CreateAsync("leads", new { company_name = "Acme" })).Text("name"));
        (await client.PostAsync("leads", new { title = "Chief" })).Invalid("last_name:lead.needs_a_name");
    }

    [Fact]
    public async Task Nobody_writes_what_only_converting_sets()
    {
        var client = await server.WorkspaceAsync();
        var lead = await client.CreateAsync("leads", new { last_name = "Byron" });
        (await client.PatchAsync($"leads/{lead.Id()}", new { status = "converted" })).Invalid("status:lead.convert_instead");
        (await client.PostAsync("leads", new { last_name = "Byron", status = "converted" })).Invalid("status:lead.convert_instead");
        foreach (var field in new[] { "converted_at", "converted_company", "converted_contact", "converted_deal", "score" })
            (await client.PatchAsync($"leads/{lead.Id()}", $$"""{"{{field}}": null}""")).Invalid($"{field}:read_only");
    }

    [Fact]
    public async Task Who_gives_a_lead_up_says_why()
    {
        var client = await server.WorkspaceAsync();
        var lead = await client.CreateAsync("leads", new { last_name = "Byron" });
        (await client.PatchAsync($"leads/{lead.Id()}", new { status = "unqualified" })).Invalid("unqualified_reason:lead.reason_needed");
        (await client.PostAsync($"leads/{lead.Id()}/actions/unqualify", new { })).Invalid("reason:required");
        var given = (await client.PostAsync($"leads/{lead.Id()}/actions/unqualify", new { reason = "No budget" })).Expect(200);
        Assert.Equal(("unqualified", "No budget"), (given.Text("status"), given.Text("unqualified_reason")));
        Assert.Equal("contacted", (await client.PatchAsync($"leads/{lead.Id()}", new { status = "contacted" })).Expect(200).Text("status"));
    }

    [Fact]
    public async Task The_score_is_right_after_each_write_that_changes_it()
    {
        var client = await server.WorkspaceAsync();
        var lead = await client.CreateAsync("leads", new { last_name = "Byron" });
        async Task<int> WithAsync(object set) => Score((await client.PatchAsync($"leads/{lead.Id()}", set)).Expect(200));
        Assert.Equal(10, Score(lead));
        Assert.Equal(20, await WithAsync(new { email = "ada@acme.example" }));
        Assert.Equal(25, await WithAsync(new { mobile = "+39 06 1234567" }));
        Assert.Equal(25, await WithAsync(new { phone = "+39 06 1234568" }));
        Assert.Equal(35, await WithAsync(new { company_name = "Acme" }));
        Assert.Equal(40, await WithAsync(new { industry = "retail" }));
        Assert.Equal(50, await WithAsync(new { annual_revenue = 1000 }));
        Assert.Equal(65, await WithAsync(new { budget = 10 }));
        Assert.Equal(75, await WithAsync(new { rating = "warm" }));
        Assert.Equal(85, await WithAsync(new { rating = "hot" }));
        Assert.Equal(65, await WithAsync(new { rating = "cold" }));
        Assert.Equal(85, await WithAsync(new { rating = "hot" }));
        var call = await client.CreateAsync("activities", new { subject = "Call", regarding = new { type = "lead", id = lead.Id() } });
        Assert.Equal(100, Score((await client.GetAsync($"leads/{lead.Id()}")).Expect(200)));
        (await client.DeleteAsync($"activities/{call.Id()}")).Expect(204);
        Assert.Equal(85, Score((await client.GetAsync($"leads/{lead.Id()}")).Expect(200)));
    }

    [Fact]
    public async Task Scores_filter_and_sort_lists_and_the_rules_of_the_schema_add_up_to_them()
    {
        var client = await server.WorkspaceAsync();
        await client.CreateAsync("leads", new { last_name = "Cold" });
        var warm = await client.CreateAsync("leads", new { last_name = "Warm", email = "w@acme.example", rating = "warm" });
        await client.CreateAsync("leads", new { last_name = "Hot", email = "h@acme.example", rating = "hot", budget = 5 });
        Assert.Equal(["Hot", "Warm", "Cold"], (await client.ListAsync("leads", null, "&sort=-score")).Select(l => l.Text("name")));
        Assert.Equal(["Hot", "Warm"], (await client.ListAsync("leads", "score >= 30", "&sort=-score")).Select(l => l.Text("name")));
        var score = (await client.SchemaAsync()).Single(t => t.Name == "lead")["score"].Json;
        var rules = score.GetProperty("score").EnumerateArray().ToList();
        var measures = rules.ToDictionary(r => r.Text("name")!, r => $"count(id where {r.Text("when")})");
        var held = (await client.PostAsync("query", new { from = "leads", where = $"id = \"{warm.Id()}\"", measures })).Expect(200).GetProperty("data")[0];
        Assert.Equal(["email", "warm", "fresh"], rules.Select(r => r.Text("name")!).Where(r => held.GetProperty(r).GetInt32() == 1));
        Assert.Equal(Score(warm), rules.Where(r => held.GetProperty(r.Text("name")!).GetInt32() == 1).Sum(r => r.GetProperty("points").GetInt32()));
        Assert.All(rules, r => Assert.NotEqual(r.Text("name"), r.Text("label")));
    }

    [Fact]
    public async Task A_lead_given_to_somebody_is_told_to_them()
    {
        var client = await server.WorkspaceAsync();
        var other = await server.ColleagueAsync(client);
        await client.CreateAsync("leads", new { last_name = "Byron", owner = other.Person });
        JsonElement[] told = [];
        for (var wait = 0; wait < 100 && told.Length == 0; wait++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            told = [.. (await other.GetAsync("notifications")).Expect(200).GetProperty("data").EnumerateArray()];
        }
        Assert.Contains("Byron", Assert.Single(told).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_a_lead_is_made_it_is_told_who_is_there_already()
    {
        var client = await server.WorkspaceAsync();
        var lead = await client.CreateAsync("leads", new { last_name = "Byron", email = "ada@acme.example", mobile = "+39 06 1234567" });
        var contact = await client.CreateAsync("contacts", new { last_name = "Lovelace", phone = "+39 06 123 45 67" });
        var firm = await client.CreateAsync("companies", new { name = "Acme", website = "acme.example" });
        var named = await client.CreateAsync("companies", new { name = "Bolt" });
        async Task<(Guid, string, bool)[]> FindAsync(object known) => [.. (await client.PostAsync("leads/matches", known)).Expect(200).Data().Select(m => (m.Id(), m.GetProperty("why")[0].GetString()!, m.GetProperty("sure").GetBoolean()))];
        Assert.Equal([(lead.Id(), "email", true), (firm.Id(), "domain", true)], await FindAsync(new { email = "Ada@ACME.example" }));
        Assert.Equal([(lead.Id(), "phone", true), (contact.Id(), "phone", true), (named.Id(), "name", false)], await FindAsync(new { phone = "0039 06 1234567", company_name = "Bolt" }));
        Assert.Empty(await FindAsync(new { email = "ada@", phone = "1", website = "not an address", company_name = " " }));
        var stranger = await server.WorkspaceAsync("Other");
        Assert.Empty((await stranger.PostAsync("leads/matches", new { email = "ada@acme.example" })).Expect(200).Data());
    }

    [Fact]
    public async Task Before_a_contact_or_a_company_is_made_it_is_told_who_is_there_already()
    {
        var client = await server.WorkspaceAsync();
        var ada = (await client.CreateAsync("contacts", new { first_name = "Ada", last_name = "Lovelace", email = "ada@acme.example", phone = "+39 06 1234567" })).Id();
        var lead = (await client.CreateAsync("leads", new { last_name = "Lovelace", email = "ada@acme.example" })).Id();
        var acme = (await client.CreateAsync("companies", new { name = "Acme", website = "https://www.acme.example/en" })).Id();
        async Task<(Guid, string, bool)[]> FindAsync(string types, object known) => [.. (await client.PostAsync($"{types}/matches", known)).Expect(200).Data().Select(m => (m.Id(), m.GetProperty("why")[0].GetString()!, m.GetProperty("sure").GetBoolean()))];
        Assert.Equal([(ada, "email", true), (lead, "email", true)], await FindAsync("contacts", new { email = "Ada@ACME.example" }));
        Assert.Equal([(ada, "phone", true)], await FindAsync("contacts", new { first_name = "Ada", last_name = "Lovelace", mobile = "0039 06 1234567" }));
        Assert.Equal([(ada, "name", false)], await FindAsync("contacts", new { first_name = "Ada", last_name = "Lovelace" }));
        Assert.Empty(await FindAsync("contacts", new { last_name = "Lovelac", website = "acme.example" }));
        Assert.Equal([(acme, "domain", true)], await FindAsync("companies", new { website = "acme.example" }));
        Assert.Equal([(acme, "name", false)], await FindAsync("companies", new { company_name = "Acme" }));
        Assert.Empty(await FindAsync("companies", new { first_name = "Ada", last_name = "Lovelace", phone = "+39 06 1234567" }));
        (await client.PostAsync("contacts/matches", new { name = "Ada" })).Invalid("name:unknown_field");
    }
}
