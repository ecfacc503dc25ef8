using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Deals;

/// <summary>FEATURES 43 and the forecast: each deal once, in its category, by who sells it, beside what they are to sell.</summary>
public sealed class ForecastTests(Installation server)
{
    private const string Period = "unit=quarter&day=2031-05-17";

    private static async Task<Dictionary<string, Guid>> StagesAsync(Client client) => (await client.ListAsync("stages")).ToDictionary(s => s.Text("name")!, s => s.Id());

    private static async Task<Guid> DealAsync(Client client, Guid stage, object? amount, Guid? owner = null, string day = "2031-05-01", Guid? territory = null, string? forecastAs = null) =>
        (await client.CreateAsync("deals", new { name = $"Deal of {amount}", stage, amount, owner, close_date = day, territory, forecast_as = forecastAs })).Id();

    private static async Task<JsonElement> ForecastAsync(Client client, string query) => (await client.GetAsync($"forecast?{query}")).Expect(200);

    private static JsonElement Row(JsonElement forecast, string? name) => forecast.Data().Single(r => r.GetProperty("of") is { ValueKind: JsonValueKind.Object } of ? of.Text("title") == name : name is null);

    private static string Sums(JsonElement figures) => $"{figures.Text("closed")} {figures.Text("commit")} {figures.Text("best_case")} {figures.Text("pipeline")} {figures.Text("omitted")}";

    private static async Task<Guid> PersonAsync(Client client, string name, Guid? manager = null, Guid? team = null) => (await client.CreateAsync("people", new { name, manager, team })).Id();

    [Fact]
    public async Task Deals_count_in_the_category_of_their_stage_or_their_own_in_the_period_they_close_in()
    {
        var client = await server.WorkspaceAsync();
        var stages = await StagesAsync(client);
        await DealAsync(client, stages["Won"], 100);
        await DealAsync(client, stages["Lost"], 1000);
        await DealAsync(client, stages["Negotiation"], 30);
        await DealAsync(client, stages["Proposal"], 40);
        await DealAsync(client, stages["Prospecting"], 50);
        await DealAsync(client, stages["Prospecting"], 60, forecastAs: "commit");
        await DealAsync(client, stages["Negotiation"], 70, forecastAs: "omitted");
        await DealAsync(client, stages["Proposal"], null);
        await DealAsync(client, stages["Proposal"], 999, day: "2031-03-31");
        await DealAsync(client, stages["Proposal"], 998, day: "2031-07-01");
        await DealAsync(client, stages["Proposal"], 5, day: "2031-04-01");
        await DealAsync(client, stages["Proposal"], 6, day: "2031-06-30");

        var forecast = await ForecastAsync(client, Period);
        Assert.Equal(("Q2 2031", "2031-04-01", "2031-06-30", "2031-01-01", "2031-07-01"), (forecast.GetProperty("period").Text("name"), forecast.GetProperty("period").Text("from"), forecast.GetProperty("period").Text("to"), forecast.GetProperty("period").Text("before"), forecast.GetProperty("period").Text("after")));
        Assert.Equal("100.00 90.00 51.00 50.00 70.00", Sums(forecast.GetProperty("total")));
        // 100 won, 30 at 75 %, 51 at 50 %, 50 and 60 at 10 %.
        Assert.Equal(("159.00", "190.00", "241.00"), (forecast.GetProperty("total").Text("weighted"), forecast.GetProperty("total").Text("committed"), forecast.GetProperty("total").Text("at_best")));
        Assert.Equal(8, forecast.GetProperty("total").GetProperty("deals").GetInt32());
        // The list behind it holds what it counts, with what it leaves out.
        Assert.Equal(9, (await client.ListAsync("deals", forecast.Text("where"))).Count);
        Assert.Equal(["60.00", "30.00"], (await client.ListAsync("deals", $"{forecast.Text("where")} and forecast_category = \"commit\"", "&sort=-amount")).Select(d => d.GetProperty("amount").Text("amount")));
        Assert.Equal("0.00 0.00 0.00 0.00 0.00", Sums((await ForecastAsync(client, "unit=month&day=2031-08-01")).GetProperty("total")));
        Assert.Equal("100.00 90.00 2048.00 50.00 70.00", Sums((await ForecastAsync(client, "unit=year&day=2031-12-31")).GetProperty("total")));
    }

    [Fact]
    public async Task Stages_say_how_their_deals_count_unless_they_are_ends()
    {
        var client = await server.WorkspaceAsync();
        var stages = await StagesAsync(client);
        Assert.Equal(["pipeline", "pipeline", "best_case", "commit", "closed", "omitted"], (await client.ListAsync("stages", more: "&sort=position")).Select(s => s.Text("forecast_category")));
        var deal = await DealAsync(client, stages["Engaging"], 10);
        async Task<string?> CategoryAsync() => (await client.GetAsync($"deals/{deal}")).Expect(200).Text("forecast_category");
        Assert.Equal("pipeline", await CategoryAsync());
        (await client.PatchAsync($"stages/{stages["Engaging"]}", new { forecast_category = "commit" })).Expect(200);
        Assert.Equal("commit", await CategoryAsync());
        (await client.PatchAsync($"stages/{stages["Engaging"]}", new { forecast_category = "closed" })).Invalid("forecast_category:stage.closed_is_won");
        (await client.PatchAsync($"deals/{deal}", new { forecast_as = "closed" })).Refused(422);
        (await client.PatchAsync($"deals/{deal}", new { forecast_as = "best_case" })).Expect(200);
        Assert.Equal("best_case", await CategoryAsync());
        (await client.PostAsync($"deals/{deal}/actions/win", new { })).Expect(200);
        Assert.Equal("closed", await CategoryAsync());
    }

    [Fact]
    public async Task Managers_see_each_deal_once_however_many_people_have_a_share_of_it()
    {
        var client = await server.WorkspaceAsync();
        var stages = await StagesAsync(client);
        var lead = await PersonAsync(client, "Lead");
        var (ada, ben, other) = (await PersonAsync(client, "Ada", lead), await PersonAsync(client, "Ben", lead), await PersonAsync(client, "Other"));
        var shared = await DealAsync(client, stages["Negotiation"], "100.00", ada);
        await client.CreateAsync("deal_members", new { deal = shared, person = ben, split = 30 });
        await client.CreateAsync("deal_members", new { deal = shared, person = other, split = "12.5" });
        await client.CreateAsync("deal_members", new { deal = shared, person = lead });
        await DealAsync(client, stages["Won"], 8, ben);
        await DealAsync(client, stages["Won"], 4, lead);

        var forecast = await ForecastAsync(client, Period);
        Assert.Equal(["Lead", "Ada", "Ben", "Other"], forecast.Data().Select(r => r.GetProperty("of").Text("title")));
        Assert.Equal("12.00 100.00 0.00 0.00 0.00", Sums(forecast.GetProperty("total")));
        Assert.Equal(3, forecast.GetProperty("total").GetProperty("deals").GetInt32());
        var top = Row(forecast, "Lead");
        Assert.Equal(("4.00 0.00 0.00 0.00 0.00", "12.00 87.50 0.00 0.00 0.00"), (Sums(top.GetProperty("own")), Sums(top.GetProperty("total"))));
        Assert.Equal("0.00 57.50 0.00 0.00 0.00", Sums(Row(forecast, "Ada").GetProperty("total")));
        Assert.Equal("8.00 30.00 0.00 0.00 0.00", Sums(Row(forecast, "Ben").GetProperty("total")));
        Assert.Equal("0.00 12.50 0.00 0.00 0.00", Sums(Row(forecast, "Other").GetProperty("total")));
        Assert.Equal(top.GetProperty("of").Id(), Row(forecast, "Ada").GetProperty("parent").GetGuid());
        Assert.Equal(3, (await client.ListAsync("deals", top.Text("where"))).Count);
        Assert.Equal([shared], (await client.ListAsync("deals", Row(forecast, "Other").Text("where"))).Select(d => d.Id()));
    }

    [Fact]
    public async Task Rows_by_team_territory_and_product_add_up_to_the_whole()
    {
        var client = await server.WorkspaceAsync();
        var stages = await StagesAsync(client);
        var north = (await client.CreateAsync("teams", new { name = "North" })).Id();
        var coast = (await client.CreateAsync("teams", new { name = "Coast", parent = north })).Id();
        var (ada, ben, nobody) = (await PersonAsync(client, "Ada", team: north), await PersonAsync(client, "Ben", team: coast), await PersonAsync(client, "Cleo"));
        var europe = (await client.CreateAsync("territories", new { name = "Europe" })).Id();
        var italy = (await client.CreateAsync("territories", new { name = "Italy", parent = europe })).Id();
        var (oak, ash) = ((await client.CreateAsync("products", new { name = "Oak" })).Id(), (await client.CreateAsync("products", new { name = "Ash" })).Id());
        var lined = await DealAsync(client, stages["Proposal"], null, ada, territory: europe);
        await client.CreateAsync("deal_lines", new { deal = lined, product = oak, name = "Oak", quantity = 2, price = 10 });
        await client.CreateAsync("deal_lines", new { deal = lined, product = ash, name = "Ash", price = 5 });
        await client.CreateAsync("deal_lines", new { deal = lined, name = "Delivery", price = 1 });
        var own = await DealAsync(client, stages["Proposal"], null, ben, territory: italy);
        await client.CreateAsync("deal_lines", new { deal = own, product = oak, name = "Oak", price = 50 });
        (await client.PatchAsync($"deals/{own}", new { amount = 40, amount_from_lines = false, product = ash })).Expect(200);
        var plain = await DealAsync(client, stages["Won"], 7, nobody);
        (await client.PatchAsync($"deals/{plain}", new { product = oak })).Expect(200);

        var total = "7.00 0.00 66.00 0.00 0.00";
        foreach (var by in (string[])["person", "team", "territory", "product"])
            Assert.Equal(total, Sums((await ForecastAsync(client, $"{Period}&by={by}")).GetProperty("total")));
        var teams = await ForecastAsync(client, $"{Period}&by=team");
        Assert.Equal(("0.00 0.00 66.00 0.00 0.00", "0.00 0.00 40.00 0.00 0.00", "7.00 0.00 0.00 0.00 0.00"), (Sums(Row(teams, "North").GetProperty("total")), Sums(Row(teams, "Coast").GetProperty("total")), Sums(Row(teams, null).GetProperty("total"))));
        var territories = await ForecastAsync(client, $"{Period}&by=territory");
        Assert.Equal(("0.00 0.00 26.00 0.00 0.00", "0.00 0.00 66.00 0.00 0.00", "7.00 0.00 0.00 0.00 0.00"), (Sums(Row(territories, "Europe").GetProperty("own")), Sums(Row(territories, "Europe").GetProperty("total")), Sums(Row(territories, null).GetProperty("total"))));
        var products = await ForecastAsync(client, $"{Period}&by=product");
        Assert.Equal(("7.00 0.00 20.00 0.00 0.00", "0.00 0.00 45.00 0.00 0.00", "0.00 0.00 1.00 0.00 0.00"), (Sums(Row(products, "Oak").GetProperty("total")), Sums(Row(products, "Ash").GetProperty("total")), Sums(Row(products, null).GetProperty("total"))));
        foreach (var row in teams.Data().Concat(territories.Data()).Concat(products.Data()).Where(r => r.GetProperty("where").ValueKind == JsonValueKind.String))
            Assert.NotEmpty(await client.ListAsync("deals", row.Text("where")));
    }

    [Fact]
    public async Task Quotas_roll_up_over_people_and_parts_of_the_period()
    {
        var client = await server.WorkspaceAsync();
        var stages = await StagesAsync(client);
        var north = (await client.CreateAsync("teams", new { name = "North" })).Id();
        var lead = await PersonAsync(client, "Lead", team: north);
        var (ada, ben) = (await PersonAsync(client, "Ada", lead, north), await PersonAsync(client, "Ben", lead, north));
        async Task<JsonElement> QuotaAsync(object quota) => await client.CreateAsync("quotas", quota);
        var made = await QuotaAsync(new { person = ada, period = "month", starts_on = "2031-04-20", amount = 100 });
        Assert.Equal("Ada – April 2031", made.Text("name"));
        await QuotaAsync(new { person = ada, period = "month", starts_on = "2031-05-01", amount = 50 });
        await QuotaAsync(new { person = ben, period = "quarter", starts_on = "2031-06-30", amount = 250 });
        await DealAsync(client, stages["Won"], 100, ada);
        await DealAsync(client, stages["Won"], 1, lead);
        var forecast = await ForecastAsync(client, Period);
        string? Quota(string name) => $"{Row(forecast, name).Text("quota")} {Row(forecast, name).GetProperty("rolled_up")} {Row(forecast, name).Text("attainment")}";
        Assert.Equal(("150.00 False 66.7", "250.00 False 0", "400.00 True 25.3"), (Quota("Ada"), Quota("Ben"), Quota("Lead")));
        Assert.Equal(("400.00", "25.3"), (forecast.Text("quota"), forecast.Text("attainment")));
        Assert.Equal("400.00", Row(await ForecastAsync(client, $"{Period}&by=team"), "North").Text("quota"));

        await QuotaAsync(new { person = lead, period = "quarter", starts_on = "2031-04-01", amount = 303 });
        await QuotaAsync(new { team = north, period = "quarter", starts_on = "2031-04-01", amount = 202 });
        forecast = await ForecastAsync(client, Period);
        Assert.Equal("303.00 False 33.3", Quota("Lead"));
        Assert.Equal("202.00", Row(await ForecastAsync(client, $"{Period}&by=team"), "North").Text("quota"));
        // What is said of all together goes before what the rows say; several of one period add up.
        await QuotaAsync(new { period = "quarter", starts_on = "2031-04-01", amount = 1000 });
        var second = await QuotaAsync(new { period = "quarter", starts_on = "2031-06-01", amount = 10, name = "Renewals" });
        Assert.Equal(("1010.00", "10"), ((await ForecastAsync(client, Period)).Text("quota"), (await ForecastAsync(client, Period)).Text("attainment")));
        Assert.Equal("Everyone – Q2 2031", (await client.PatchAsync($"quotas/{second.Id()}", new { name = (string?)null })).Expect(200).Text("name"));
        (await client.PatchAsync($"quotas/{second.Id()}", new { starts_on = "0012-01-01" })).Invalid("starts_on:forecast.day_too_far");
        var mia = await server.ColleagueAsync(client);
        (await mia.PostAsync("quotas", new { person = lead, period = "year", starts_on = "2031-05-05", amount = 1 })).Expect(403);
    }

    [Fact]
    public async Task Periods_follow_the_fiscal_year()
    {
        var client = await server.WorkspaceAsync();
        (await client.PatchAsync("workspace", new { fiscal_month = 2 })).Expect(200);
        string Told(JsonElement forecast) => $"{forecast.GetProperty("period").Text("name")} {forecast.GetProperty("period").Text("from")} {forecast.GetProperty("period").Text("to")}";
        Assert.Equal("Q4 FY2031 2030-11-01 2031-01-31", Told(await ForecastAsync(client, "unit=quarter&day=2031-01-31")));
        Assert.Equal("Q1 FY2032 2031-02-01 2031-04-30", Told(await ForecastAsync(client, "unit=quarter&day=2031-02-01")));
        Assert.Equal("FY2032 2031-02-01 2032-01-31", Told(await ForecastAsync(client, "unit=year&day=2031-02-01")));
        Assert.Equal("February 2031 2031-02-01 2031-02-28", Told(await ForecastAsync(client, "unit=month&day=2031-02-28")));
    }

    [Fact]
    public async Task Nobody_sees_more_in_a_forecast_than_in_a_list()
    {
        var client = await server.WorkspaceAsync();
        var stages = await StagesAsync(client);
        async Task<Client> WhoSeesAsync(string label, string type, object grant)
        {
            var role = (await client.PostAsync("roles", new { label, types = new Dictionary<string, object> { [type] = grant } })).Expect(201).Text("name");
            var person = await server.ColleagueAsync(client);
            (await client.PostAsync($"people/{person.Person}/actions/set_role", new { role })).Expect(200);
            return person;
        }
        var seller = await WhoSeesAsync("Seller", "*", new { read = "own", other_fields = "write" });
        await DealAsync(client, stages["Proposal"], 10, seller.Person);
        var shared = await DealAsync(client, stages["Proposal"], 100);
        await client.CreateAsync("deal_members", new { deal = shared, person = seller.Person, split = 50 });
        Assert.Equal("0.00 0.00 10.00 0.00 0.00", Sums((await ForecastAsync(seller, Period)).GetProperty("total")));
        var blind = await WhoSeesAsync("Blind", "deal", new { read = "all", other_fields = "write", fields = new { amount = "hidden" } });
        (await blind.GetAsync($"forecast?{Period}")).Expect(403);
        var placeless = await WhoSeesAsync("Placeless", "deal", new { read = "all", other_fields = "write", fields = new { territory = "hidden" } });
        (await placeless.GetAsync($"forecast?{Period}&by=territory")).Expect(403);
        (await placeless.GetAsync($"forecast?{Period}&by=team")).Expect(200);
        var other = await WhoSeesAsync("Other", "company", new { read = "all", other_fields = "write" });
        (await other.GetAsync($"forecast?{Period}")).Expect(404);
    }

    [Fact]
    public async Task What_moved_since_is_told_with_person_and_reason_and_adds_up()
    {
        var client = await server.WorkspaceAsync();
        var stages = await StagesAsync(client);
        var reasons = (await client.ListAsync("close_reasons")).ToDictionary(s => s.Text("name")!, s => s.Id());
        async Task<Guid> OfAsync(string name, string stage, int? amount, string day = "2031-05-01") =>
            (await client.CreateAsync("deals", new { name, stage = stages[stage], amount, close_date = day })).Id();
        var won = await OfAsync("Won", "Negotiation", 10);
        var lost = await OfAsync("Lost", "Negotiation", 20);
        var slipped = await OfAsync("Slipped", "Proposal", 30);
        var sooner = await OfAsync("Sooner", "Proposal", 40);
        var entered = await OfAsync("Entered", "Proposal", 50, "2031-08-01");
        var grown = await OfAsync("Grown", "Proposal", 60);
        var shrunk = await OfAsync("Shrunk", "Proposal", 70);
        var up = await OfAsync("Up", "Proposal", 80);
        var down = await OfAsync("Down", "Proposal", 90);
        var again = await OfAsync("Again", "Negotiation", 100);
        (await client.PostAsync($"deals/{again}/actions/lose", new { })).Expect(200);
        (await client.PatchAsync($"deals/{again}", new { close_date = "2031-05-01" })).Expect(200);
        await OfAsync("Same", "Proposal", 1000);
        await OfAsync("Elsewhere", "Proposal", 1000, "2032-05-01");
        var before = decimal.Parse((await ForecastAsync(client, Period)).GetProperty("total").Text("at_best")!, System.Globalization.CultureInfo.InvariantCulture);
        var since = (await client.CreateAsync("companies", new { name = "The moment" })).Text("created_at")!;

        var mia = await server.ColleagueAsync(client);
        (await mia.PostAsync($"deals/{won}/actions/win", new { })).Expect(200);
        (await client.PatchAsync($"deals/{won}", new { close_date = "2031-04-30" })).Expect(200);
        (await mia.PostAsync($"deals/{lost}/actions/lose", new { close_reason = reasons["Price"], close_note = "A third cheaper" })).Expect(200);
        foreach (var (deal, change) in new (Guid, object)[]
        {
            (slipped, new { close_date = "2031-07-01" }), (sooner, new { close_date = "2031-03-01" }), (entered, new { close_date = "2031-06-30" }), (grown, new { amount = 65 }),
            (shrunk, new { amount = 67 }), (up, new { forecast_as = "commit" }), (down, new { stage = stages["Prospecting"] }), (again, new { stage = stages["Proposal"], close_date = "2031-05-02" }),
        })
            (await mia.PatchAsync($"deals/{deal}", change)).Expect(200);
        (await mia.PatchAsync($"deals/{slipped}", new { next_step = "Call in June" })).Expect(200);
        await OfAsync("Fresh", "Proposal", 110);

        var moves = (await client.GetAsync($"forecast/moves?{Period}&since={Uri.EscapeDataString(since)}")).Expect(200);
        var told = moves.Data().ToDictionary(m => m.GetProperty("deal").Text("title")!);
        Assert.Equal(
            ["Again reopened 100.00", "Down moved_down 0.00", "Entered entered 50.00", "Fresh new 110.00", "Grown grew 5.00", "Lost lost -20.00", "Shrunk shrank -3.00", "Slipped slipped -30.00", "Sooner brought_forward -40.00", "Up moved_up 0.00", "Won won 0.00"],
            told.Select(m => $"{m.Key} {m.Value.Text("move")} {m.Value.Text("change")}").Order(StringComparer.Ordinal));
        Assert.Equal(("Price", "A third cheaper", "Mia Member"), (told["Lost"].Text("reason"), told["Lost"].Text("note"), told["Lost"].GetProperty("by").Text("title")));
        Assert.Equal("Mia Member", told["Slipped"].GetProperty("by").Text("title"));
        Assert.Equal(JsonValueKind.Null, told["Fresh"].GetProperty("then").ValueKind);
        Assert.Equal(("30.00", "2031-05-01", "best_case", "2031-07-01"), (told["Slipped"].GetProperty("then").Text("amount"), told["Slipped"].GetProperty("then").Text("close_date"), told["Slipped"].GetProperty("then").Text("category"), told["Slipped"].GetProperty("now").Text("close_date")));

        var after = (await ForecastAsync(client, Period)).GetProperty("total");
        // What moved down from the best case still counts in the period.
        var now = decimal.Parse(after.Text("at_best")!, System.Globalization.CultureInfo.InvariantCulture) + decimal.Parse(after.Text("pipeline")!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(now - before, told.Values.Sum(m => decimal.Parse(m.Text("change")!, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("by=moon", "by")]
    [InlineData("unit=week", "unit")]
    [InlineData("day=tomorrow", "day")]
    [InlineData("day=0999-01-01", "day")]
    [InlineData("pipeline=first", "pipeline")]
    [InlineData("month=3", "month")]
    public async Task What_is_no_forecast_is_refused(string query, string field)
    {
        var client = await server.WorkspaceAsync();
        Assert.Equal(field, (await client.GetAsync($"forecast?{query}")).Expect(422).GetProperty("errors")[0].Text("field"));
    }
}
