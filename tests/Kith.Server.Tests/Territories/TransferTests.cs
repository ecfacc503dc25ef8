using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Territories;

public sealed class TransferTests(Installation server)
{
    private static string? In(JsonElement record) => record.GetProperty("territory") is { ValueKind: JsonValueKind.Object } territory ? territory.Text("title") : null;

    private static async Task<Guid> OwnerAsync(Client client, string types, Guid id) => (await client.GetAsync($"{types}/{id}")).Expect(200).GetProperty("owner").Id();

    [Fact]
    public async Task A_company_is_given_to_another_with_the_open_deals_and_tasks_of_its_owner_and_taken_back_as_a_whole()
    {
        var owner = await server.WorkspaceAsync();
        var (ann, bob, cleo) = ((await owner.CreateAsync("people", new { name = "Ann" })).Id(), (await owner.CreateAsync("people", new { name = "Bob" })).Id(), (await owner.CreateAsync("people", new { name = "Cleo" })).Id());
        var company = (await owner.CreateAsync("companies", new { name = "Acme", owner = ann })).Id();
        async Task<Guid> DealAsync(string name, Guid of) => (await owner.CreateAsync("deals", new { name, company, owner = of, amount = new { amount = "10", currency = "EUR" } })).Id();
        var (open, lost, others) = (await DealAsync("Open", ann), await DealAsync("Lost", ann), await DealAsync("Others", cleo));
        (await owner.PostAsync($"deals/{lost}/actions/lose", new { })).Expect(200);
        async Task<Guid> TaskAsync(string type, Guid about, Guid of, string status = "planned") =>
            (await owner.CreateAsync("activities", new { subject = "Task", kind = "task", owner = of, status, regarding = new { type, id = about } })).Id();
        var (task, dealTask, done, foreign) = (await TaskAsync("company", company, ann), await TaskAsync("deal", open, ann), await TaskAsync("company", company, ann, "completed"), await TaskAsync("company", company, cleo));

        var moved = (await owner.PostAsync("companies/actions/transfer", new { ids = new[] { company }, input = new { owner = bob, deals = true, tasks = true } })).Expect(200);
        Assert.Equal(bob, await OwnerAsync(owner, "companies", company));
        Assert.Equal((bob, ann, cleo), (await OwnerAsync(owner, "deals", open), await OwnerAsync(owner, "deals", lost), await OwnerAsync(owner, "deals", others)));
        Assert.Equal((bob, bob), (await OwnerAsync(owner, "activities", task), await OwnerAsync(owner, "activities", dealTask)));
        Assert.Equal((ann, cleo), (await OwnerAsync(owner, "activities", done), await OwnerAsync(owner, "activities", foreign)));

        (await owner.PostAsync($"changesets/{moved.Text("changeset")}/undo", new { })).Expect(200);
        Assert.Equal((ann, ann, ann), (await OwnerAsync(owner, "companies", company), await OwnerAsync(owner, "deals", open), await OwnerAsync(owner, "activities", dealTask)));
        (await owner.PostAsync($"companies/{company}/actions/transfer", new { owner = bob })).Expect(200);
        Assert.Equal((bob, ann, ann), (await OwnerAsync(owner, "companies", company), await OwnerAsync(owner, "deals", open), await OwnerAsync(owner, "activities", task)));
        (await owner.PostAsync($"companies/{company}/actions/transfer", new { })).Refused(422);
    }

    [Fact]
    public async Task Who_gets_many_companies_is_told_once_of_them()
    {
        var owner = await server.WorkspaceAsync();
        var mia = await server.ColleagueAsync(owner);
        var ids = new List<Guid>();
        for (var n = 0; n < 3; n++)
            ids.Add((await owner.CreateAsync("companies", new { name = $"Company {n}" })).Id());
        (await owner.PostAsync("companies/actions/transfer", new { ids, input = new { owner = mia.Person } })).Expect(200);
        IReadOnlyList<JsonElement> told = [];
        for (var tries = 0; tries < 200 && told.Count == 0; tries++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            told = (await mia.GetAsync("notifications")).Expect(200).Data();
        }
        Assert.Single(told);
    }

    [Fact]
    public async Task What_lay_elsewhere_before_the_territories_were_made_is_put_where_they_say_and_back_unless_a_person_chose_it()
    {
        var owner = await server.WorkspaceAsync();
        var mine = (await owner.CreateAsync("territories", new { name = "Mine" })).Id();
        var company = (await owner.CreateAsync("companies", new { name = "Acme", address = new { country = "IT" } })).Id();
        var chosen = (await owner.CreateAsync("companies", new { name = "Chosen", address = new { country = "IT" }, territory = mine })).Id();
        var deal = (await owner.CreateAsync("deals", new { name = "Deal", company })).Id();
        await owner.CreateAsync("territories", new { name = "Italy", countries = new[] { "IT" } });
        var tried = (await owner.PostAsync("companies/actions/place", new { where = "true", dry_run = true })).Expect(200);
        Assert.Equal(2, tried.GetProperty("total").GetInt64());
        async Task<string?> InAsync(string types, Guid id) => In((await owner.GetAsync($"{types}/{id}")).Expect(200));
        Assert.Null(await InAsync("companies", company));
        var placed = (await owner.PostAsync("companies/actions/place", new { where = "true" })).Expect(200);
        Assert.Equal(("Italy", "Mine", null), (await InAsync("companies", company), await InAsync("companies", chosen), await InAsync("deals", deal)));
        (await owner.PostAsync("deals/actions/place", new { where = "true" })).Expect(200);
        Assert.Equal("Italy", await InAsync("deals", deal));
        (await owner.PostAsync($"changesets/{placed.Text("changeset")}/undo", new { })).Expect(200);
        Assert.Null(await InAsync("companies", company));
    }
}
