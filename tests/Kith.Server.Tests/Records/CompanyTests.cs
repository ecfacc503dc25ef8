using System.Globalization;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Records;

/// <summary>Companies with those below them, and the people in several of them.</summary>
public sealed class CompanyTests(Installation server)
{
    [Fact]
    public async Task Account_numbers_are_issued_once_and_without_gap()
    {
        var client = await server.WorkspaceAsync();
        await Task.WhenAll(Enumerable.Range(1, 12).Select(n => client.CreateAsync("companies", new { name = $"Company {n}" })));
        var numbers = (await client.ListAsync("companies")).Select(c => c.Text("number")).Order(StringComparer.Ordinal);
        Assert.Equal(Enumerable.Range(1, 12).Select(n => n.ToString("'ACC-'000000", CultureInfo.InvariantCulture)), numbers);
        (await client.PatchAsync($"companies/{(await client.ListAsync("companies"))[0].Id()}", new { number = "ACC-000099" })).Invalid("number:read_only");
        Assert.Equal("Company 1", Assert.Single((await client.ListAsync("companies", $"number = \"{(await client.ListAsync("companies", "name = 'Company 1'"))[0].Text("number")}\""))).Text("name"));
    }

    [Fact]
    public async Task Sums_go_over_the_whole_tree()
    {
        var client = await server.WorkspaceAsync();
        async Task<Guid> CompanyAsync(string name, Guid? parent) => (await client.CreateAsync("companies", new { name, parent, employees = 10 })).Id();
        var group = await CompanyAsync("Group", null);
        var north = await CompanyAsync("North", group);
        var yard = await CompanyAsync("Yard", north);
        var other = await CompanyAsync("Other", null);
        foreach (var (company, amount) in new[] { (group, 100), (north, 20), (yard, 3), (other, 5000) })
            await client.CreateAsync("deals", new { name = $"Deal {amount}", company, amount });
        await client.CreateAsync("contacts", new { last_name = "Yardman", company = yard });
        async Task<string> AskAsync() => (await client.PostAsync("query", new
        {
            from = "companies",
            where = $"within(id, '{group}')",
            select = new[] { "name", "count(tree)", "sum(tree.open_deal_value)", "sum(tree.employees)", "count(tree.contacts)", "open_deals", "max(tree.deals.amount)" },
            sort = new[] { "name" },
        })).Expect(200).Raw("data").Replace("\"currency\":\"EUR\"", "", StringComparison.Ordinal);
        Assert.Equal("""[{"name":"Group","count(tree)":3,"sum(tree.open_deal_value)":{"amount":"123.00",},"sum(tree.employees)":30,"count(tree.contacts)":1,"open_deals":1,"max(tree.deals.amount)":{"amount":"100.00",}},{"name":"North","count(tree)":2,"sum(tree.open_deal_value)":{"amount":"23.00",},"sum(tree.employees)":20,"count(tree.contacts)":1,"open_deals":1,"max(tree.deals.amount)":{"amount":"20.00",}},{"name":"Yard","count(tree)":1,"sum(tree.open_deal_value)":{"amount":"3.00",},"sum(tree.employees)":10,"count(tree.contacts)":1,"open_deals":1,"max(tree.deals.amount)":{"amount":"3.00",}}]""", await AskAsync());
        Assert.Equal(3, (await client.ListAsync("deals", $"within(company, '{group}')")).Count);
        Assert.Equal(2, (await client.ListAsync("deals", $"within(company, '{north}')")).Count);
        Assert.Single(await client.ListAsync("contacts", $"within(company, '{north}')"));
        // What lies in the trash has no place in the tree, and neither has what stands below it.
        (await client.DeleteAsync($"companies/{north}")).Expect(204);
        Assert.Single(await client.ListAsync("deals", $"within(company, '{group}')"));
        (await client.PatchAsync($"companies/{group}", new { parent = yard })).Invalid("parent:link_cycle");
    }

    [Fact]
    public async Task A_contact_is_in_several_companies_and_belongs_to_one()
    {
        var client = await server.WorkspaceAsync();
        var acme = (await client.CreateAsync("companies", new { name = "Acme" })).Id();
        var initech = (await client.CreateAsync("companies", new { name = "Initech" })).Id();
        var ada = (await client.CreateAsync("contacts", new { last_name = "Ada", title = "Engineer", company = acme })).Id();
        var board = await client.CreateAsync("affiliations", new { contact = ada, company = initech, role = "Member of the board", since = "2025-01-01" });
        Assert.False(board.GetProperty("primary").GetBoolean());
        (await client.PatchAsync($"affiliations/{board.Id()}", new { until = "2024-01-01" })).Invalid("until:affiliation.ends_before_it_begins");
        (await client.PostAsync($"affiliations/{board.Id()}/actions/make_primary", new { })).Expect(200);
        var moved = (await client.GetAsync($"contacts/{ada}")).Expect(200);
        Assert.Equal((initech, "Member of the board"), (moved.GetProperty("company").Id(), moved.Text("title")));
        var all = await client.ListAsync("affiliations", $"contact = '{ada}'", "&sort=role");
        Assert.Equal([("Engineer", acme, false), ("Member of the board", initech, true)], all.Select(a => (a.Text("role"), a.GetProperty("company").Id(), a.GetProperty("primary").GetBoolean())));
        // It goes to the trash along with either, and comes back.
        (await client.DeleteAsync($"companies/{acme}")).Expect(204);
        Assert.Single(await client.ListAsync("affiliations", $"contact = '{ada}'"));
        (await client.PostAsync($"companies/{acme}/restore", null)).Expect(200);
        // Once more changes nothing.
        (await client.PostAsync($"affiliations/{board.Id()}/actions/make_primary", new { })).Expect(200);
        Assert.Equal(2, (await client.ListAsync("affiliations", $"contact = '{ada}'")).Count);
    }

    [Fact]
    public async Task A_company_has_one_primary_contact()
    {
        var client = await server.WorkspaceAsync();
        var acme = (await client.CreateAsync("companies", new { name = "Acme" })).Id();
        var one = (await client.CreateAsync("contacts", new { last_name = "One", company = acme })).Id();
        var two = (await client.CreateAsync("contacts", new { last_name = "Two", company = acme })).Id();
        (await client.PatchAsync($"companies/{acme}", new { primary_contact = one })).Expect(200);
        (await client.PatchAsync($"companies/{acme}", new { primary_contact = two })).Expect(200);
        Assert.Equal(["Two"], (await client.ListAsync("contacts", "primary")).Select(c => c.Text("name")));
    }

    [Fact]
    public async Task Birthdays_come_again_each_year()
    {
        var client = await server.WorkspaceAsync(zone: "UTC");
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        async Task BornAsync(string name, DateOnly day) => await client.CreateAsync("contacts", new { last_name = name, birth_date = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) });
        await BornAsync("Tomorrow", today.AddDays(1).AddYears(-40));
        await BornAsync("Yesterday", today.AddDays(-1).AddYears(-30));
        var soon = Assert.Single(await client.ListAsync("contacts", "next_birthday in next_7_days"));
        Assert.Equal(("Tomorrow", today.AddDays(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), (soon.Text("name"), soon.Text("next_birthday")));
        Assert.Equal(["Tomorrow", "Yesterday"], (await client.ListAsync("contacts", "next_birthday is not empty", "&sort=next_birthday")).Select(c => c.Text("name")));
    }

    [Fact]
    public async Task Further_addresses_and_numbers_are_found_and_tell_who_is_there_already()
    {
        var client = await server.WorkspaceAsync();
        var ada = (await client.CreateAsync("contacts", new { last_name = "Ada", email = "ada@acme.example" })).Id();
        await client.CreateAsync("contact_points", new { name = "At home", kind = "private", email = "ada@home.example", phone = "+39 06 1234567", address = new { city = "Rome", country = "IT" }, contact = ada });
        Assert.Equal("contact_point", Assert.Single((await client.GetAsync("search?q=ada@home.example")).Expect(200).Data()).Text("type"));
        foreach (var known in new object[] { new { email = "ada@home.example" }, new { phone = "+39061234567" } })
        {
            var match = Assert.Single((await client.PostAsync("leads/matches", known)).Expect(200).Data());
            Assert.Equal((ada, true), (match.Id(), match.GetProperty("sure").GetBoolean()));
        }
        (await client.DeleteAsync($"contacts/{ada}")).Expect(204);
        Assert.Empty(await client.ListAsync("contact_points"));
    }

    [Fact]
    public async Task A_deal_has_several_contacts_each_with_a_role()
    {
        var client = await server.WorkspaceAsync();
        var deal = (await client.CreateAsync("deals", new { name = "Tower" })).Id();
        var ada = (await client.CreateAsync("contacts", new { last_name = "Ada" })).Id();
        var member = await client.CreateAsync("deal_contacts", new { deal, contact = ada, role = "decision_maker" });
        Assert.Equal("Ada", member.Text("name"));
        Assert.Equal("Tower", Assert.Single(await client.ListAsync("deals", "any(deal_contacts where role = 'decision_maker')")).Text("name"));
    }
}
