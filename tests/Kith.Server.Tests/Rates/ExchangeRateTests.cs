using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Rates;

/// <summary>FEATURES 36 and 39: amounts in other currencies by dated rates, frozen when a deal ends.</summary>
public sealed class ExchangeRateTests(Installation server)
{
    private static async Task SetAsync(Client client, string currency, string day, string rate) => (await client.PutAsync($"exchange_rates/{currency}/{day}", new { rate })).Expect(200);

    private static string Day(int ago) => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-ago).ToString("O", System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<string> SumAsync(Client client, string where, string field = "amount", string from = "deals", string? asOf = null)
    {
        var body = new Dictionary<string, object?> { ["from"] = from, ["where"] = where, ["measures"] = new { worth = $"sum({field})" } };
        if (asOf is not null)
            body["at"] = asOf;
        return (await client.PostAsync("query", body)).Expect(200).Data()[0].GetProperty("worth").Text("amount")!;
    }

    // Rates count at once for what is written; what is there already is worked out by a job.
    private static async Task UntilAsync(Func<Task<string>> ask, string expected)
    {
        var last = "";
        for (var i = 0; i < 300 && (last = await ask()) != expected; i++)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Equal(expected, last);
    }

    private static async Task<Dictionary<string, Guid>> StagesAsync(Client client) => (await client.ListAsync("stages")).ToDictionary(s => s.Text("name")!, s => s.Id());

    private static object Amount(string amount, string currency) => new { amount, currency };

    [Fact]
    public async Task A_currency_without_a_rate_is_refused_and_one_with_a_rate_is_worth_what_it_says()
    {
        var client = await server.WorkspaceAsync(currency: "EUR");
        (await client.PostAsync("deals", new { name = "Tower", amount = Amount("100", "USD") })).Invalid("amount:no_exchange_rate");
        await SetAsync(client, "USD", Day(10), "0.9");
        var deal = await client.CreateAsync("deals", new { name = "Tower", amount = Amount("100.05", "USD") });
        Assert.Equal(("100.05", "USD"), (deal.GetProperty("amount").Text("amount"), deal.GetProperty("amount").Text("currency")));
        Assert.Equal(JsonValueKind.Null, deal.GetProperty("exchange_rate").ValueKind);
        Assert.Equal("90.05", await SumAsync(client, "name = 'Tower'"));
        (await client.PostAsync("deals", new { name = "Bridge", amount = Amount("100", "GBP") })).Invalid("amount:no_exchange_rate");
    }

    [Fact]
    public async Task New_rates_work_out_anew_what_is_open_and_leave_what_ended()
    {
        var client = await server.WorkspaceAsync(currency: "EUR");
        await SetAsync(client, "USD", Day(30), "0.90");
        var won = await client.CreateAsync("deals", new { name = "Won", amount = Amount("1000", "USD") });
        await client.CreateAsync("deals", new { name = "Open", amount = Amount("1000", "USD") });
        var closed = (await client.PostAsync($"deals/{won.Id()}/actions/win", new { })).Expect(200);
        Assert.Equal("0.9", closed.Text("exchange_rate"));
        Assert.Equal("1800.00", await SumAsync(client, "name is not empty"));

        await SetAsync(client, "USD", Day(0), "0.80");
        await UntilAsync(() => SumAsync(client, "name = 'Open'"), "800.00");
        Assert.Equal("900.00", await SumAsync(client, "name = 'Won'"));
        // A rate of an earlier day changes nothing that is newer, and what ended nothing at all.
        await SetAsync(client, "USD", Day(30), "0.50");
        Assert.Equal("900.00", await SumAsync(client, "name = 'Won'"));
        // A note on what ended freezes it no second time.
        (await client.PatchAsync($"deals/{won.Id()}", new { description = "Signed" })).Expect(200);
        Assert.Equal("900.00", await SumAsync(client, "name = 'Won'"));

        var reopened = (await client.PostAsync($"deals/{won.Id()}/actions/reopen", new { })).Expect(200);
        Assert.Equal(JsonValueKind.Null, reopened.GetProperty("exchange_rate").ValueKind);
        Assert.Equal("800.00", await SumAsync(client, "name = 'Won'"));
    }

    [Fact]
    public async Task A_deal_that_ended_on_a_day_is_worth_what_it_was_worth_then()
    {
        var client = await server.WorkspaceAsync(currency: "EUR");
        var stages = await StagesAsync(client);
        await SetAsync(client, "USD", Day(100), "0.70");
        await SetAsync(client, "USD", Day(50), "0.80");
        await SetAsync(client, "USD", Day(1), "0.90");
        async Task<JsonElement> WonAsync(string name, string day) => await client.CreateAsync("deals", new { name, stage = stages["Won"], close_date = day, amount = Amount("100", "USD") });
        var then = await WonAsync("Then", Day(60));
        Assert.Equal("0.7", then.Text("exchange_rate"));
        Assert.Equal("0.8", (await WonAsync("Later", Day(50))).Text("exchange_rate"));
        // Before the first rate that one counts.
        Assert.Equal("0.7", (await WonAsync("Before", Day(500))).Text("exchange_rate"));
        Assert.Equal("220.00", await SumAsync(client, "stage.won"));
        // Another day, another rate; another currency, too.
        Assert.Equal("0.9", (await client.PatchAsync($"deals/{then.Id()}", new { close_date = Day(0) })).Expect(200).Text("exchange_rate"));
        Assert.Equal(JsonValueKind.Null, (await client.PatchAsync($"deals/{then.Id()}", new { amount = Amount("100", "EUR") })).Expect(200).GetProperty("exchange_rate").ValueKind);
        Assert.Equal("250.00", await SumAsync(client, "stage.won"));
    }

    [Fact]
    public async Task Another_currency_and_back_loses_nothing_of_what_was_typed()
    {
        var client = await server.WorkspaceAsync(currency: "EUR");
        await SetAsync(client, "JPY", Day(1), "0.0059513182169851");
        var deal = await client.CreateAsync("deals", new { name = "Tower", amount = Amount("1234.57", "EUR") });
        var yen = (await client.PatchAsync($"deals/{deal.Id()}", new { amount = Amount("1234.57", "JPY") })).Expect(200);
        Assert.Equal("1234.57", yen.GetProperty("amount").Text("amount"));
        Assert.Equal("7.35", await SumAsync(client, "name = 'Tower'"));
        var back = (await client.PatchAsync($"deals/{deal.Id()}", new { amount = Amount("1234.57", "EUR") })).Expect(200);
        Assert.True(deal.GetProperty("amount").Same(back.GetProperty("amount")));
        Assert.Equal("1234.57", await SumAsync(client, "name = 'Tower'"));
    }

    [Fact]
    public async Task The_past_is_worth_what_it_was_worth_and_undo_brings_the_frozen_rate_back()
    {
        var client = await server.WorkspaceAsync(currency: "EUR");
        await SetAsync(client, "USD", Day(0), "0.90");
        var deal = await client.CreateAsync("deals", new { name = "Tower", amount = Amount("100", "USD") });
        (await client.PostAsync($"deals/{deal.Id()}/actions/win", new { })).Expect(200);
        var moment = TimeProvider.System.GetUtcNow().UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        await SetAsync(client, "USD", Day(0), "0.60");
        (await client.PatchAsync($"deals/{deal.Id()}", new { amount = Amount("100", "EUR") })).Expect(200);
        Assert.Equal("100.00", await SumAsync(client, "name = 'Tower'"));
        Assert.Equal("90.00", await SumAsync(client, "name = 'Tower'", asOf: moment));
        (await client.PatchAsync($"deals/{deal.Id()}", new { amount = Amount("100", "USD") })).Expect(200);
        Assert.Equal("60.00", await SumAsync(client, "name = 'Tower'"));
        Assert.Equal("90.00", await SumAsync(client, "name = 'Tower'", asOf: moment));
        var reopened = (await client.PostAsync("deals/actions/reopen", new { ids = new[] { deal.Id() } })).Expect(200).Text("changeset");
        Assert.Equal(JsonValueKind.Null, (await client.GetAsync($"deals/{deal.Id()}")).Expect(200).GetProperty("exchange_rate").ValueKind);
        await SetAsync(client, "USD", Day(0), "0.30");
        (await client.PostAsync($"changesets/{reopened}/undo", new { })).Expect(200);
        Assert.Equal("0.6", (await client.GetAsync($"deals/{deal.Id()}")).Expect(200).Text("exchange_rate"));
        Assert.Equal("60.00", await SumAsync(client, "name = 'Tower'"));
    }

    [Fact]
    public async Task Own_fields_and_other_types_are_worked_out_anew_too()
    {
        var client = await server.WorkspaceAsync(currency: "EUR");
        await SetAsync(client, "USD", Day(9), "0.90");
        (await client.PostAsync("types/company/fields", new { name = "budget", kind = "money" })).Expect(201);
        const string field = "budget_c";
        await client.CreateAsync("companies", new Dictionary<string, object> { ["name"] = "Acme", ["annual_revenue"] = Amount("1000", "USD"), [field] = Amount("10", "USD") });
        await client.CreateAsync("companies", new Dictionary<string, object> { ["name"] = "Home", ["annual_revenue"] = Amount("1", "EUR"), [field] = Amount("1", "EUR") });
        Assert.Equal(("901.00", "10.00"), (await SumAsync(client, "name is not empty", "annual_revenue", "companies"), await SumAsync(client, "name is not empty", field, "companies")));
        await SetAsync(client, "USD", Day(0), "0.50");
        await UntilAsync(() => SumAsync(client, "name is not empty", "annual_revenue", "companies"), "501.00");
        await UntilAsync(() => SumAsync(client, "name is not empty", field, "companies"), "6.00");
    }

    [Fact]
    public async Task Rates_are_kept_by_who_shapes_the_workspace_and_stand_in_the_audit()
    {
        var client = await server.WorkspaceAsync(currency: "EUR");
        var mia = await server.ColleagueAsync(client);
        (await mia.PutAsync($"exchange_rates/USD/{Day(1)}", new { rate = "0.9" })).Refused(403);
        await SetAsync(client, "USD", Day(1), "0.9");
        await SetAsync(client, "USD", Day(2), "0.8");
        var listed = (await mia.GetAsync("exchange_rates")).Expect(200);
        Assert.Equal(("EUR", "USD", "0.90"), (listed.Text("base"), listed.Data()[0].Text("currency"), listed.Data()[0].GetProperty("newest").Text("rate")));
        Assert.Equal([Day(1), Day(2)], (await mia.GetAsync("exchange_rates/USD")).Expect(200).Data().Select(r => r.Text("day")));
        Assert.Equal([Day(2)], (await mia.GetAsync($"exchange_rates/USD?before={Day(1)}")).Expect(200).Data().Select(r => r.Text("day")));
        (await client.PutAsync($"exchange_rates/EUR/{Day(1)}", new { rate = "1" })).Invalid(":rate.own_currency");
        (await client.PutAsync($"exchange_rates/USD/{Day(-2)}", new { rate = "1" })).Invalid(":rate.future");
        foreach (var rate in new[] { "0", "-1", "much", "1000000000000" })
            (await client.PutAsync($"exchange_rates/USD/{Day(1)}", new { rate })).Invalid("rate:rate.out_of_range");
        (await client.PutAsync($"exchange_rates/USD/{Day(1)}", new { })).Invalid("rate:required");
        (await client.PutAsync("exchange_rates/ZZZ/2026-01-05", new { rate = "1" })).Refused(404);
        (await client.PutAsync("exchange_rates/USD/yesterday", new { rate = "1" })).Refused(404);
        (await client.DeleteAsync($"exchange_rates/USD/{Day(1)}")).Expect(204);
        (await client.DeleteAsync($"exchange_rates/USD/{Day(1)}")).Refused(404);
        var events = (await client.GetAsync("security/events?kind=rate_set,rate_removed")).Expect(200).Data().Select(e => e.Text("kind"));
        Assert.Equal(["rate_removed", "rate_set", "rate_set"], events);
    }

    private static ByteArrayContent File(string text) => new ByteArrayContent(Encoding.UTF8.GetBytes(text)) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };

    [Fact]
    public async Task A_file_of_the_central_bank_brings_rates_in_whatever_currency_the_workspace_has()
    {
        var client = await server.WorkspaceAsync(currency: "CHF");
        const string csv = "Date,USD,JPY,CHF,CYP,\n2024-04-26,1.0714,168.03,0.9779,N/A,\n2024-04-25,1.072,166.76,0.9792,N/A,\n";
        var brought = (await client.PostAsync("exchange_rates/import", File(csv))).Expect(200);
        Assert.Equal((6, 3, "2024-04-25", "2024-04-26", 0), (brought.GetProperty("changed").GetInt32(), brought.GetProperty("currencies").GetInt32(), brought.Text("from"), brought.Text("to"), brought.GetProperty("skipped").GetInt32()));
        Assert.Equal(0, (await client.PostAsync("exchange_rates/import", File(csv))).Expect(200).GetProperty("changed").GetInt32());
        var euro = (await client.GetAsync("exchange_rates/EUR")).Expect(200).Data()[0];
        Assert.Equal(("0.9779", "file"), (euro.Text("rate"), euro.Text("origin")));
        var deal = await client.CreateAsync("deals", new { name = "Tower", amount = Amount("1000000", "JPY") });
        Assert.Equal("5819.79", await SumAsync(client, "name = 'Tower'"));
        Assert.Equal("JPY", deal.GetProperty("amount").Text("currency"));
        (await client.PostAsync("exchange_rates/import", File("Date,USD\n2024-04-26,x"))).Invalid(":rate.file_line");
        (await client.PostAsync("exchange_rates/import", new { })).Refused(415);
    }
}
