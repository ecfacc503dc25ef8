using Kith.Browser.Tests.Screens;

namespace Kith.Browser.Tests.Journeys;

/// <summary>Somebody who leads sales looks at what the quarter will bring.</summary>
public sealed class ForecastJourney(Installation kith) : Journey(kith)
{
    [Theory]
    [InlineData("desktop-light")]
    [InlineData("desktop-dark")]
    [InlineData("phone-light")]
    [InlineData("phone-dark")]
    public async Task A_quarter_is_told_by_person_beside_quotas_and_every_sum_leads_to_its_deals(string look)
    {
        var ada = await OwnerAsync(Look.Named(look), audited: true);
        var (page, audit) = (ada.Page, new Audit(Kith, ada));
        var today = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var stages = (await ada.CallAsync("GET", "stages?limit=50")).GetProperty("data").EnumerateArray().ToDictionary(s => s.GetProperty("name").GetString()!, s => s.GetProperty("id").GetString());
        var lead = (await ada.CallAsync("POST", "people", new { name = "Lea Lead" })).GetProperty("id").GetString();
        var bela = (await ada.CallAsync("POST", "people", new { name = "Bela Seller", manager = lead })).GetProperty("id").GetString();
        await ada.CallAsync("POST", "quotas", new { person = bela, period = "quarter", starts_on = today, amount = 4000 });
        await ada.CallAsync("POST", "deals", new { name = "Tower", stage = stages["Won"], amount = 1000, close_date = today, owner = bela });
        await ada.CallAsync("POST", "deals", new { name = "Harbour", stage = stages["Negotiation"], amount = 500, close_date = today, owner = bela });
        await ada.CallAsync("POST", "deals", new { name = "Mill", stage = stages["Proposal"], amount = 250, close_date = today, owner = lead });

        await ada.OpenAsync("/forecast");
        var table = page.GetByRole(AriaRole.Table, new() { Name = "Forecast" });
        var top = table.GetByRole(AriaRole.Row).Filter(new() { HasText = "Lea Lead" });
        await Expect(top).ToContainTextAsync("€250");
        await Expect(page.GetByText("25% of €4,000")).ToBeVisibleAsync();
        await audit.LookAsync("forecast", page.GetByText("€1,500").First);
        if (!look.StartsWith("phone", StringComparison.Ordinal))
        {
            await page.Button("Quota of Lea Lead: €4,000").ClickAsync();
            var dialog = page.DialogCalled("New quota");
            await dialog.GetByLabel("Amount").FillAsync("5000");
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Create" }).First.ClickAsync();
            await Expect(dialog).ToBeHiddenAsync();
            await Expect(page.GetByText("20% of €5,000")).ToBeVisibleAsync();
        }
        var moves = page.GetByRole(AriaRole.List, new() { Name = "What moved" });
        await audit.LookAsync("forecast-moves", moves.GetByText("Tower"));
        await Expect(moves.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Harbour" })).ToContainTextAsync("+€500");
        await page.ChooseAsync(page.GetByRole(AriaRole.Combobox, new() { Name = "Rows" }), "By product");
        await Expect(table.GetByRole(AriaRole.Row).Filter(new() { HasText = "Without a product" })).ToContainTextAsync("€1,000");
        await table.GetByRole(AriaRole.Link, new() { Name = "Total, Commit: €500" }).ClickAsync();
        await Expect(page.GetByText("Harbour").First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Grid).GetByText("Tower")).ToHaveCountAsync(0);
        audit.Pass();
    }

    [Theory]
    [InlineData("desktop-light")]
    [InlineData("desktop-dark")]
    [InlineData("phone-light")]
    [InlineData("phone-dark")]
    public async Task A_manager_says_what_somebody_will_bring_and_looks_back_at_how_it_came_about(string look)
    {
        var ada = await OwnerAsync(Look.Named(look), audited: true);
        var (page, audit) = (ada.Page, new Audit(Kith, ada));
        var today = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var stages = (await ada.CallAsync("GET", "stages?limit=50")).GetProperty("data").EnumerateArray().ToDictionary(s => s.GetProperty("name").GetString()!, s => s.GetProperty("id").GetString());
        var me = (await ada.CallAsync("GET", "me")).GetProperty("person").GetProperty("id").GetString();
        var bela = (await ada.CallAsync("POST", "people", new { name = "Bela Seller", manager = me })).GetProperty("id").GetString();
        await ada.CallAsync("POST", "deals", new { name = "Tower", stage = stages["Won"], amount = 1000, close_date = today, owner = bela });
        await ada.CallAsync("POST", "deals", new { name = "Harbour", stage = stages["Negotiation"], amount = 500, close_date = today, owner = bela });

        await ada.OpenAsync("/forecast?unit=year");
        await page.Button("Expected of Bela Seller: €1,500").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByText("The deals come to €1,000 won")).ToBeVisibleAsync();
        await dialog.GetByLabel("Commit").FillAsync("1200");
        await dialog.GetByLabel("Note").FillAsync("The harbour waits for its permit");
        await audit.LookAsync("forecast-submit", dialog.GetByRole(AriaRole.Button, new() { Name = "Submit" }));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Submit" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await page.Button("Expected of Bela Seller: €1,200").ClickAsync();
        await Expect(dialog.GetByText("The harbour waits for its permit")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Take back" }).ClickAsync();
        await Expect(dialog.GetByText("The harbour waits for its permit")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(page.Button("Expected of Bela Seller: €1,500")).ToBeVisibleAsync();

        await page.Keyboard.PressAsync("s");
        await dialog.GetByLabel("Best case").FillAsync("2000");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(dialog).ToBeHiddenAsync();
        var points = page.GetByRole(AriaRole.Table, new() { Name = "Forecast over time" });
        await Expect(points.GetByRole(AriaRole.Row).Filter(new() { HasText = "Now" })).ToContainTextAsync("€1,500");
        await page.ChooseAsync(page.GetByRole(AriaRole.Combobox, new() { Name = "Whose" }), "Ada Lovelace");
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "How right it was" }).GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("66.7%");
        await audit.LookAsync("forecast-history", points);
        await points.GetByRole(AriaRole.Button).First.ClickAsync();
        await Expect(page.GetByText("Deals as they stood at the end of")).ToBeVisibleAsync();
        await page.Button("Back to now").ClickAsync();
        await Expect(page.Button("Expected of Bela Seller: €1,500")).ToBeVisibleAsync();
        audit.Pass();
    }

    [Theory]
    [InlineData("desktop-light")]
    [InlineData("desktop-dark")]
    [InlineData("phone-light")]
    [InlineData("phone-dark")]
    public async Task What_came_of_deals_is_told_by_whatever_they_belong_to_and_leads_to_them(string look)
    {
        var ada = await OwnerAsync(Look.Named(look), audited: true);
        var (page, audit) = (ada.Page, new Audit(Kith, ada));
        var stages = (await ada.CallAsync("GET", "stages?limit=50")).GetProperty("data").EnumerateArray().ToDictionary(s => s.GetProperty("name").GetString()!, s => s.GetProperty("id").GetString());
        var bela = (await ada.CallAsync("POST", "people", new { name = "Bela Seller" })).GetProperty("id").GetString();
        await ada.CallAsync("POST", "deals", new { name = "Tower", stage = stages["Won"], amount = 1000, engaged_on = "2024-01-01", close_date = "2024-01-13", owner = bela });
        await ada.CallAsync("POST", "deals", new { name = "Harbour", stage = stages["Lost"], amount = 500, engaged_on = "2024-01-01", close_date = "2024-05-13", owner = bela });
        await ada.CallAsync("POST", "deals", new { name = "Mill", stage = stages["Proposal"], amount = 250 });

        await ada.OpenAsync("/forecast");
        await page.Link("Results").ClickAsync();
        var table = page.GetByRole(AriaRole.Table, new() { Name = "Results" });
        var bar = table.GetByRole(AriaRole.Row).Filter(new() { HasText = "Bela Seller" });
        await Expect(bar).ToContainTextAsync("€1,000");
        await Expect(bar).ToContainTextAsync("50%");
        await Expect(bar).ToContainTextAsync("12 days");
        await audit.LookAsync("results", bar);
        await page.ChooseAsync(page.GetByRole(AriaRole.Combobox, new() { Name = "Rows" }), "By quarter");
        await Expect(table.GetByRole(AriaRole.Row)).ToHaveCountAsync(5);
        await Expect(table.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("Q1 2024");
        await page.ChooseAsync(page.GetByRole(AriaRole.Combobox, new() { Name = "When deals close" }), "Last year");
        await Expect(page.GetByText("No deals in this time")).ToBeVisibleAsync();
        // It is all in the address.
        await page.GoBackAsync();
        await table.GetByRole(AriaRole.Link, new() { Name = "Q1 2024, Won: €1,000" }).ClickAsync();
        await Expect(page.GetByText("Tower").First).ToBeVisibleAsync();
        await Expect(page.GetByText("Harbour")).ToHaveCountAsync(0);
        audit.Pass();
    }
}
