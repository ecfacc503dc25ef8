using System.Globalization;
using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Records;

/// <summary>What deals are about and who works on them: the amount follows the lines, and the deal is shared once.</summary>
public sealed class DealLineTests(Installation server)
{
    private static string? Amount(JsonElement record, string field = "amount") => record.GetProperty(field) is { ValueKind: JsonValueKind.Object } money ? money.Text("amount") : null;

    private static async Task<string?> AmountAsync(Client client, Guid deal) => Amount((await client.GetAsync($"deals/{deal}")).Expect(200));

    [Fact]
    public async Task Lines_are_rounded_half_up_and_the_amount_is_their_sum_right_after_each_write()
    {
        var client = await server.WorkspaceAsync();
        var deal = (await client.CreateAsync("deals", new { name = "Barrels", amount = 5000 })).Id();
        var line = await client.CreateAsync("deal_lines", new { deal, name = "Oak", quantity = "9.5", price = "124.75" });
        // 9.5 × 124.75 = 1,185.125.
        Assert.Equal("1185.13", Amount(line, "total"));
        Assert.Equal("1185.13", await AmountAsync(client, deal));
        var second = await client.CreateAsync("deal_lines", new { deal, name = "Hoops", quantity = 3, price = "10.00", discount = "12.5" });
        Assert.Equal("26.25", Amount(second, "total"));
        Assert.Equal("1211.38", await AmountAsync(client, deal));
        Assert.Equal("Barrels", Assert.Single(await client.ListAsync("deals", "amount = 1211.38 and sum(deal_lines.total) = amount")).Text("name"));
        (await client.PatchAsync($"deal_lines/{second.Id()}", new { quantity = 4, discount = (string?)null })).Expect(200);
        Assert.Equal("1225.13", await AmountAsync(client, deal));
        (await client.DeleteAsync($"deal_lines/{line.Id()}")).Expect(204);
        Assert.Equal("40.00", await AmountAsync(client, deal));
        (await client.PostAsync($"deal_lines/{line.Id()}/restore", new { })).Expect(200);
        Assert.Equal("1225.13", await AmountAsync(client, deal));
        (await client.PostAsync("deal_lines/actions/update", new { ids = new[] { line.Id(), second.Id() }, set = new { discount = 50 } })).Expect(200);
        Assert.Equal("612.56", await AmountAsync(client, deal));
    }

    [Fact]
    public async Task An_amount_that_follows_lines_is_not_typed_unless_the_deal_is_told_so()
    {
        var client = await server.WorkspaceAsync();
        var deal = (await client.CreateAsync("deals", new { name = "Barrels" })).Id();
        await client.CreateAsync("deal_lines", new { deal, name = "Oak", quantity = 2, price = 50 });
        (await client.PatchAsync($"deals/{deal}", new { amount = 99 })).Invalid("amount:deal.amount_follows_lines");
        (await client.PatchAsync($"deals/{deal}", new { amount = 100 })).Expect(200);
        (await client.PatchAsync($"deals/{deal}", new { amount = 80, amount_from_lines = false })).Expect(200);
        await client.CreateAsync("deal_lines", new { deal, name = "Hoops", price = 7 });
        Assert.Equal("80.00", await AmountAsync(client, deal));
        (await client.PatchAsync($"deals/{deal}", new { amount_from_lines = true })).Expect(200);
        Assert.Equal("107.00", await AmountAsync(client, deal));
        var won = (await client.PostAsync($"deals/{deal}/actions/win", new { })).Expect(200);
        Assert.Equal("107.00", Amount(won));
    }

    [Fact]
    public async Task Undoing_the_first_line_brings_back_the_amount_that_was_typed()
    {
        var client = await server.WorkspaceAsync();
        var deal = (await client.CreateAsync("deals", new { name = "Barrels", amount = 5000 })).Id();
        var made = (await client.PostAsync("deal_lines", new { deal, name = "Oak", price = 10 })).Refused(201);
        Assert.Equal("10.00", await AmountAsync(client, deal));
        var undo = made.Headers["Undo"].Split("/api/v1/")[1];
        Assert.StartsWith("changesets/", undo, StringComparison.Ordinal);
        var undone = (await client.PostAsync(undo, new { })).Expect(200);
        Assert.Equal("5000.00", await AmountAsync(client, deal));
        Assert.Empty(await client.ListAsync("deal_lines"));
        // Undoing is undone like anything else.
        (await client.PostAsync($"changesets/{undone.Text("changeset")}/undo", new { })).Expect(200);
        Assert.Equal("10.00", await AmountAsync(client, deal));
        Assert.Equal("Oak", Assert.Single(await client.ListAsync("deal_lines")).Text("name"));
    }

    [Fact]
    public async Task A_product_gives_its_name_and_price()
    {
        var client = await server.WorkspaceAsync();
        var deal = (await client.CreateAsync("deals", new { name = "Barrels" })).Id();
        var product = (await client.CreateAsync("products", new { name = "Oak barrel", price = "412.50" })).Id();
        var line = await client.CreateAsync("deal_lines", new { deal, product, quantity = 2 });
        Assert.Equal(("Oak barrel", "412.50", "825.00"), (line.Text("name"), Amount(line, "price"), Amount(line, "total")));
        var own = await client.CreateAsync("deal_lines", new { deal, product, name = "Barrel for the fair", price = 300 });
        Assert.Equal(("Barrel for the fair", "300.00", 2), (own.Text("name"), Amount(own, "price"), own.GetProperty("position").GetInt32()));
        Assert.Equal("Barrels", (await client.CreateAsync("deal_lines", new { deal })).Text("name"));
        Assert.Equal("1125.00", await AmountAsync(client, deal));
        (await client.PostAsync("deal_lines", new { deal, quantity = 0 })).Invalid("quantity:out_of_range");
        (await client.PostAsync("deal_lines", new { deal, discount = 101 })).Invalid("discount:out_of_range");
        (await client.PostAsync("deal_lines", new { deal, quantity = 1_000_000_000, price = 10_000 })).Invalid("price:deal_line.too_much");
        (await client.PostAsync("deal_lines", new { deal = product, price = 1 })).Invalid("deal:link_not_found");
    }

    [Fact]
    public async Task Lines_written_at_the_same_moment_all_count()
    {
        var client = await server.WorkspaceAsync();
        var deal = (await client.CreateAsync("deals", new { name = "Barrels" })).Id();
        await Task.WhenAll(Enumerable.Range(1, 16).Select(n => client.CreateAsync("deal_lines", new { deal, name = $"Part {n}", price = n })));
        Assert.Equal("136.00", await AmountAsync(client, deal));
        var person = (await client.ListAsync("people"))[0].Id();
        var members = await Task.WhenAll(Enumerable.Range(1, 8).Select(n => client.PostAsync("deal_members", new { deal, person, split = 30 })));
        Assert.Equal(3, members.Count(m => m.Status == 201));
        Assert.Equal("90", (await client.GetAsync($"deals/{deal}")).Expect(200).Text("shared"));
    }

    [Fact]
    public async Task Lines_of_a_deal_that_refuses_their_sum_are_refused_and_the_others_saved()
    {
        var client = await server.WorkspaceAsync();
        var (small, large) = ((await client.CreateAsync("deals", new { name = "Small" })).Id(), (await client.CreateAsync("deals", new { name = "Large" })).Id());
        var kept = (await client.CreateAsync("deal_lines", new { deal = small, name = "Oak", price = 10 })).Id();
        var refused = (await client.CreateAsync("deal_lines", new { deal = large, name = "Ash", price = 60 })).Id();
        (await client.PostAsync("types/deal/rules", new { kind = "valid", field = "amount", condition = "amount <= 100", message = "Nothing above a hundred." })).Expect(201);
        (await client.PatchAsync($"deal_lines/{refused}", new { quantity = 2 })).Refused(422);
        Assert.Equal("60.00", await AmountAsync(client, large));

        var bulk = (await client.PostAsync("deal_lines/actions/update", new { ids = new[] { kept, refused }, set = new { quantity = 2 } })).Expect(200);
        Assert.Equal((1, 1), (bulk.GetProperty("done").GetInt32(), bulk.GetProperty("failed").GetInt32()));
        Assert.Equal(("20.00", "60.00"), (await AmountAsync(client, small), await AmountAsync(client, large)));
    }

    [Fact]
    public async Task Lines_written_in_a_batch_are_added_up_once_and_undone_together()
    {
        var client = await server.WorkspaceAsync();
        var deal = (await client.CreateAsync("deals", new { name = "Barrels", amount = 5000 })).Id();
        var batch = (await client.PostAsync("batch", new { calls = Enumerable.Range(1, 3).Select(n => new { method = "POST", path = "deal_lines", body = new { deal, name = $"Part {n}", price = n } }) })).Expect(200);
        Assert.Equal("6.00", await AmountAsync(client, deal));
        (await client.PostAsync($"changesets/{batch.Text("changeset")}/undo", new { })).Expect(200);
        Assert.Equal("5000.00", await AmountAsync(client, deal));
        Assert.Empty(await client.ListAsync("deal_lines"));
    }

    [Fact]
    public async Task Merging_deals_adds_up_the_lines_of_both_and_undoing_it_parts_them()
    {
        var client = await server.WorkspaceAsync();
        var (first, second) = ((await client.CreateAsync("deals", new { name = "Barrels" })).Id(), (await client.CreateAsync("deals", new { name = "Barrels again" })).Id());
        await client.CreateAsync("deal_lines", new { deal = first, name = "Oak", price = 10 });
        await client.CreateAsync("deal_lines", new { deal = second, name = "Ash", price = 4 });
        var merged = (await client.PostAsync("deals/actions/merge", new { ids = new[] { first, second }, input = new { into = first, values = new { amount = second } } })).Expect(200);
        Assert.Equal("14.00", await AmountAsync(client, first));
        (await client.PostAsync($"changesets/{merged.Text("changeset")}/undo", new { })).Expect(200);
        Assert.Equal(("10.00", "4.00"), (await AmountAsync(client, first), await AmountAsync(client, second)));
    }

    [Fact]
    public async Task A_deal_is_shared_once_and_counts_once()
    {
        var client = await server.WorkspaceAsync();
        var deal = (await client.CreateAsync("deals", new { name = "Barrels", amount = 1000 })).Id();
        var (ada, ben) = ((await server.ColleagueAsync(client, name: "Ada")).Person, (await server.ColleagueAsync(client, name: "Ben")).Person);
        var member = await client.CreateAsync("deal_members", new { deal, person = ada, role = "specialist", split = "30" });
        Assert.Equal(("Ada", "300.00"), (member.Text("name"), Amount(member, "credit")));
        Assert.Contains("70", (await client.PostAsync("deal_members", new { deal, person = ben, split = 71 })).Invalid("split:deal_member.too_much").Text, StringComparison.Ordinal);
        await client.CreateAsync("deal_members", new { deal, person = ben, split = 20 });
        var whole = (await client.GetAsync($"deals/{deal}")).Expect(200);
        Assert.Equal(("50", "500.00"), (whole.Text("shared"), Amount(whole, "owner_credit")));
        await client.CreateAsync("deals", new { name = "Hoops", amount = 60 });
        var owners = (await client.PostAsync("query", new { from = "deals", measures = new { total = "sum(owner_credit)" } })).Expect(200).GetProperty("data")[0].GetProperty("total").Text("amount")!;
        var members = (await client.PostAsync("query", new { from = "deal_members", measures = new { total = "sum(credit)" } })).Expect(200).GetProperty("data")[0].GetProperty("total").Text("amount")!;
        Assert.Equal(1060m, decimal.Parse(owners, CultureInfo.InvariantCulture) + decimal.Parse(members, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Who_may_not_change_a_deal_may_not_change_what_it_takes_over()
    {
        var client = await server.WorkspaceAsync();
        var deal = (await client.CreateAsync("deals", new { name = "Barrels" })).Id();
        var line = (await client.CreateAsync("deal_lines", new { deal, name = "Oak", price = 10 })).Id();
        var role = (await client.PostAsync("roles", new
        {
            label = "Line clerk",
            types = new { deal = new { read = "all", other_fields = "write" }, deal_line = new { read = "all", create = "all", update = "all", delete = "all", other_fields = "write" } },
        })).Expect(201).Text("name")!;
        var clerk = await server.ColleagueAsync(client);
        (await client.PostAsync($"people/{clerk.Person}/actions/set_role", new { role })).Expect(200);
        (await clerk.PatchAsync($"deal_lines/{line}", new { price = 1 })).Expect(403);
        (await clerk.DeleteAsync($"deal_lines/{line}")).Expect(403);
        (await clerk.PostAsync("deal_lines", new { deal, name = "Ash", price = 4 })).Invalid("deal:whole_locked");
        Assert.Equal("10.00", await AmountAsync(client, deal));
    }
}
