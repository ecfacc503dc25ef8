using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Territories;

public sealed class TerritoryTests(Installation server)
{
    private static string? In(JsonElement record) => record.GetProperty("territory") is { ValueKind: JsonValueKind.Object } territory ? territory.Text("title") : null;

    private static async Task<Guid> TerritoryAsync(Client client, string name, object says)
    {
        var body = JsonSerializer.SerializeToNode(says)!.AsObject();
        body["name"] = name;
        return (await client.CreateAsync("territories", body)).Id();
    }

    private static object At(string country, string? code = null, string? city = null) => new { country, postal_code = code, city };

    [Fact]
    public async Task A_record_goes_to_the_deepest_territory_that_fits_and_those_above_have_to_fit_too()
    {
        var owner = await server.WorkspaceAsync();
        var germany = await TerritoryAsync(owner, "Germany", new { countries = new[] { "Germany" } });
        Assert.Equal("DE", (await owner.GetAsync($"territories/{germany}")).Expect(200).GetProperty("countries")[0].GetString());
        var south = await TerritoryAsync(owner, "South", new { parent = germany, postal_codes = new[] { "7*", "80000-89999", "97070" } });
        await TerritoryAsync(owner, "Large in the south", new { parent = south, kind = "size", employees_from = 500 });
        foreach (var (code, employees, wanted) in new[] { ("70173", 5, "South"), ("80331", 5, "South"), ("80331", 500, "Large in the south"), ("97070", 1, "South"), ("97071", 1, "Germany"), ("10115", 900, "Germany") })
        {
            Assert.Equal(wanted, In(await owner.CreateAsync("companies", new { name = $"In {code}", employees, address = At("DE", code) })));
            Assert.Equal(wanted, In(await owner.CreateAsync("leads", new { last_name = $"In {code}", employees, address = At("DE", code) })));
        }
        Assert.Null(In(await owner.CreateAsync("companies", new { name = "Elsewhere", employees = 900, address = At("FR", "70173") })));
        Assert.Null(In(await owner.CreateAsync("companies", new { name = "Nowhere" })));
    }

    [Fact]
    public async Task Of_territories_beside_each_other_the_one_with_the_higher_priority_goes_first_with_all_inside_it()
    {
        var owner = await server.WorkspaceAsync();
        var italy = await TerritoryAsync(owner, "Italy", new { countries = new[] { "IT" } });
        await TerritoryAsync(owner, "Rome", new { parent = italy, cities = new[] { "ROME" } });
        await TerritoryAsync(owner, "Key accounts", new { kind = "expression", condition = "tags = \"key\"", priority = 5 });
        Assert.Equal("Rome", In(await owner.CreateAsync("companies", new { name = "One", address = At("IT", city: "Rome") })));
        Assert.Equal("Key accounts", In(await owner.CreateAsync("companies", new { name = "Two", address = At("IT", city: "Rome"), tags = new[] { "key" } })));
    }

    [Fact]
    public async Task What_a_person_chose_stays_until_they_say_otherwise()
    {
        var owner = await server.WorkspaceAsync();
        await TerritoryAsync(owner, "Italy", new { countries = new[] { "IT" } });
        await TerritoryAsync(owner, "France", new { countries = new[] { "FR" } });
        var mine = await TerritoryAsync(owner, "Mine", new { });
        var company = await owner.CreateAsync("companies", new { name = "Acme", address = At("IT") });
        Assert.Equal("Italy", In(company));
        Assert.Equal("France", In((await owner.PatchAsync($"companies/{company.Id()}", new { address = At("FR") })).Expect(200)));
        var chosen = (await owner.PatchAsync($"companies/{company.Id()}", new { territory = mine })).Expect(200);
        Assert.True(chosen.GetProperty("territory_by_hand").GetBoolean());
        Assert.Equal("Mine", In((await owner.PatchAsync($"companies/{company.Id()}", new { address = At("IT") })).Expect(200)));
        Assert.Equal("Italy", In((await owner.PatchAsync($"companies/{company.Id()}", new { territory_by_hand = false })).Expect(200)));
        Assert.Equal("Mine", In(await owner.CreateAsync("companies", new { name = "Other", address = At("IT"), territory = mine })));
    }

    [Fact]
    public async Task A_territory_may_leave_alone_what_comes_to_fit_it_later_and_so_do_changes_of_what_nobody_looks_at()
    {
        var owner = await server.WorkspaceAsync();
        await TerritoryAsync(owner, "Italy", new { countries = new[] { "IT" } });
        await TerritoryAsync(owner, "France", new { countries = new[] { "FR" }, takes_changed = false });
        var company = await owner.CreateAsync("companies", new { name = "Acme", address = At("IT") });
        Assert.Equal("Italy", In((await owner.PatchAsync($"companies/{company.Id()}", new { address = At("FR") })).Expect(200)));
        Assert.Equal("France", In(await owner.CreateAsync("companies", new { name = "New", address = At("FR") })));
        Assert.Equal("Italy", In((await owner.PatchAsync($"companies/{company.Id()}", new { name = "Acme SpA" })).Expect(200)));
        Assert.Equal("Italy", In((await owner.PatchAsync($"companies/{company.Id()}", new { address = At("DE") })).Expect(200)));
    }

    [Fact]
    public async Task A_change_is_judged_among_the_other_records_as_they_are()
    {
        var owner = await server.WorkspaceAsync();
        await TerritoryAsync(owner, "Groups of Acme", new { kind = "expression", condition = "parent.name = \"Acme\" and count(companies) = 0 and industry = \"retail\"" });
        var acme = await owner.CreateAsync("companies", new { name = "Acme", industry = "retail" });
        var below = await owner.CreateAsync("companies", new { name = "Below" });
        Assert.Null(In(below));
        Assert.Equal("Groups of Acme", In((await owner.PatchAsync($"companies/{below.Id()}", new { parent = acme.Id(), industry = "retail" })).Expect(200)));
        Assert.Null(In((await owner.PatchAsync($"companies/{acme.Id()}", new { industry = "finance" })).Expect(200)));
    }

    [Fact]
    public async Task A_deal_lies_where_its_company_does_unless_a_territory_goes_by_what_is_sold()
    {
        var owner = await server.WorkspaceAsync();
        var italy = await TerritoryAsync(owner, "Italy", new { countries = new[] { "IT" } });
        await TerritoryAsync(owner, "Machines", new { parent = italy, kind = "product", products = new[] { "m-1", "Press" } });
        var (small, press) = (await owner.CreateAsync("products", new { name = "Mill", sku = "M-1" }), await owner.CreateAsync("products", new { name = "Oil" }));
        var (rome, paris) = (await owner.CreateAsync("companies", new { name = "Rome", address = At("IT") }), await owner.CreateAsync("companies", new { name = "Paris", address = At("FR") }));
        var plain = await owner.CreateAsync("deals", new { name = "Plain", company = rome.Id(), product = press.Id() });
        Assert.Equal("Italy", In(plain));
        Assert.Equal("Machines", In((await owner.PatchAsync($"deals/{plain.Id()}", new { product = small.Id() })).Expect(200)));
        Assert.Null(In(await owner.CreateAsync("deals", new { name = "Abroad", company = paris.Id(), product = small.Id() })));
        Assert.Null(In((await owner.PatchAsync($"deals/{plain.Id()}", new { company = paris.Id() })).Expect(200)));
        Assert.Equal("Machines", In((await owner.PatchAsync($"deals/{plain.Id()}", new { company = rome.Id() })).Expect(200)));
    }

    [Fact]
    public async Task Many_changed_at_once_are_judged_each_by_itself_and_an_undo_brings_the_territory_back()
    {
        var owner = await server.WorkspaceAsync();
        await TerritoryAsync(owner, "Retail", new { kind = "industry", industries = new[] { "retail" } });
        await TerritoryAsync(owner, "Finance", new { kind = "industry", industries = new[] { "finance" } });
        var ids = new List<Guid>();
        for (var n = 0; n < 5; n++)
            ids.Add((await owner.CreateAsync("companies", new { name = $"Company {n}", industry = "retail" })).Id());
        var changed = (await owner.PostAsync("companies/actions/update", new { ids, set = new { industry = "finance" } })).Expect(200);
        Assert.All(await owner.ListAsync("companies"), c => Assert.Equal("Finance", In(c)));
        (await owner.PostAsync($"changesets/{changed.Text("changeset")}/undo", new { })).Expect(200);
        Assert.All(await owner.ListAsync("companies"), c => Assert.Equal("Retail", In(c)));
    }

    [Fact]
    public async Task Leads_go_to_those_of_their_territory_in_turn_the_secondary_ones_when_nobody_else_has_room()
    {
        var owner = await server.WorkspaceAsync();
        var program = await owner.ProgramAsync();
        var people = new List<Guid>();
        foreach (var name in new[] { "Ann", "Bob", "Cleo", "Dan" })
            people.Add((await owner.CreateAsync("people", new { name })).Id());
        var (ann, bob, cleo, dan) = (people[0], people[1], people[2], people[3]);
        var italy = await TerritoryAsync(owner, "Italy", new { countries = new[] { "IT" }, members = new[] { ann } });
        await TerritoryAsync(owner, "Rome", new { parent = italy, cities = new[] { "Rome" } });
        await TerritoryAsync(owner, "France", new { countries = new[] { "FR" }, manager = dan });
        await owner.CreateAsync("territory_members", new { territory = italy, person = bob });
        await owner.CreateAsync("territory_members", new { territory = italy, person = dan, until = "2020-01-01" });
        await owner.CreateAsync("territory_members", new { territory = italy, person = cleo, role = "secondary" });
        await owner.CreateAsync("assignment_rules", new { name = "By territory", way = "territory" });
        async Task<Guid> GoesToAsync(string country, string? city = null) => (await program.CreateAsync("leads", new { last_name = "Lead", address = At(country, city: city) })).GetProperty("owner").Id();
        Assert.Equal(new[] { ann, bob }.Order(), new[] { await GoesToAsync("IT"), await GoesToAsync("IT") }.Order());
        Assert.Equal(new[] { ann, bob }.Order(), new[] { await GoesToAsync("IT", "Rome"), await GoesToAsync("IT", "Rome") }.Order());
        Assert.Equal(dan, await GoesToAsync("FR"));
        Assert.Equal(owner.Person, await GoesToAsync("DE"));
        foreach (var person in new[] { ann, bob })
            await owner.CreateAsync("assignees", new { person, capacity = 2 });
        Assert.Equal(cleo, await GoesToAsync("IT"));
    }

    [Fact]
    public async Task What_lies_in_the_territories_one_works_in_for_a_time_is_within_reach_for_that_time()
    {
        var owner = await server.WorkspaceAsync();
        (await owner.PostAsync("roles", new { label = "Seller", types = new Dictionary<string, object> { ["company"] = new { read = "territory" } } })).Expect(201);
        var seller = await server.ColleagueAsync(owner, "seller_c");
        var italy = await TerritoryAsync(owner, "Italy", new { countries = new[] { "IT" } });
        await owner.CreateAsync("companies", new { name = "Acme", address = At("IT") });
        Assert.Empty(await seller.ListAsync("companies"));
        var member = await owner.CreateAsync("territory_members", new { territory = italy, person = seller.Person, since = "2020-01-01" });
        await SeesAsync(seller, 1);
        (await owner.PatchAsync($"territory_members/{member.Id()}", new { until = "2020-12-31" })).Expect(200);
        await SeesAsync(seller, 0);
    }

    // Where people stand is remembered for half a second.
    private static async Task SeesAsync(Client seller, int companies)
    {
        for (var tries = 0; tries < 100 && (await seller.ListAsync("companies")).Count != companies; tries++)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Equal(companies, (await seller.ListAsync("companies")).Count);
    }

    [Fact]
    public async Task Territories_tell_what_they_get_what_cannot_be_worked_out_and_where_two_of_them_fit()
    {
        var owner = await server.WorkspaceAsync();
        var italy = await TerritoryAsync(owner, "Italy", new { countries = new[] { "IT" } });
        var retail = await TerritoryAsync(owner, "Retail", new { kind = "industry", industries = new[] { "retail" } });
        var odd = await TerritoryAsync(owner, "Odd", new { kind = "industry", industries = new[] { "no such thing" } });
        await owner.CreateAsync("companies", new { name = "Both", industry = "retail", address = At("IT") });
        await owner.CreateAsync("companies", new { name = "One", address = At("IT") });
        var standing = (await owner.GetAsync("territory/standing")).Expect(200).Data();
        Assert.Equal("address.country in (\"IT\")", standing.Single(s => s.Text("id") == italy.ToString() && s.Text("type") == "lead").Text("condition"));
        Assert.NotNull(standing.Single(s => s.Text("id") == odd.ToString() && s.Text("type") == "company").Text("problem"));
        var tried = (await owner.PostAsync("territory/trial", new { type = "companies" })).Expect(200).Data();
        var both = tried.Single(t => t.GetProperty("record").Text("title") == "Both");
        Assert.Equal(("Italy", "Retail"), (both.GetProperty("then").Text("title"), both.GetProperty("rival").Text("title")));
        Assert.Equal(JsonValueKind.Null, tried.Single(t => t.GetProperty("record").Text("title") == "One").GetProperty("rival").ValueKind);
        (await owner.PatchAsync($"territories/{retail}", new { priority = 1 })).Expect(200);
        both = (await owner.PostAsync("territory/trial", new { type = "companies" })).Expect(200).Data().Single(t => t.GetProperty("record").Text("title") == "Both");
        Assert.Equal(("Italy", "Retail", JsonValueKind.Null), (both.GetProperty("now").Text("title"), both.GetProperty("then").Text("title"), both.GetProperty("rival").ValueKind));
        (await owner.PostAsync("territories", new { name = "Bad", condition = "nothing = 1" })).Refused(422);
        (await owner.PatchAsync($"territories/{italy}", new { parent = italy })).Refused(422);
    }
}
