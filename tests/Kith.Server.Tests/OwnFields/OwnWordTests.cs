using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.OwnFields;

/// <summary>A workspace calls built-in types and fields by words of its own.</summary>
public sealed class OwnWordTests(Installation server)
{
    [Fact]
    public async Task Deals_are_called_opportunities_wherever_people_read_and_deals_in_the_api()
    {
        var (client, other) = (await server.WorkspaceAsync(), await server.WorkspaceAsync());
        (await client.PatchAsync("types/deal", new { label = "Opportunity", plural_label = "Opportunities", icon = "target" })).Expect(200);
        (await client.PatchAsync("types/deal/fields/amount", new { label = "Volume", help = "Before tax" })).Expect(200);
        var type = await client.TypeAsync("deals");
        Assert.Equal(("Opportunity", "Opportunities", "target"), (type.Json.Text("label"), type.Json.Text("plural_label"), type.Json.Text("icon")));
        Assert.Equal(("Volume", "Before tax"), (type["amount"].Json.Text("label"), type["amount"].Json.Text("help")));
        (await client.PostAsync("deals", new { name = "One", amount = "much" })).Invalid("amount:not_money");
        Assert.Contains("Volume", (await client.PostAsync("deals", new { name = "One", amount = "much" })).Errors[0].Text("message")!, StringComparison.Ordinal);
        await client.CreateAsync("deals", new { name = "One", amount = new { amount = "5", currency = "EUR" } });
        Assert.Single(await client.ListAsync("deals", "amount > 1"));
        Assert.Equal("Deal", (await other.TypeAsync("deals")).Json.Text("label"));
        var told = (await client.GetAsync("security/events?kind=configuration_changed")).Expect(200).Data()[0];
        Assert.Equal("Types › Opportunity › Words › Volume", told.GetProperty("subject").Text("title"));
    }

    [Fact]
    public async Task An_empty_word_gives_the_one_of_Kith_back()
    {
        var client = await server.WorkspaceAsync();
        (await client.PatchAsync("types/deal", new { label = "Opportunity", plural_label = "Opportunities" })).Expect(200);
        (await client.PatchAsync("types/deal", new { label = "" })).Expect(200);
        var type = await client.TypeAsync("deals");
        Assert.Equal(("Deal", "Opportunities"), (type.Json.Text("label"), type.Json.Text("plural_label")));
        (await client.PatchAsync("types/deal/fields/amount", new { label = "Volume", help = "Before tax" })).Expect(200);
        (await client.PatchAsync("types/deal/fields/amount", new { label = "", help = "" })).Expect(200);
        (await client.PatchAsync("types/deal", new { plural_label = "Deals", icon = "" })).Expect(200);
        Assert.DoesNotContain("\"name\":\"deal\"", (await client.GetAsync("configuration")).Expect(200).GetRawText().Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        (await client.PatchAsync("types/deal", new { label = new string('x', 101) })).Invalid("label:max_length");
        (await client.PatchAsync("types/deal", new { icon = "No icon!" })).Invalid("icon:type.icon");
        // What is more than words is of own fields alone.
        (await client.PatchAsync("types/deal/fields/amount", new { label = "Volume", required = true })).Invalid("field:field.not_own");
        (await client.PatchAsync("types/deal/fields/created_at", new { label = "Born" })).Invalid("field:field.not_own");
    }

    [Fact]
    public async Task The_navigation_stands_in_the_order_of_the_workspace_without_what_is_hidden()
    {
        var client = await server.WorkspaceAsync();
        async Task<string[]> ShownAsync() => [.. (await client.GetAsync("schema")).Expect(200).GetProperty("navigation").EnumerateArray().Select(n => n.GetString()!)];
        var standard = await ShownAsync();
        Assert.Equal(["company", "contact", "deal", "lead"], standard.Take(4));
        (await client.PutAsync("navigation", new { order = new[] { "lead", "deal" }, hidden = new[] { "company" } })).Expect(204);
        Assert.Equal((string[])["lead", "deal", .. standard.Except(["lead", "deal", "company"])], (IEnumerable<string>)await ShownAsync());
        // A type that comes later stands behind them, and a role that does not read one does not see it.
        (await client.PostAsync("types", new { label = "Boat" })).Expect(201);
        Assert.Equal("boat_c", (await ShownAsync()).Last());
        (await client.PutAsync("navigation", new { order = new[] { "boat_c" } })).Expect(204);
        Assert.Equal("boat_c", (await ShownAsync()).First());
        (await client.DeleteAsync("types/boat_c")).Expect(204);
        Assert.Equal(standard, await ShownAsync());
        (await client.PutAsync("navigation", new { order = new[] { "stage", "nothing" }, hidden = new[] { "person" } })).Invalid("order[0]:unknown_type", "order[1]:unknown_type", "hidden[0]:unknown_type");
        (await (await server.ColleagueAsync(client)).PutAsync("navigation", new { })).Expect(403);
    }
}
