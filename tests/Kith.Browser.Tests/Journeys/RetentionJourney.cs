namespace Kith.Browser.Tests.Journeys;

/// <summary>An administrator says how long records are kept, looks at what that would do, and switches it on.</summary>
public sealed class RetentionJourney(Installation kith) : Journey(kith)
{
    [Fact]
    public async Task A_rule_is_made_tried_out_and_switched_on()
    {
        var ada = await OwnerAsync();
        var page = ada.Page;
        await ada.CallAsync("POST", "deals", new { name = "Engine of 2020", close_date = "2020-01-01" });
        await ada.OpenAsync("/settings/privacy");
        await Expect(page.GetByText("Everything is kept")).ToBeVisibleAsync();
        await page.Button("Add a rule").ClickAsync();
        await page.Input("Name").FillAsync("Old deals");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Records", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "Deals" }).ClickAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Counted from" }).ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "Close date" }).ClickAsync();
        await page.Input("Days").FillAsync("365");
        await page.Button("Save", exact: true).ClickAsync();
        await Expect(page.GetByText("Deals: Move to the trash 365 days after Close date")).ToBeVisibleAsync();
        await page.Button("Try out").ClickAsync();
        await Expect(page.GetByText("It would deal with 1 record tonight.")).ToBeVisibleAsync();
        await Expect(page.Link("Engine of 2020")).ToBeVisibleAsync();
        await page.Button("Switch on").ClickAsync();
        await Expect(page.Button("Switch off")).ToBeVisibleAsync();
        await Expect(page.GetByText("On", new() { Exact = true })).ToBeVisibleAsync();
    }
}
